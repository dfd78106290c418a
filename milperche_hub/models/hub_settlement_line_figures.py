from odoo import api, models

AMOUNTS = {"amount_borne", "amount_commission", "amount_gross"}
CREDITS = ("return", "reduction")
TIE = "account_move_line_id"


class HubSettlementLine(models.Model):
    """A credit note in a posted settlement counts in the figures with its cents.

    Told by hand: settling thousands of lines would otherwise have their invoices'
    lines computed anew, none of which the figures read.
    """

    _inherit = "hub.settlement.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._count_credits_again()
        return lines

    def write(self, vals):
        lines = self.browse()
        if TIE in vals:
            lines = self
        elif AMOUNTS & vals.keys():
            lines = self._filter_credits()
        refunds = lines._get_refunds()
        result = super().write(vals)
        (refunds | lines._get_refunds())._count_refunds_again()
        return result

    def unlink(self):
        refunds = self._filter_credits()._get_refunds()
        result = super().unlink()
        refunds._count_refunds_again()
        return result

    def _count_credits_again(self):
        self._filter_credits()._get_refunds()._count_refunds_again()

    def _filter_credits(self):
        return self.filtered(lambda line: line.kind in CREDITS)

    def _get_refunds(self):
        """Lines of credit notes that these are tied to."""
        lines = self.sudo().account_move_line_id
        return lines.filtered(lambda line: line.move_id.move_type == "out_refund")
