from odoo import api, fields, models, tools
from odoo.tools import format_date

from ..tools.due_date import Term
from .account_move_due_date import DUE_RULES


class HubDueRule(models.Model):
    """When the law wants goods paid, family by family; law changes, so it has dates."""

    _name = "hub.due.rule"
    _inherit = ["hub.cached.mixin"]
    _description = "Legal payment delay"
    _order = "code, date_start desc, id desc"
    _rec_name = "code"

    code = fields.Selection(DUE_RULES, "Goods or Buyer", required=True)
    days = fields.Integer(required=True)
    start = fields.Selection(
        [
            ("delivery", "the day of delivery"),
            ("decade", "the end of the ten-day period of delivery"),
            ("month", "the end of the month of delivery"),
            ("invoice", "the invoice"),
        ],
        "Counted From",
        required=True,
        default="delivery",
    )
    date_start = fields.Date("From")
    date_end = fields.Date("To", help="Last day of delivery it applies to.")
    source = fields.Char(help="The text of law it comes from.")

    _days_check = models.Constraint(
        "CHECK(days >= 0 AND days <= 120)", "A delay is between 0 and 120 days."
    )
    _dates_check = models.Constraint(
        "CHECK(date_start <= date_end)", "A delay ends after it begins."
    )

    @api.model
    @tools.ormcache("day")
    def _get_terms(self, day):
        """The delays in force on a day.

        :return: ``{code: Term}``; a code without a row keeps the law's delay that
            ``tools.due_date`` knows.
        """
        terms = {}
        for rule in self.sudo().search([]):  # pylint: disable=no-search-all
            if (rule.date_start or day) <= day <= (rule.date_end or day):
                terms.setdefault(rule.code, Term(rule.days, rule.start))
        return terms

    @api.model
    def _get_sentence(self, code, day):
        """Why goods delivered on a day are due when they are, in words to print."""
        term = self._get_terms(day).get(code)
        goods = {
            "perishable": self.env._("perishable goods"),
            "meat": self.env._("fresh meat"),
            "general": self.env._("goods"),
            "alcohol": self.env._("drinks"),
            "public": self.env._("public buyer"),
            "hospital": self.env._("public hospital"),
        }[code]
        if not term:
            return goods
        values = {
            "goods": goods,
            "day": format_date(self.env, day),
            "days": term.days,
        }
        if term.start == "invoice":
            return self.env._("%(goods)s: %(days)s days after the invoice", **values)
        if term.start == "decade":
            return self.env._(
                "%(goods)s delivered on %(day)s: %(days)s days after the"
                " ten-day period",
                **values,
            )
        if term.start == "month":
            return self.env._(
                "%(goods)s delivered on %(day)s: %(days)s days after the end"
                " of the month",
                **values,
            )
        return self.env._("%(goods)s delivered on %(day)s: %(days)s days", **values)
