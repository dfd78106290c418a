from datetime import date, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HubProducerPause(models.Model):
    """Pauses as a producer's page makes and shows them; called as superuser."""

    _inherit = "hub.producer.pause"

    @api.model
    def _get_portal_pauses(self, producer):
        """Pauses of a producer that are not over."""
        return self.search(
            self._get_live_domain() & Domain("producer_id", "=", producer.id),
            order="date_from",
        )

    @api.model
    def _declare(self, producer, values):
        """Make the pause that a producer's form says.

        :param dict values: ``from``, ``to`` (days) and ``reason``, as received.
        :raise UserError: the days make no sense.
        """
        start, end = (
            self._read_day(values.get("from")),
            self._read_day(values.get("to")),
        )
        if not start or not end:
            raise UserError(self.env._("Give the first and the last day."))
        if end < self.env["hub.week"]._today():
            raise UserError(self.env._("These days are over."))
        return self.create(
            {
                "producer_id": producer.id,
                "date_from": start,
                "date_to": end,
                "reason": (values.get("reason") or "").strip()[:200],
            }
        )

    @api.model
    def _read_day(self, value):
        """A day as a form sends it; None when empty.

        :raise UserError: it is no day near ours.
        """
        if not value:
            return None
        today = self.env["hub.week"]._today()
        try:
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            day = None
        if not day or abs(day - today) > timedelta(days=2 * 366):
            raise UserError(self.env._("This is not a day of this year or the next."))
        return day

    @api.model
    def _find_of(self, producer, pause_id):
        pause = self._get_portal_pauses(producer).filtered(lambda p: p.id == pause_id)
        if not pause:
            raise UserError(self.env._("This pause is over or cancelled."))
        return pause
