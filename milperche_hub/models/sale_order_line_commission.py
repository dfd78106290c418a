from odoo import fields, models


class SaleOrderLine(models.Model):
    """A client may have dated commission rules of its own."""

    _inherit = "sale.order.line"

    def _freeze_terms(self):
        """Freeze the client's rate where a rule gives one on that day."""
        result = super()._freeze_terms()
        lines = self.sudo().filtered(lambda line: line.product_id.producer_id)
        pairs = [(line.order_id.partner_id, line.product_id) for line in lines]
        rates = (
            self.env["hub.commission.rule"]
            .sudo()
            ._get_client_rates(pairs, fields.Date.context_today(self))
        )
        for line, pair in zip(lines, pairs, strict=True):
            if pair in rates and line.commission_rate != rates[pair]:
                line.commission_rate = rates[pair]
        return result
