from odoo import models


class StockPickingBatch(models.Model):
    """The hours a client said it receives in hold where its stop says no others."""

    _inherit = "stock.picking.batch"

    def _prepare_run_stops(self, clients):
        vals_list = super()._prepare_run_stops(clients)
        for client, vals in zip(clients, vals_list, strict=True):
            if not vals["window_start"] and not vals["window_end"]:
                vals["window_start"] = client.hub_window_from
                vals["window_end"] = client.hub_window_to
        return vals_list
