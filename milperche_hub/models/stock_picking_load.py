from odoo import api, fields, models


class StockPicking(models.Model):
    """What a delivery weighs: as ordered until its goods are there."""

    _inherit = "stock.picking"

    hub_load_weight = fields.Float(
        "Weight to Load (kg)", compute="_compute_hub_load_weight", digits="Stock Weight"
    )

    @api.depends(
        "state",
        "shipping_weight",
        "move_ids.product_qty",
        "move_ids.state",
        "move_line_ids.quantity",
    )
    def _compute_hub_load_weight(self):
        for picking in self:
            waiting = picking.move_ids.filtered(
                lambda m: m.state not in ("done", "cancel")
            )
            has_goods = any(picking.move_line_ids.mapped("quantity"))
            picking.hub_load_weight = (
                picking.shipping_weight
                if has_goods or picking.state == "done"
                else waiting._get_hub_ordered_weight()
            )
