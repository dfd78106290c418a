from odoo import api, fields, models
from odoo.exceptions import UserError


class HubHandover(models.TransientModel):
    """Which lines of a delivery go straight from the farm to the client."""

    _name = "hub.handover"
    _description = "Hand over past the hub"

    picking_id = fields.Many2one("stock.picking", "Delivery", required=True)
    kind = fields.Selection(
        [("producer", "Its producer brings it"), ("client", "The client fetches it")],
        required=True,
        default="producer",
    )
    allowed_move_ids = fields.Many2many(
        "stock.move", compute="_compute_allowed_move_ids"
    )
    move_ids = fields.Many2many(
        "stock.move", string="Lines", domain="[('id', 'in', allowed_move_ids)]"
    )

    @api.depends("picking_id")
    def _compute_allowed_move_ids(self):
        for wizard in self:
            wizard.allowed_move_ids = wizard.picking_id.move_ids.filtered(
                lambda m: (
                    m.producer_id
                    and m.state in ("confirmed", "waiting", "partially_available")
                    and not m._get_reserved_product_qty()
                )
            )

    def action_hand_over(self):
        """Receive and hand over the lines chosen, in one go.

        :raise UserError: no line, or one that the hub has already.
        """
        self.ensure_one()
        if not self.move_ids:
            raise UserError(self.env._("Choose at least one line."))
        if self.move_ids - self.allowed_move_ids:
            raise UserError(
                self.env._("A line is delivered already, or is not of this delivery.")
            )
        self.move_ids._hand_over(self.kind)
        return {"type": "ir.actions.act_window_close"}
