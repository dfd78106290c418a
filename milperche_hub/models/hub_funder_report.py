from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: indicators that sales from before this software tell too
COUNTED_IN_PAST = ("turnover", "weight", "clients", "producers")


class HubFunderReport(models.Model):
    """The figures of a period for funders, beside those of the period before.

    The numbers are kept as they were told; "Count again" takes today's.
    """

    _name = "hub.funder.report"
    _description = "Report to Funders"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"

    name = fields.Char("Title", required=True)
    partner_ids = fields.Many2many("res.partner", string="Funders")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    previous_from = fields.Date("Compared From", compute="_compute_previous")
    previous_to = fields.Date("Compared To", compute="_compute_previous")
    line_ids = fields.One2many("hub.funder.report.line", "report_id", "Indicators")
    date_counted = fields.Datetime("Counted on", readonly=True, copy=False)
    comment = fields.Text("What Was Done", help="Printed at the top of the report.")

    _period_check = models.Constraint(
        "CHECK(date_from <= date_to)", "The period ends before it begins."
    )

    @api.depends("date_from", "date_to")
    def _compute_previous(self):
        for report in self:
            start, end = report.date_from, report.date_to
            if not start or not end:
                report.previous_from = report.previous_to = False
                continue
            report.previous_to = start - relativedelta(days=1)
            report.previous_from = report._get_previous_start(start, end)

    @api.model
    def _get_previous_start(self, start, end):
        """As many whole months before, else as many days."""
        after = end + relativedelta(days=1)
        if start.day == after.day:
            months = (after.year - start.year) * 12 + after.month - start.month
            return start - relativedelta(months=months)
        return start - (after - start)

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports.action_count()
        return reports

    def write(self, vals):
        result = super().write(vals)
        if {"date_from", "date_to"} & vals.keys():
            self.action_count()
        return result

    def action_count(self):
        """Count the indicators of the period and of the one before."""
        Figures = self._get_figures()
        for report in self:
            now = Figures._get_indicators(report.date_from, report.date_to)
            before = Figures._get_indicators(report.previous_from, report.previous_to)
            titles = report._get_indicator_titles()
            past = report._get_past_sales()
            report.write(
                {
                    "date_counted": fields.Datetime.now(),
                    "line_ids": [Command.clear()]
                    + [
                        Command.create(
                            {
                                "code": code,
                                "sequence": rank,
                                "unit": unit,
                                "value": now[code][0] or 0.0,
                                "previous": before[code][0] or 0.0,
                                "is_empty": now[code][0] is None,
                                "is_previous_empty": before[code][0] is None,
                                "has_past": bool(past) and code in COUNTED_IN_PAST,
                            }
                        )
                        for rank, (code, (_title, unit)) in enumerate(titles.items())
                    ],
                }
            )
        return True

    @api.model
    def _get_indicator_titles(self):
        """``{code: (title, unit)}`` in the order of the report."""
        return {
            "turnover": (self.env._("Turnover excl. tax, gross"), "€"),
            "commission": (self.env._("Hub's share (commission)"), "€"),
            "producers_net": (self.env._("Paid on to producers"), "€"),
            "producers_share": (self.env._("Producers' share"), "%"),
            "weight": (self.env._("Volume delivered"), "kg"),
            "weight_missing": (self.env._("Lines sold without a known weight"), ""),
            "basket_amount": (self.env._("Average basket"), "€"),
            "basket_weight": (self.env._("Average basket, weight"), "kg"),
            "basket_lines": (self.env._("Average basket, lines"), "line"),
            "deliveries": (self.env._("Deliveries"), ""),
            "orders": (self.env._("Orders delivered"), ""),
            "clients": (self.env._("Clients served"), ""),
            "producers": (self.env._("Producers who sold"), ""),
            "members": (self.env._("Members of the association today"), ""),
            "first_families": (self.env._("Families bought for the first time"), ""),
            "quality_share": (self.env._("Share with an EGalim label"), "%"),
            "local_share": (self.env._("Share that is local (main definition)"), "%"),
            "meat_share": (self.env._("Share of meat and poultry"), "%"),
            "on_time": (self.env._("Deliveries on the agreed day"), "%"),
            "complete": (self.env._("Complete deliveries"), "%"),
            "claims": (self.env._("Claims per 100 lines"), ""),
            "canteens_contacted": (self.env._("Canteens contacted"), ""),
            "cooks_trained": (self.env._("Cooks trained"), ""),
            "school_animations": (self.env._("School animations"), ""),
            "volunteer_hours": (self.env._("Volunteer hours"), "h"),
            "volunteer_km": (self.env._("Volunteer kilometres"), "km"),
        }

    def _get_past_sales(self, with_previous=False):
        """Sales from before this software within the period (and the one before)."""
        self.ensure_one()
        Past = self._get_past()
        found = Past.search(Past._get_period_domain(self.date_from, self.date_to))
        if with_previous:
            domain = Past._get_period_domain(self.previous_from, self.previous_to)
            found |= Past.search(domain)
        return found

    def _get_method(self):
        """How the figures are made, in sentences."""
        main = self.env["hub.local.definition"]._get_in_force(
            fields.Date.context_today(self)
        )[:1]
        sentences = [
            self.env._(
                "Turnover is what was delivered and accepted, excl. tax, less credit"
                " notes: goods that come back count on the day they do, a credit note"
                " without goods on its own date. The hub's share is its commission."
            ),
            self.env._(
                "Volume is in kilograms. What is sold by the piece, litre or bunch is"
                " weighed by the factor in force on the day of delivery; lines without"
                " one are counted, not estimated."
            ),
            self.env._(
                "Average basket: delivered excl. tax, less credit notes, divided by the"
                " number of deliveries to a client in which something was delivered."
            ),
            self.env._(
                "On the agreed day: delivered no later than the day the client was"
                " promised. Complete: each line at least nine tenths of what was"
                " ordered."
            ),
            self.env._(
                "Labels are those proved on the day of delivery. The period before is"
                " as long as this one and ends the day before it starts."
            ),
        ]
        if main:
            sentences.append(
                self.env._(
                    "Local by the definition “%(name)s”: %(words)s. No law defines the"
                    " word.",
                    name=main.name,
                    words=main.words,
                )
            )
        if self._get_past_sales(with_previous=True):
            sentences.append(
                self.env._(
                    "Turnover, volume, clients and producers count the sales of past"
                    " years and months recorded before this software (a year given"
                    " whole only where it lies whole in the period). The other"
                    " indicators are counted on the lines delivered since; a dash"
                    " where there are none."
                )
            )
        return sentences

    def action_xlsx(self):
        """Hand out the report as a workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/hub/funder-report/{self.id}/xlsx",
            "target": "self",
        }

    def action_print(self):
        """Print the report."""
        report = self.env.ref("milperche_hub.report_funder_action")
        return report.report_action(self)

    def _ensure_counted(self):
        if not self.line_ids:
            raise UserError(self.env._("Count the indicators first."))
