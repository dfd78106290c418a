from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.calendar_fr import holiday_code, next_working_day

ZONES = [("A", "Zone A"), ("B", "Zone B"), ("C", "Zone C")]
LONGEST_BREAK = 15


class HubHoliday(models.Model):
    """Days without food to deliver: school holidays, a client's or the hub's closing.

    The French public holidays are computed (``tools/calendar_fr.py``); school holidays
    are decided by decree year after year and are data to keep.
    """

    _name = "hub.holiday"
    _description = "Holidays and closings"
    _order = "date_start desc, zone, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("school", "School holidays"), ("closing", "Closing")],
        required=True,
        default="closing",
    )
    zone = fields.Selection(ZONES, help="Empty: every zone.")
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("is_hub_client", "=", True)],
        help="Who is closed; empty: the hub itself.",
    )
    date_start = fields.Date("From", required=True)
    date_end = fields.Date("To", required=True, help="Last day of the holidays.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _dates_check = models.Constraint(
        "CHECK(date_end >= date_start)", "Holidays cannot end before they start."
    )

    @api.model
    def _get_on(self, day):
        """The holidays and closings that hold on a day."""
        return self.sudo().search(
            Domain("date_start", "<=", day)
            & Domain("date_end", ">=", day)
            & Domain("company_id", "=", self.env.company.id)
        )

    @api.model
    def _get_public_name(self, day):
        """The public holiday of a day in words, or ''."""
        names = {
            "new_year": self.env._("New Year's Day"),
            "easter_monday": self.env._("Easter Monday"),
            "labour": self.env._("Labour Day"),
            "victory": self.env._("Victory Day"),
            "ascension": self.env._("Ascension Day"),
            "whit_monday": self.env._("Whit Monday"),
            "bastille": self.env._("Bastille Day"),
            "assumption": self.env._("Assumption Day"),
            "all_saints": self.env._("All Saints' Day"),
            "armistice": self.env._("Armistice Day"),
            "christmas": self.env._("Christmas Day"),
        }
        return names.get(holiday_code(day), "")

    @api.model
    def _is_hub_closed(self, day):
        """Whether the hub itself is closed that day, public holidays aside."""
        return any(h.kind == "closing" and not h.partner_id for h in self._get_on(day))

    @api.model
    def _get_working_day(self, day):
        """``day`` itself, or the next one on which the hub delivers."""
        closings = self.sudo().search(
            [
                ("kind", "=", "closing"),
                ("partner_id", "=", False),
                ("date_end", ">=", day),
                ("date_start", "<=", day + timedelta(days=LONGEST_BREAK)),
                ("company_id", "=", self.env.company.id),
            ]
        )
        closed = {
            closing.date_start + timedelta(days=offset)
            for closing in closings
            for offset in range((closing.date_end - closing.date_start).days + 1)
        }
        return next_working_day(day, closed)
