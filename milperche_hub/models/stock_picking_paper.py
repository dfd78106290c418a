from odoo import models


class StockPickingBatch(models.Model):
    """The round sheet of the week on paper, printed before anything has come in."""

    _inherit = "stock.picking.batch"

    def _get_run_stops(self):
        stops = super()._get_run_stops()
        if self.env.context.get("hub_as_ordered"):
            for stop in stops:
                moves = stop["pickings"].move_ids.filtered(
                    lambda m: m.state != "cancel" and m.product_qty
                )
                stop["lines"] = len(moves)
                stop["weight"] = moves._get_hub_ordered_weight()
        return stops
