from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ..tools.due_date import period_of


class HubPeriod(models.Model):
    """A ten-day period or a month to close: what is left to do, one button each.

    The record holds nothing but its dates and what was done to it: every figure is
    read on the documents, so that two people see the same page.
    """

    _name = "hub.period"
    _description = "Period to close"
    _inherit = ["mail.thread"]
    _order = "date_to desc, kind"

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(
        [("decade", "Ten days"), ("month", "Month")], required=True, readonly=True
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_over = fields.Boolean(compute="_compute_is_over")

    _period_unique = models.UniqueIndex(
        "(company_id, kind, date_from)", "This period already has its page."
    )

    @api.depends("kind", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_name(self):
        for period in self:
            if period.kind == "month":
                period.name = format_date(
                    self.env, period.date_from, date_format="LLLL y"
                )
            else:
                period.name = self.env._(
                    "%(start)s to %(end)s",
                    start=format_date(self.env, period.date_from),
                    end=format_date(self.env, period.date_to),
                )

    def _compute_is_over(self):
        today = self.env["hub.settlement"]._get_local_day(fields.Datetime.now())
        for period in self:
            period.is_over = period.date_to < today

    @api.model
    def _get_for(self, day, kind="decade"):
        """The page of the period a day falls in, made when missing."""
        first, last = period_of(day, kind)
        vals = {
            "kind": kind,
            "date_from": first,
            "date_to": last,
            "company_id": self.env.company.id,
        }
        found = self.search([(key, "=", value) for key, value in vals.items()], limit=1)
        return found or self.create(vals)

    @api.model
    def action_open(self, kind="decade"):
        """Open the page of the last period that ended.

        :param str kind: "decade" or "month"
        """
        today = self.env["hub.settlement"]._get_local_day(fields.Datetime.now())
        first, __ = period_of(today, kind)
        return self._get_for(first - timedelta(days=1), kind)._reopen()

    def action_previous(self):
        """Open the page of the period before."""
        self.ensure_one()
        return self._get_for(self.date_from - timedelta(days=1), self.kind)._reopen()

    def action_next(self):
        """Open the page of the period after."""
        self.ensure_one()
        return self._get_for(self.date_to + timedelta(days=1), self.kind)._reopen()

    def action_switch(self):
        """Open the page of the month, or of the month's last ten days."""
        self.ensure_one()
        kind = "month" if self.kind == "decade" else "decade"
        return self._get_for(self.date_to, kind)._reopen()

    def _reopen(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close the period"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref("milperche_hub.hub_period_view_form").id, "form")],
            "target": "current",
        }

    def _format_money(self, amount):
        return format_amount(self.env, amount, self.company_id.currency_id)
