from datetime import timedelta

from odoo import api, models

LATE = timedelta(hours=2)


class HubWeek(models.AbstractModel):
    """Cards of the cycle: what to approve, what did not run, who is not reached."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return super()._get_coordinator_exception_methods() + [
            "_get_late_step_exceptions",
            "_get_to_approve_exceptions",
        ]

    @api.model
    def _get_late_step_exceptions(self, catalogues):
        """Steps two hours late; opening and cut-off have a card of their own."""
        steps = self.env["hub.catalogue.step"]._get_due(self._now() - LATE)
        steps = steps.filtered(
            lambda s: s.catalogue_id in catalogues and s.kind not in ("open", "close")
        ).filtered(lambda s: s.catalogue_id.state != "draft")
        labels = dict(steps._fields["kind"]._description_selection(self.env))
        return [
            self._prepare_exception(
                "warning",
                self.env._("A step of the week did not run"),
                self._prepare_open(self.env._("See the steps"), catalogue),
                detail=self._join_names(
                    " – ".join(filter(None, (labels[step.kind], step.note)))
                    for step in due
                ),
                records=due,
                catalogue=catalogue,
            )
            for catalogue, due in steps.grouped("catalogue_id").items()
        ]

    @api.model
    def _get_to_approve_exceptions(self, catalogues):
        """The next draft of each schedule, when something changed since last week."""
        drafts = catalogues.filtered(
            lambda c: c.schedule_id and c.state == "draft" and not c.date_approved
        )
        exceptions = []
        for schedule in drafts.schedule_id:
            draft = drafts.filtered(lambda c, s=schedule: c.schedule_id == s)
            draft = draft.sorted("date_open")[:1]
            changes = draft._get_changes()
            if changes:
                exceptions.append(self._prepare_to_approve(draft, changes))
        return exceptions

    @api.model
    def _prepare_to_approve(self, draft, changes):
        held = draft.schedule_id.needs_approval
        detail = (
            self.env._("It opens on %s, once approved.")
            if held
            else self.env._("It opens by itself on %s.")
        ) % self._format_moment(draft.date_open)
        return self._prepare_exception(
            "warning" if held else "info",
            self.env._("Changed since last week, to approve"),
            self._prepare_button(
                self.env._("Look and approve"), draft, "action_review", follow=True
            ),
            records=self.env["product.product"].union(*(c["product"] for c in changes)),
            detail=detail,
            catalogue=draft,
        )
