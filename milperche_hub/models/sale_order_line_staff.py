from odoo import models


class SaleOrderLine(models.Model):
    """Lines changed after the cut-off."""

    _inherit = "sale.order.line"

    def _write_late_quantity(self, quantity):
        """The first of these lines takes the quantity, in the product's unit."""
        self[1:].product_uom_qty = 0.0
        unit = self[0].product_id.uom_id
        if self[0].product_uom_id != unit:
            quantity = unit._compute_quantity(quantity, self[0].product_uom_id)
        self[0].product_uom_qty = quantity
