from odoo import api, models


class HubWeek(models.AbstractModel):
    """Whoever runs the week for some days reads until when, and what to know."""

    _inherit = "hub.week"

    @api.model
    def get_page(self, catalogue_id=None):
        return {**super().get_page(catalogue_id), "handover": self._get_handover()}

    @api.model
    def _get_handover(self):
        period = (
            self.env["hub.handover.period"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.env.uid),
                    ("company_id", "=", self.env.company.id),
                    ("date_given", "!=", False),
                    ("date_taken", "=", False),
                ],
                limit=1,
            )
        )
        if not period:
            return False
        return {
            "until": self.env._(
                "You run the week until %s.", self._format_day(period.date_to)
            ),
            "note": period.note or "",
        }
