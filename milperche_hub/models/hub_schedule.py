from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.calendar_fr import next_weekday
from .hub_round import WEEKDAYS

DRAFTS = 4


class HubSchedule(models.Model):
    """When the weekly catalogues open, close and are delivered, by themselves.

    Several may run side by side: one for Tuesday's rounds, one for Friday's.
    """

    _name = "hub.schedule"
    _description = "Weekly schedule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    weekday_open = fields.Selection(
        WEEKDAYS, "Opens On", required=True, default="2", tracking=True
    )
    hour_open = fields.Float("Opens At", default=8.0, tracking=True)
    weekday_close = fields.Selection(
        WEEKDAYS, "Cut-off On", required=True, default="4", tracking=True
    )
    hour_close = fields.Float("Cut-off At", default=12.0, tracking=True)
    lead_days = fields.Integer(
        "Days to Deliver",
        default=1,
        help="At least so many days between the cut-off and the first delivery.",
    )
    hour_dropoff = fields.Float(
        "Drop-off At", default=14.0, help="The working day before the delivery."
    )
    round_ids = fields.Many2many(
        "hub.round",
        string="Rounds",
        required=True,
        check_company=True,
        help="Each delivers on its own weekday; the first one is the catalogue's day.",
    )
    quantity_rule = fields.Selection(
        [
            ("repeat", "As the week before"),
            ("empty", "Empty, until the producers answer"),
        ],
        "Quantities",
        required=True,
        default="repeat",
        help="What a new draft offers; prices are always those of today.",
    )
    needs_approval = fields.Boolean(
        "Opens Only Once Approved",
        help="Without this, the catalogue opens at its hour even if nobody looked at"
        " what changed.",
    )
    reminder_hours = fields.Float(
        "Reminder",
        default=24.0,
        help="Hours before the cut-off at which usual clients without an order are"
        " reminded.",
    )
    basket_hours = fields.Float(
        "Basket Message",
        default=2.0,
        help="Hours before the cut-off at which those whose basket is filled and not"
        " placed get a message.",
    )
    catalogue_ids = fields.One2many("hub.catalogue", "schedule_id", "Catalogues")

    _hours_check = models.Constraint(
        "CHECK(hour_open >= 0 AND hour_open < 24 AND hour_close >= 0"
        " AND hour_close < 24 AND hour_dropoff >= 0 AND hour_dropoff < 24)",
        "An hour lies between 0:00 and 23:59.",
    )
    _delays_check = models.Constraint(
        "CHECK(lead_days >= 0 AND lead_days <= 21 AND reminder_hours >= 0"
        " AND reminder_hours <= 168 AND basket_hours >= 0 AND basket_hours <= 168)",
        "A delay cannot be negative or longer than a week (three for the delivery).",
    )

    @api.constrains("round_ids")
    def _check_round_ids(self):
        for schedule in self:
            if not schedule.round_ids:
                raise ValidationError(
                    self.env._("“%s” delivers by no round.", schedule.name)
                )

    def _get_dates(self, opening_day):
        """The dates of the catalogue that opens on a day, in UTC.

        Hours are the hub's, summer time or not.

        :param date opening_day: a day of this schedule's opening weekday.
        :return: dict of ``date_open``, ``date_close``, ``date_delivery``,
            ``date_dropoff``.
        """
        self.ensure_one()
        localize = self.env["hub.catalogue"]._localize
        closing_day = next_weekday(opening_day, int(self.weekday_close))
        if closing_day == opening_day and self.hour_close <= self.hour_open:
            closing_day += timedelta(days=7)
        delivery_day = min(
            round_._get_next_day(closing_day + timedelta(days=self.lead_days))
            for round_ in self.round_ids
        )
        return {
            "date_open": localize(opening_day, self.hour_open),
            "date_close": localize(closing_day, self.hour_close),
            "date_delivery": delivery_day,
            "date_dropoff": localize(
                self._get_dropoff_day(delivery_day), self.hour_dropoff
            ),
        }

    def _get_dropoff_day(self, delivery_day):
        """The last working day before a delivery."""
        day = delivery_day - timedelta(days=1)
        holidays = self.env["hub.holiday"]
        while holidays._get_working_day(day) != day or day.weekday() == 6:
            day -= timedelta(days=1)
        return day

    def _get_coming_days(self, now):
        """The next opening days whose hour is still to come, one after the other."""
        self.ensure_one()
        catalogue = self.env["hub.catalogue"]
        day = next_weekday(catalogue._to_local(now).date(), int(self.weekday_open))
        if catalogue._localize(day, self.hour_open) <= now:
            day += timedelta(days=7)
        while True:
            yield day
            day += timedelta(days=7)
