from odoo import api, fields, models


class StockPickingBatch(models.Model):
    _inherit = "stock.picking.batch"

    round_id = fields.Many2one(
        "hub.round", index="btree_not_null", check_company=True, copy=False
    )

    hub_stop_count = fields.Integer("Stops", compute="_compute_hub_stops")
    hub_done_count = fields.Integer("Stops Served", compute="_compute_hub_stops")
    hub_weight = fields.Float(
        "Weight (kg)", compute="_compute_hub_weight", digits="Stock Weight"
    )

    @api.depends("picking_ids.state", "picking_ids.partner_id")
    def _compute_hub_stops(self):
        for batch in self:
            stops = batch.picking_ids.grouped("partner_id").values()
            batch.hub_stop_count = len(stops)
            batch.hub_done_count = sum(
                all(picking.state == "done" for picking in stop) for stop in stops
            )

    @api.depends("picking_ids.hub_load_weight")
    def _compute_hub_weight(self):
        # Core's estimate adds up the goods of all the runs shown together.
        for batch in self:
            batch.hub_weight = sum(batch.picking_ids.mapped("hub_load_weight"))

    def _get_run_day(self):
        """Local day of a run, or None while it has no date."""
        self.ensure_one()
        if not self.scheduled_date:
            return None
        return self.env["hub.catalogue"]._to_local(self.scheduled_date).date()

    def _apply_stop_order(self):
        """Order the deliveries of each run as the stops of its round.

        Written after creation: core numbers a new batch by ZIP code.
        """
        self._sync_run_stops()
