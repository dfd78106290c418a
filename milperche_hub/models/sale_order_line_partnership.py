from odoo import api, models


class SaleOrderLine(models.Model):
    """The rate of a partnership comes before the offer's."""

    _inherit = "sale.order.line"

    @api.depends("order_id.partner_id")
    def _compute_hub_terms(self):
        result = super()._compute_hub_terms()
        open_lines = self.filtered(lambda line: line.state not in ("sale", "cancel"))
        for line, rate in open_lines._get_partnership_rates().items():
            line.sudo().commission_rate = rate
        return result

    def _freeze_terms(self):
        result = super()._freeze_terms()
        self._apply_partnership_rates()
        return result

    def _apply_partnership_rates(self):
        for line, rate in self._get_partnership_rates().items():
            if line.sudo().commission_rate != rate:
                line.sudo().commission_rate = rate

    def _get_partnership_rates(self):
        """``{line: rate}`` of the lines that a partnership delivers at its own rate."""
        Partnership = self.env["hub.partnership"]
        rates = {}
        for client, lines in self.grouped(
            lambda line: line.order_id.partner_id
        ).items():
            pairs = client and Partnership._get_of_client(client, lines.product_id)
            for line in lines if pairs else ():
                pair = pairs.get(line.product_id)
                if pair and pair.mode == "own_rate":
                    rates[line] = pair.commission_rate
        return rates
