from odoo import api, fields, models


class StockPicking(models.Model):
    """What a delivery weighs: as ordered until its goods are there."""

    _inherit = "stock.picking"

    hub_load_weight = fields.Float(
        "Weight to Load (kg)", compute="_compute_hub_load_weight", digits="Stock Weight"
    )

    @api.depends("shipping_weight", "move_ids.product_qty", "move_ids.state")
    def _compute_hub_load_weight(self):
        for picking in self:
            waiting = picking.move_ids.filtered(
                lambda m: m.state not in ("done", "cancel")
            )
            ordered = sum(move.product_qty * move.product_id.weight for move in waiting)
            has_goods = any(picking.move_line_ids.mapped("quantity"))
            picking.hub_load_weight = (
                picking.shipping_weight
                if has_goods or picking.state == "done"
                else ordered
            )


class StockPickingBatch(models.Model):
    """A van too full: which stops another run would take."""

    _inherit = "stock.picking.batch"

    hub_is_too_full = fields.Boolean(compute="_compute_hub_is_too_full")

    @api.depends("hub_weight", "vehicle_id", "estimated_shipping_volume")
    def _compute_hub_is_too_full(self):
        for batch in self:
            heavy, bulky = batch.vehicle_weight_capacity, batch.vehicle_volume_capacity
            batch.hub_is_too_full = bool(
                (heavy and batch.hub_weight > heavy)
                or (bulky and batch.estimated_shipping_volume > bulky)
            )

    def _get_stops_too_many(self):
        """The last stops, as many as leave what the van carries; never all of them."""
        self.ensure_one()
        kept = self.hub_run_stop_ids.browse()
        weight = volume = 0.0
        room = self.vehicle_weight_capacity or float("inf")
        space = self.vehicle_volume_capacity or float("inf")
        stops = self._get_ordered_stops().filtered(lambda s: s.outcome == "todo")
        for stop in stops:
            weight += stop.weight
            volume += sum(
                move.product_qty * move.product_id.volume
                for move in stop.picking_ids.move_ids
                if move.state != "cancel"
            )
            if kept and (weight > room or volume > space):
                break
            kept |= stop
        return stops - kept

    def action_propose_second_run(self):
        """Open the incident dialog on the stops that the van cannot take.

        :return: the action; the clients are not written to unless somebody ticks it.
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_run_incident_action"
        )
        return {
            **action,
            "name": self.env._("A second run"),
            "context": {
                "default_batch_id": self.id,
                "default_stop_ids": self._get_stops_too_many().ids,
                "default_vehicle_id": False,
                "default_driver_id": False,
                "default_is_told": False,
            },
        }
