from odoo import models


class SaleOrderLine(models.Model):
    """Lines changed after the cut-off."""

    _inherit = "sale.order.line"

    def _write_late_quantity(self, quantity):
        """The first of these lines takes the quantity, in the product's unit."""
        lines = self.with_context(hub_held_later=True)
        for line in lines[1:]:
            line.product_uom_qty = 0.0
        unit = lines[0].product_id.uom_id
        if lines[0].product_uom_id != unit:
            quantity = unit._compute_quantity(quantity, lines[0].product_uom_id)
        lines[0].product_uom_qty = quantity
