from datetime import timedelta

from odoo import api, fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class HubRound(models.Model):
    """A fixed weekly delivery round; the day's run is a ``stock.picking.batch``."""

    _name = "hub.round"
    _description = "Weekly delivery round"
    _inherit = ["mail.thread"]
    _order = "weekday, hour_start, name"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    weekday = fields.Selection(WEEKDAYS, required=True, default="1")
    hour_start = fields.Float("Leaves at", default=8.0)
    vehicle_id = fields.Many2one("fleet.vehicle", check_company=True)
    stop_ids = fields.One2many("hub.round.stop", "round_id", "Stops", copy=True)
    stop_count = fields.Integer(compute="_compute_stop_count")
    batch_ids = fields.One2many("stock.picking.batch", "round_id", "Runs")

    _hour_check = models.Constraint(
        "CHECK(hour_start >= 0 AND hour_start < 24)",
        "A round leaves between 0:00 and 23:59.",
    )

    @api.depends("stop_ids")
    def _compute_stop_count(self):
        for round_ in self:
            round_.stop_count = len(round_.stop_ids)

    @api.model
    def _get_delivery_day(self, client, first_day):
        """First day from ``first_day`` on which a round passes at ``client``.

        :return: ``first_day`` itself when no round serves the client.
        """
        return self._get_passage(client, first_day)[0]

    @api.model
    def _get_passage(self, client, first_day):
        """When a round first passes at ``client`` from ``first_day`` on.

        :return: ``(day, hour its round leaves)``; noon when no round serves it.
        """
        hours = {}
        for round_ in self._get_stops(client).round_id:
            hours.setdefault(int(round_.weekday), round_.hour_start)
        for day in (first_day + timedelta(days=offset) for offset in range(7)):
            if day.weekday() in hours:
                return day, hours[day.weekday()]
        return first_day, 12.0

    @api.model
    def _group_by_delivery_day(self, clients, first_day):
        """Clients by the day on which a round first passes at them, in one query."""
        weekdays = {}
        for stop in self._get_stops(clients):
            weekdays.setdefault(stop.partner_id.id, set()).add(
                int(stop.round_id.weekday)
            )
        days = {}
        for client in clients:
            passes = weekdays.get(client.id, {first_day.weekday()})
            wait = min((weekday - first_day.weekday()) % 7 for weekday in passes)
            days.setdefault(first_day + timedelta(days=wait), []).append(client.id)
        return {day: clients.browse(ids) for day, ids in days.items()}

    @api.model
    def _get_stops(self, clients):
        return self.env["hub.round.stop"].search(
            [("partner_id", "in", clients.ids), ("round_id.active", "=", True)]
        )

    @api.model
    def _plan_batches(self, pickings):
        """Put deliveries into the day's run of their round, stops in order.

        :param pickings: deliveries; those in a run already are left there.
        :return: the runs (``stock.picking.batch``) that received deliveries.
        """
        pickings = pickings.filtered(
            lambda p: not p.batch_id and p.state not in ("done", "cancel")
        )
        stop_of = self._get_stop_by_client_and_day(pickings)
        groups = {}
        for picking in pickings:
            day = picking._get_delivery_day()
            stop = stop_of.get((picking.partner_id, day.weekday()))
            if stop:
                key = (stop.round_id, day)
                groups.setdefault(key, self.env["stock.picking"])
                groups[key] |= picking
        batches = self.env["stock.picking.batch"]
        for (round_, day), group in groups.items():
            batches |= round_._add_to_batch(day, group)
        batches._apply_stop_order()
        return batches

    @api.model
    def _get_stop_by_client_and_day(self, pickings):
        stops = self._get_stops(pickings.partner_id)
        return {
            (stop.partner_id, int(stop.round_id.weekday)): stop
            for stop in stops.sorted("sequence", reverse=True)
        }

    def _add_to_batch(self, day, pickings):
        self.ensure_one()
        batch = self.batch_ids.filtered(
            lambda b: b.state in ("draft", "in_progress") and b._get_run_day() == day
        )[:1]
        if batch:
            pickings.batch_id = batch
        else:
            batch = batch.create(self._prepare_batch_vals(day, pickings))
            batch.action_confirm()
        return batch

    def _prepare_batch_vals(self, day, pickings):
        moment = self.env["hub.catalogue"]._localize(day, self.hour_start)
        return {
            "round_id": self.id,
            "company_id": self.company_id.id,
            "picking_type_id": pickings[:1].picking_type_id.id,
            "vehicle_id": self.vehicle_id.id,
            "scheduled_date": moment,
            "description": f"{self.name} {day.strftime('%d/%m/%Y')}",
            "picking_ids": [fields.Command.set(pickings.ids)],
        }
