from odoo import api, models
from odoo.fields import Domain


class HubWeek(models.AbstractModel):
    """Whoever runs the week for some days reads until when, and what to know."""

    _inherit = "hub.week"

    @api.model
    def get_page(self, catalogue_id=None):
        return {**super().get_page(catalogue_id), "handover": self._get_handover()}

    @api.model
    def _get_handover(self):
        periods = self.env["hub.handover.period"].sudo()
        period = periods.search(
            periods._get_running_domain() & Domain("user_id", "=", self.env.uid),
            limit=1,
        )
        if not period:
            return False
        return {
            "until": self.env._(
                "You run the week until %s.", self._format_day(period.date_to)
            ),
            "note": period.note or "",
        }
