from odoo import api, fields, models
from odoo.exceptions import UserError


class StockLot(models.Model):
    """A lot that must not leave: kept out of every share and every delivery."""

    _inherit = "stock.lot"

    hub_is_blocked = fields.Boolean("Blocked", copy=False, readonly=True, tracking=True)
    hub_block_reason = fields.Char("Why Blocked", copy=False, tracking=True)

    def action_block(self):
        """Block lots at once: what was reserved of them for clients is taken back.

        :return: True
        """
        fresh = self.filtered(lambda lot: not lot.hub_is_blocked)
        fresh.hub_is_blocked = True
        fresh._take_back_reserved()
        return True

    def action_unblock(self):
        """Let lots leave again.

        :raise UserError: their producer is blocked.
        """
        blocked = self.hub_producer_id.filtered("hub_is_blocked")
        if blocked:
            raise UserError(
                self.env._("%s is blocked.", ", ".join(blocked.mapped("name")))
            )
        self.hub_is_blocked = False
        return True

    def _take_back_reserved(self):
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", self.ids),
                ("picking_type_id.hub_role", "=", "delivery"),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        moves = lines.move_id
        lines.unlink()
        moves._recompute_state()
        self.env["stock.move"]._share_out_products(moves.product_id)

    @api.model
    def _get_blocked(self, lots):
        return lots.filtered(
            lambda lot: lot.hub_is_blocked or lot.hub_producer_id.hub_is_blocked
        )
