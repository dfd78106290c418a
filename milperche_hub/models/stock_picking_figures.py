from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _is_hub_short(self):
        """Whether less was delivered than ordered, beyond what a scale explains.

        A tenth less of a weighed product is its weight; a whole line is missing.
        """
        self.ensure_one()
        return any(
            line.qty_delivered < 0.9 * line.product_uom_qty
            for line in self.sale_id.order_line.sudo()
            if line.producer_id and line.product_uom_qty
        )
