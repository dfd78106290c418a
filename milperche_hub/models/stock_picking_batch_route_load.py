from odoo import api, fields, models


class StockPickingBatch(models.Model):
    """A van too full: which stops another run would take."""

    _inherit = "stock.picking.batch"

    hub_is_too_full = fields.Boolean(compute="_compute_hub_is_too_full")

    @api.depends("hub_weight", "vehicle_id", "estimated_shipping_volume", "move_ids")
    def _compute_hub_is_too_full(self):
        for batch in self:
            batch.hub_is_too_full = batch._is_overloaded()

    def _is_overloaded(self):
        return super()._is_overloaded() or self._has_too_much_cold()

    def _has_too_much_cold(self):
        self.ensure_one()
        space = self.sudo().vehicle_id.hub_cold_litres
        return bool(space) and self.move_ids._get_hub_cold_litres() > space

    def _get_warnings(self):
        warnings = super()._get_warnings()
        if self._has_too_much_cold():
            warnings.append(
                self.env._(
                    "Too little cold space: %(litres).0f litres for %(space).0f.",
                    litres=self.move_ids._get_hub_cold_litres(),
                    space=self.vehicle_id.hub_cold_litres,
                )
            )
        return warnings

    def _get_stops_too_many(self):
        """The last stops, as many as leave what the van carries; never all of them."""
        self.ensure_one()
        kept = self.hub_run_stop_ids.browse()
        weight = volume = litres = 0.0
        room = self.vehicle_weight_capacity or float("inf")
        space = self.vehicle_volume_capacity or float("inf")
        cold = self.vehicle_id.hub_cold_litres or float("inf")
        stops = self._get_ordered_stops().filtered(lambda s: s.outcome == "todo")
        for stop in stops:
            weight += stop.weight
            moves = stop.picking_ids.move_ids
            volume += moves._get_hub_litres() / 1000
            litres += moves._get_hub_cold_litres()
            if kept and (weight > room or volume > space or litres > cold):
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
