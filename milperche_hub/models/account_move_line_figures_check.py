from odoo import api, models

TOLERANCES = {
    "hub_sale_quantity": 0.0005,
    "hub_sale_amount": 0.005,
    "hub_sale_commission": 0.00005,
}


class AccountMoveLine(models.Model):
    """Credit notes are counted again each night, with the delivered lines."""

    _inherit = "account.move.line"

    @api.model
    def _get_wrong_refunds(self, since):
        """Refund lines from a day on whose figures their documents do not tell."""
        lines = self.sudo().search(
            [
                ("move_id.move_type", "=", "out_refund"),
                ("producer_id", "!=", False),
                ("date", ">=", since),
            ]
        )
        return lines.filtered(lambda line: line._differs_from_documents())

    def _differs_from_documents(self):
        self.ensure_one()
        told = self._prepare_refund_facts()
        return differs(self, told) if told else bool(self.hub_sale_date)


def differs(record, told):
    """Whether a line keeps other figures than its documents tell."""
    if told["hub_sale_date"] != record.hub_sale_date:
        return True
    if told["hub_sale_partner_id"] != record.hub_sale_partner_id.id:
        return True
    return any(
        abs(told[name] - record[name]) > most for name, most in TOLERANCES.items()
    )
