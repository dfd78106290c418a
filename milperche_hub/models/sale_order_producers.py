from odoo import models


class SaleOrder(models.Model):
    """An order cancelled after the cut-off: its producers bring less."""

    _inherit = "sale.order"

    def _action_cancel(self):
        late = self.filtered(
            lambda o: o.state == "sale" and o.catalogue_id.state == "closed"
        )
        result = super()._action_cancel()
        for catalogue, orders in late.grouped("catalogue_id").items():
            catalogue._trim_dropoffs(orders.order_line.product_id)
            catalogue._tell_producers()
        return result
