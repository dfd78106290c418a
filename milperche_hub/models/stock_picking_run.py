from odoo import fields, models


class StockPicking(models.Model):
    """A delivery that joins or leaves a run changes the run's stops."""

    _inherit = "stock.picking"

    def write(self, vals):
        runs = self.batch_id if "batch_id" in vals else self.env["stock.picking.batch"]
        result = super().write(vals)
        if "batch_id" in vals:
            (runs | self.batch_id).exists()._sync_run_stops()
        return result

    def _action_done(self):
        result = super()._action_done()
        self.filtered(lambda p: p.hub_role == "delivery")._mark_stops_served()
        return result

    def _mark_stops_served(self):
        """Deliveries validated without the driver's phone serve their stop too."""
        stops = self.batch_id.hub_run_stop_ids.filtered(
            lambda s: s.outcome == "todo" and s.partner_id in self.partner_id
        )
        served = stops.filtered(lambda s: all(p.state == "done" for p in s.picking_ids))
        served.write({"outcome": "delivered", "date_served": fields.Datetime.now()})
