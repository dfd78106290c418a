from datetime import timedelta

from odoo import api, models

SEARCHED_DAYS = 14


class HubRound(models.Model):
    """A round whose day is a public holiday runs on the next working day."""

    _inherit = "hub.round"

    @api.model
    def _get_passage(self, client, first_day):
        day, hour = super()._get_passage(client, first_day)
        return self.env["hub.holiday"]._get_working_day(day), hour

    @api.model
    def _get_stop_by_client_and_day(self, pickings):
        stop_of = super()._get_stop_by_client_and_day(pickings)
        moved = pickings.filtered(
            lambda p: (p.partner_id, p._get_delivery_day().weekday()) not in stop_of
        )
        stops = self._get_stops(moved.partner_id) if moved else ()
        for picking in moved:
            day = picking._get_delivery_day()
            for stop in stops:
                if stop.partner_id == picking.partner_id and stop.round_id._runs_on(
                    day
                ):
                    stop_of[picking.partner_id, day.weekday()] = stop
                    break
        return stop_of

    def _runs_on(self, day):
        """Whether the run of a holiday before ``day`` was moved to it."""
        self.ensure_one()
        for back in range(1, SEARCHED_DAYS):
            planned = day - timedelta(days=back)
            if planned.weekday() == int(self.weekday):
                return self.env["hub.holiday"]._get_working_day(planned) == day
        return False

    def _get_next_day(self, day):
        """The first day from ``day`` on that this round runs, holidays avoided."""
        self.ensure_one()
        planned = day + timedelta(days=(int(self.weekday) - day.weekday()) % 7)
        return self.env["hub.holiday"]._get_working_day(planned)
