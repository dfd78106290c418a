from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import route
from ..tools.route_map import draw

NAVIGATION = "https://www.google.com/maps/dir/?"
WAYPOINTS = 9


class StockPickingBatch(models.Model):
    """A run as a list of stops: their order, the hours, the cost, the map."""

    _inherit = "stock.picking.batch"

    hub_run_stop_ids = fields.One2many("hub.run.stop", "batch_id", "Run Stops")
    hub_km = fields.Float("Kilometres", compute="_compute_hub_plan", digits=(6, 1))
    hub_hours = fields.Float("Hours", compute="_compute_hub_plan")
    hub_cost = fields.Monetary(
        "Cost of the Run",
        compute="_compute_hub_plan",
        groups="milperche_hub.group_coordinator",
        currency_field="hub_currency_id",
    )
    hub_currency_id = fields.Many2one(related="company_id.currency_id")
    hub_warning = fields.Text("Before Leaving", compute="_compute_hub_warning")
    hub_map = fields.Html("Map", compute="_compute_hub_map", sanitize=False)
    hub_loading_temperature = fields.Float("Loading °C", digits=(4, 1))
    hub_has_loading_temperature = fields.Boolean(readonly=True)

    # ------------------------------------------------------------------
    # Stops follow the deliveries
    # ------------------------------------------------------------------

    def _sync_run_stops(self):
        """One stop per address of the run's deliveries; served ones stay as noted."""
        vals_list = []
        for batch in self.filtered("round_id"):
            stops = batch.hub_run_stop_ids
            pickings = batch.picking_ids.filtered(lambda p: p.state != "cancel")
            empty = stops.filtered(
                lambda s, clients=pickings.partner_id: (
                    s.partner_id not in clients and s.outcome == "todo"
                )
            )
            missing = pickings.partner_id - stops.partner_id
            empty.unlink()
            vals_list += batch._prepare_run_stops(missing)
        self.env["hub.run.stop"].create(vals_list)
        self._number_pickings()

    def _prepare_run_stops(self, clients):
        self.ensure_one()
        usual = {stop.partner_id: stop for stop in self.round_id.stop_ids.sorted()}
        ranks = {client: rank for rank, client in enumerate(usual, start=1)}
        return [
            {
                "batch_id": self.id,
                "partner_id": client.id,
                "sequence": ranks.get(client, 999),
                "note": usual[client].note if client in usual else False,
                "window_start": usual[client].window_start if client in usual else 0,
                "window_end": usual[client].window_end if client in usual else 0,
                "unload_minutes": (
                    usual[client].unload_minutes if client in usual else 10
                ),
            }
            for client in clients
        ]

    def _number_pickings(self):
        """Number the deliveries as their stops: notes and sheets follow that order."""
        for batch in self:
            ranks = {
                stop.partner_id: rank
                for rank, stop in enumerate(batch._get_ordered_stops(), start=1)
            }
            for picking in batch.picking_ids:
                rank = ranks.get(picking.partner_id, 999)
                if picking.batch_sequence != rank:
                    picking.batch_sequence = rank

    def _get_ordered_stops(self):
        self.ensure_one()
        return self.hub_run_stop_ids.sorted(lambda s: (s.sequence, s._origin.id or 0))

    # ------------------------------------------------------------------
    # Plan
    # ------------------------------------------------------------------

    def _get_depot(self):
        return self.company_id.partner_id._get_hub_route_place()

    def _get_start_hour(self):
        self.ensure_one()
        if not self.scheduled_date:
            return 8.0
        local = self.env["hub.catalogue"]._to_local(self.scheduled_date)
        return local.hour + local.minute / 60

    def _make_plan(self, stops):
        """:class:`route.Plan` of the run through ``stops`` in their order."""
        self.ensure_one()
        return route.schedule(
            self._get_depot(),
            [stop._prepare_route_stop() for stop in stops],
            self._get_start_hour(),
            self.company_id._get_hub_roads(),
        )

    def _split_cost(self, stops):
        """``(cost of the run, [cost of each stop])`` in euros, to the cent."""
        self.ensure_one()
        company = self.company_id
        return route.split_cost(
            self._get_depot(),
            [stop._prepare_route_stop() for stop in stops],
            self._get_start_hour(),
            company._get_hub_roads(),
            company.hub_km_price,
            company.hub_hour_price,
        )

    @api.depends(
        "scheduled_date",
        "hub_run_stop_ids.sequence",
        "hub_run_stop_ids.unload_minutes",
        "hub_run_stop_ids.window_start",
        "hub_run_stop_ids.window_end",
    )
    def _compute_hub_plan(self):
        for batch in self:
            stops = batch._get_ordered_stops()
            plan = batch._make_plan(stops)
            batch.hub_km = plan.km
            batch.hub_hours = plan.hours
            batch.sudo().hub_cost = float(batch._split_cost(stops)[0])

    def action_propose_order(self):
        """Put the stops in a short order that misses no window, if there is one.

        :raise UserError: the hub's own place is unknown.
        """
        for batch in self:
            depot = batch._get_depot()
            if depot is None:
                raise UserError(
                    self.env._(
                        "Enter the coordinates of %s first: rounds start there.",
                        batch.company_id.partner_id.display_name,
                    )
                )
            stops = batch._get_ordered_stops()
            order = route.propose(
                depot,
                [stop._prepare_route_stop() for stop in stops],
                batch._get_start_hour(),
                batch.company_id._get_hub_roads(),
            )
            for rank, index in enumerate(order, start=1):
                if stops[index].sequence != rank:
                    stops[index].sequence = rank
        return True

    # ------------------------------------------------------------------
    # What the driver should know before leaving
    # ------------------------------------------------------------------

    @api.depends(
        "vehicle_id",
        "driver_id",
        "hub_weight",
        "hub_run_stop_ids.sequence",
        "hub_run_stop_ids.window_end",
        "scheduled_date",
    )
    def _compute_hub_warning(self):
        for batch in self:
            batch.hub_warning = "\n".join(batch._get_warnings())

    def _is_overloaded(self):
        """Whether the run is too heavy or too bulky for its vehicle."""
        self.ensure_one()
        weight, volume = self.vehicle_weight_capacity, self.vehicle_volume_capacity
        return bool(
            (weight and self.hub_weight > weight)
            or (volume and self.estimated_shipping_volume > volume)
        )

    def _get_warnings(self):
        """Sentences about the run, the gravest first."""
        self.ensure_one()
        stops, warnings = self._get_ordered_stops(), []
        if not self.vehicle_id:
            warnings.append(self.env._("No vehicle."))
        if not self.driver_id:
            warnings.append(self.env._("No driver."))
        capacity = self.vehicle_weight_capacity
        if capacity and self.hub_weight > capacity:
            warnings.append(
                self.env._(
                    "Too heavy: %(weight).0f kg for %(capacity).0f.",
                    weight=self.hub_weight,
                    capacity=capacity,
                )
            )
        volume = self.vehicle_volume_capacity
        if volume and self.estimated_shipping_volume > volume:
            warnings.append(
                self.env._(
                    "Too bulky: %(volume).1f m³ for %(capacity).1f.",
                    volume=self.estimated_shipping_volume,
                    capacity=volume,
                )
            )
        cold = self.move_ids.product_id.filtered("hub_cold_chain")
        if cold and self.vehicle_id and not self.vehicle_id.hub_is_refrigerated:
            warnings.append(
                self.env._("%s products to keep cold in a van that is not.", len(cold))
            )
        for title, names in (
            (self.env._("Late at: %s."), stops.filtered("is_late")),
            (
                self.env._("Place unknown: %s."),
                stops.filtered(lambda s: not s.partner_id._get_hub_route_place()),
            ),
        ):
            if names:
                warnings.append(title % ", ".join(names.partner_id.mapped("name")))
        return warnings

    # ------------------------------------------------------------------
    # Map and navigation
    # ------------------------------------------------------------------

    @api.depends("hub_run_stop_ids.sequence", "hub_run_stop_ids.partner_id")
    def _compute_hub_map(self):
        for batch in self:
            stops = batch._get_ordered_stops()
            places = [
                (stop.partner_id.name, stop.partner_id._get_hub_route_place())
                for stop in stops
            ]
            batch.hub_map = draw(batch._get_depot(), places)

    def _get_navigation_urls(self):
        """Links that open the stops in a phone's navigation, nine at a time."""
        self.ensure_one()
        places = [
            stop.partner_id._get_hub_route_place()
            for stop in self._get_ordered_stops()
            if stop.outcome == "todo"
        ]
        places = [f"{lat:.5f},{lon:.5f}" for lat, lon in filter(None, places)]
        urls = []
        for first in range(0, len(places), WAYPOINTS):
            part = places[first : first + WAYPOINTS]
            query = {"api": 1, "travelmode": "driving", "destination": part[-1]}
            if part[:-1]:
                query["waypoints"] = "|".join(part[:-1])
            urls.append(NAVIGATION + urlencode(query))
        return urls

    def action_navigate(self):
        """Open the first stops to serve in the phone's navigation.

        :raise UserError: no stop left whose place is known.
        """
        urls = self._get_navigation_urls()
        if not urls:
            raise UserError(self.env._("No stop is left whose place is known."))
        return {"type": "ir.actions.act_url", "url": urls[0], "target": "new"}

    def action_deliver_run(self):
        """Validate all that is still open in these runs, as shown."""
        return self.picking_ids.action_deliver()

    def action_open_driver_page(self):
        """Show the run as the driver sees it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/round/{self.id}",
            "target": "new",
        }
