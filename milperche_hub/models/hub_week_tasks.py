from datetime import timedelta

from odoo import api, models
from odoo.tools import html2plaintext

AHEAD_DAYS = 7


class HubWeek(models.AbstractModel):
    """Tasks that somebody was given: activities of the weeks, one card each."""

    _inherit = "hub.week"

    @api.model
    def get_page(self, catalogue_id=None):
        """Add the button that gives a task."""
        page = super().get_page(catalogue_id)
        week = page["catalogue"]
        return {**page, "add_task": self._prepare_add_task(week) if week else False}

    @api.model
    def _prepare_add_task(self, week):
        return {
            "label": self.env._("Give a task"),
            "model": "mail.activity.schedule",
            "action": {
                "type": "ir.actions.act_window",
                "name": self.env._("Give a task"),
                "res_model": "mail.activity.schedule",
                "views": [[False, "form"]],
                "context": {
                    "active_model": "hub.catalogue",
                    "active_id": week["id"],
                    "active_ids": [week["id"]],
                },
                "target": "new",
            },
        }

    @api.model
    def _get_exception_methods(self):
        return [*super()._get_exception_methods(), "_get_task_exceptions"]

    @api.model
    def _get_task_exceptions(self, catalogues):
        """Tasks of the coming week; volunteers see their own."""
        domain = [
            ("res_model", "=", "hub.catalogue"),
            ("res_id", "in", catalogues.ids),
            ("date_deadline", "<=", self._today() + timedelta(days=AHEAD_DAYS)),
        ]
        if not self._is_coordinator():
            domain.append(("user_id", "=", self.env.uid))
        tasks = self.env["mail.activity"].search(domain, order="date_deadline, id")
        return [self._prepare_task(task) for task in tasks]

    @api.model
    def _prepare_task(self, task):
        late = task.date_deadline <= self._today()
        note = html2plaintext(task.note or "").strip()
        return {
            **self._prepare_exception(
                "warning" if late else "info",
                task.summary or task.activity_type_id.name,
                self._prepare_button(self.env._("Done"), task, "action_done"),
                detail=" – ".join(
                    filter(None, [self._format_day(task.date_deadline), note])
                ),
            ),
            "owner": task.user_id.sudo(),
        }
