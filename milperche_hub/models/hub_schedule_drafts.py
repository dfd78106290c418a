from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .hub_schedule import DRAFTS

WEEKS_AHEAD = 12


class HubSchedule(models.Model):
    """The next four catalogues, always ready as drafts."""

    _inherit = "hub.schedule"

    @api.model
    def _cron_keep_drafts(self):
        """Make the drafts that are missing, bring the others up to date."""
        for schedule in self.search([]):  # pylint: disable=no-search-all
            schedule._keep_drafts()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def action_keep_drafts(self):
        """Make the missing drafts now and show them.

        :return: the action that shows the drafts.
        """
        drafts = self._keep_drafts()
        return drafts._get_records_action(name=self.env._("Drafts"))

    def _keep_drafts(self):
        """Keep the next four catalogues of each schedule; may run any time again.

        A week that was cancelled stays cancelled. A week in which the hub is closed has
        no catalogue.

        :return: the drafts, the first to open first.
        """
        drafts = self.env["hub.catalogue"]
        for schedule in self:
            own = schedule.with_company(schedule.company_id)
            for day in own._get_wanted_days(fields.Datetime.now()):
                drafts |= own._get_or_make_draft(day)
        drafts = drafts.filtered(lambda c: c.state == "draft").sorted("date_open")
        for draft in drafts:
            draft._refresh_draft()
        return drafts

    def _get_wanted_days(self, now):
        """The opening days of the next four weeks with a delivery."""
        days = []
        for rank, day in enumerate(self._get_coming_days(now)):
            if len(days) == DRAFTS or rank == WEEKS_AHEAD:
                return days
            if not self._is_closed_week(day):
                days.append(day)

    def _is_closed_week(self, opening_day):
        """Whether the hub is closed on the day the rounds would run."""
        dates = self._get_dates(opening_day)
        closing = self.env["hub.catalogue"]._to_local(dates["date_close"]).date()
        first = closing + timedelta(days=self.lead_days)
        planned = min(
            first + timedelta(days=(int(r.weekday) - first.weekday()) % 7)
            for r in self.round_ids
        )
        return self.env["hub.holiday"]._is_hub_closed(planned)

    def _get_or_make_draft(self, day):
        self.ensure_one()
        Catalogue = self.env["hub.catalogue"]
        known = Catalogue.search(
            [("schedule_id", "=", self.id), ("date_cycle", "=", day)], limit=1
        )
        if known:
            return known
        vals = self._prepare_catalogue_vals(day)
        by_hand = Catalogue.search(self._get_by_hand_domain(vals), limit=1)
        if by_hand:
            by_hand.write({"schedule_id": self.id, "date_cycle": day})
            return by_hand
        return Catalogue.create(vals)

    def _prepare_catalogue_vals(self, day):
        return {
            "schedule_id": self.id,
            "date_cycle": day,
            "company_id": self.company_id.id,
            **self._get_dates(day),
        }

    def _get_by_hand_domain(self, vals):
        """A catalogue that someone made for the same week, to take up as one's own."""
        return (
            Domain("schedule_id", "=", False)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("date_delivery", "=", vals["date_delivery"])
            & Domain("state", "!=", "cancel")
        )
