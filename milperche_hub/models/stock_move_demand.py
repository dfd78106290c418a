from odoo import models


class StockMove(models.Model):
    """Asking for less than was asked."""

    _inherit = "stock.move"

    def _set_demand(self, quantity):
        """Lower these moves of one line so that they ask for ``quantity`` in all.

        A move that asks for nothing is cancelled; what it had reserved above its
        demand goes back to the stock.
        """
        for move in self.sudo().sorted("id"):
            part = min(move.product_uom_qty, max(quantity, 0.0))
            quantity -= part
            if move.product_uom.compare(part, move.product_uom_qty) >= 0:
                continue
            if move.product_uom.is_zero(part):
                move._action_cancel()
                continue
            if move.product_uom.compare(move.quantity, part) > 0:
                move.quantity = part
            move.with_context(do_not_unreserve=True).product_uom_qty = part
