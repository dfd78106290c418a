from odoo import api, fields, models

GOODS_SHOWN = 4


class StockPicking(models.Model):
    """What the hub's lists say of a transfer: where, how much, what of."""

    _inherit = "stock.picking"

    hub_partner_city = fields.Char("Town", related="partner_id.city")
    hub_partner_phone = fields.Char("Phone", related="partner_id.phone")
    hub_line_count = fields.Integer("Lines", compute="_compute_hub_goods")
    hub_goods = fields.Char("Goods", compute="_compute_hub_goods")
    hub_round_id = fields.Many2one("hub.round", related="batch_id.round_id")
    hub_is_short = fields.Boolean("Incomplete", compute="_compute_hub_is_short")

    @api.depends("move_ids.product_uom_qty", "move_ids.quantity", "move_ids.state")
    def _compute_hub_goods(self):
        for picking in self:
            moves = picking.move_ids.filtered(lambda m: m.state != "cancel")
            picking.hub_line_count = len(moves)
            names = [move._get_hub_summary() for move in moves[:GOODS_SHOWN]]
            if len(moves) > GOODS_SHOWN:
                names.append("…")
            picking.hub_goods = " · ".join(names)

    @api.depends("move_ids.state")
    def _compute_hub_is_short(self):
        for picking in self:
            waiting = picking.move_ids.filtered(
                lambda m: m.state in ("confirmed", "partially_available")
            )
            picking.hub_is_short = bool(waiting)
