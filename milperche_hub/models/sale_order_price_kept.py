from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_kept_prices(self):
        """``{product: price}`` of the lines that keep theirs in these orders."""
        kept = self.sudo().order_line.filtered("hub_keeps_terms")
        return {line.product_id: line.hub_kept_price for line in kept}
