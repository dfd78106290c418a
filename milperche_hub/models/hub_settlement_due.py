from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..tools.due_date import period_of


class HubSettlement(models.Model):
    """Settling every ended period that still has something to settle."""

    _inherit = "hub.settlement"

    @api.model
    def _generate_due(self):
        """Settle the ended periods of all producers; harmless to run again.

        A period is the company's (ten days, half a month, a month), never crosses
        the end of a month, and has ended when its last day is over at the hub.

        :return: the draft settlements that received lines.
        """
        settlements = self.browse()
        producers_of = defaultdict(self.env["res.partner"].browse)
        for move in self._get_due_moves():
            day = self._get_local_day(move.date)
            producers_of[self._get_period(day)] |= move.producer_id
        for reduction in self._get_due_reductions():
            producers_of[self._get_period(reduction.date)] |= reduction.producer_id
        for first, last in sorted(producers_of):
            settlements |= self._generate(producers_of[first, last], first, last)
        return settlements

    def action_generate_due(self):
        """Settle every period that has ended.

        :return: the action that shows the settlements; True when none was due.
        """
        settlements = self._generate_due()
        if not settlements:
            return True
        return settlements._get_records_action(
            name=self.env._("Settlements"),
            views=[(False, "list"), (False, "form")],
            domain=[("id", "in", settlements.ids)],
        )

    @api.model
    def _get_due_moves(self):
        """Delivered lines of ended periods that no settlement holds."""
        return self.env["stock.move"]._get_moves_to_settle(
            self._get_producers(), None, self._get_due_limit()
        )

    @api.model
    def _get_due_reductions(self):
        """Reductions accepted in ended periods that no settlement holds."""
        return self.env["hub.reduction"]._get_to_settle(
            self._get_producers(), None, self._get_due_limit()
        )

    @api.model
    def _get_producers(self):
        producers = self.env["res.partner"].with_context(active_test=False)
        return producers.search([("is_producer", "=", True)])

    @api.model
    def _get_due_limit(self):
        """Last day of the last period that has ended."""
        today = self._get_local_day(fields.Datetime.now())
        return self._get_period(today)[0] - timedelta(days=1)

    @api.model
    def _get_last_period(self):
        """First and last day of the last period that has ended."""
        return self._get_period(self._get_due_limit())

    @api.model
    def _get_period(self, day):
        return period_of(day, self.env.company.hub_settlement_period)

    @api.model
    def _get_local_day(self, moment):
        return self.env["hub.catalogue"]._to_local(moment).date()
