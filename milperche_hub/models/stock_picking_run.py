from odoo import models


class StockPicking(models.Model):
    """A delivery that joins or leaves a run changes the run's stops."""

    _inherit = "stock.picking"

    def write(self, vals):
        runs = self.batch_id if "batch_id" in vals else self.env["stock.picking.batch"]
        result = super().write(vals)
        if "batch_id" in vals:
            (runs | self.batch_id).exists()._sync_run_stops()
        return result
