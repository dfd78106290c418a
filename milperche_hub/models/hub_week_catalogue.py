from datetime import timedelta

from odoo import api, models


class HubWeek(models.AbstractModel):
    """Exceptions of the catalogue itself: prepared, opened, cut off, archived."""

    _inherit = "hub.week"

    @api.model
    def _get_no_catalogue_exceptions(self, catalogues):
        """No week ahead to order from or to prepare."""
        now = self._now()
        if any(c.state in ("draft", "open") and c.date_close > now for c in catalogues):
            return []
        last = self.env["hub.catalogue"].search(
            [("state", "!=", "cancel"), ("company_id", "=", self.env.company.id)],
            order="date_delivery desc, id desc",
            limit=1,
        )
        title = self.env._("No catalogue in preparation")
        if not last:
            button = self._prepare_open(self.env._("Prepare the first week"), last)
            button["action"].update(views=[[False, "form"]], context={}, domain=[])
            detail = self.env._("Say when it opens, closes and is delivered.")
            return [self._prepare_exception("warning", title, button, detail=detail)]
        return [
            self._prepare_exception(
                "warning",
                title,
                self._prepare_button(
                    self.env._("Prepare next week"),
                    last,
                    "action_copy_to_next_week",
                    follow=True,
                ),
                detail=self.env._(
                    "The last one is “%s”: its offers and prices are taken over.",
                    last.name,
                ),
            )
        ]

    @api.model
    def _get_late_opening_exceptions(self, catalogues):
        """Drafts whose opening hour has passed."""
        now = self._now()
        late = catalogues.filtered(lambda c: c.state == "draft" and c.date_open <= now)
        return [self._prepare_late_opening(c, now) for c in late]

    @api.model
    def _prepare_late_opening(self, catalogue, now):
        if catalogue.date_close <= now:
            label = self.env._("Change the dates")
            detail = self.env._(
                "Its cut-off, %s, has passed too.",
                self._format_moment(catalogue.date_close),
            )
            button = self._prepare_open(label, catalogue)
        elif not catalogue.offer_ids:
            detail = self.env._("It has nothing to offer yet.")
            button = self._prepare_open(self.env._("Add offers"), catalogue)
        else:
            detail = self.env._(
                "It was to open on %s.", self._format_moment(catalogue.date_open)
            )
            label = self.env._("Open now")
            button = self._prepare_button(label, catalogue, "action_open")
        return self._prepare_exception(
            "danger",
            self.env._("Catalogue not open"),
            button,
            detail=detail,
            catalogue=catalogue,
        )

    @api.model
    def _get_late_cutoff_exceptions(self, catalogues):
        """Open weeks whose cut-off has passed."""
        now = self._now()
        late = catalogues.filtered(lambda c: c.state == "open" and c.date_close <= now)
        return [
            self._prepare_exception(
                "danger",
                self.env._("Cut-off passed and not done"),
                self._prepare_button(
                    self.env._("Cut off now"), catalogue, "action_close"
                ),
                detail=self.env._(
                    "It was on %s; the producers wait for their orders.",
                    self._format_moment(catalogue.date_close),
                ),
                catalogue=catalogue,
            )
            for catalogue in late
        ]

    @api.model
    def _get_finished_week_exceptions(self, catalogues):
        """Weeks delivered and invoiced for three days: to put away."""
        closed = catalogues.filtered(lambda c: c.state == "closed")
        finished = closed - closed._get_unfinished()
        limit = self._today() - timedelta(days=3)
        finished = finished.filtered(lambda c: c.date_delivery <= limit)
        if not finished:
            return []
        return [
            self._prepare_exception(
                "info",
                self.env._("Weeks finished"),
                self._prepare_button(self.env._("Put away"), finished, "action_done"),
                records=finished,
                detail=self.env._(
                    "%s: everything is delivered and invoiced.",
                    self._join_names(finished.mapped("name")),
                ),
            )
        ]
