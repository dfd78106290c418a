from odoo import models


class StockPicking(models.Model):
    """Substitutes promised at the price of what was missing: granted on delivery."""

    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        moves = self.move_ids.filtered(
            lambda m: (
                m.state == "done"
                and m.quantity
                and m.location_dest_id.usage == "customer"
                and m.sale_line_id.sudo().hub_relief_amount
            )
        )
        moves.sale_line_id._grant_reliefs(moves)
        return result
