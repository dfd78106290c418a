from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """What a client has of its own, a dated rule or a partnership, comes first."""

    _inherit = "sale.order.line"

    @api.depends("order_id.partner_id")
    def _compute_hub_terms(self):
        result = super()._compute_hub_terms()
        self.filtered(
            lambda line: line.state not in ("sale", "cancel")
        )._apply_client_rates()
        return result

    def _freeze_terms(self):
        result = super()._freeze_terms()
        self._apply_client_rates()
        return result

    def _apply_client_rates(self):
        """Give these lines their client's own rate of today, where there is one."""
        for line, rate in self._get_client_rates().items():
            if line.sudo().commission_rate != rate:
                line.sudo().commission_rate = rate

    def _get_client_rates(self):
        """``{line: rate}`` of the lines whose client has a rate of its own."""
        pairs = {
            line: (line.order_id.partner_id, line.product_id)
            for line in self
            if line.product_id.sudo().producer_id and line.order_id.partner_id
        }
        rates = self.env["hub.commission.rule"]._get_client_rates(
            set(pairs.values()), fields.Date.context_today(self)
        )
        return {line: rates[pair] for line, pair in pairs.items() if pair in rates}
