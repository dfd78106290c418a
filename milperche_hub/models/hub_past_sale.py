from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class HubPastSale(models.Model):
    """Sales of a month, or a year, from before this software: history for figures."""

    _name = "hub.past.sale"
    _description = "Past sales"
    _order = "date desc, partner_id, producer_id"
    _rec_name = "date"

    date = fields.Date(
        string="Period", required=True, help="First day of the month, or of the year."
    )
    span = fields.Selection(
        [("month", "Month"), ("year", "Year")], required=True, default="year"
    )
    date_end = fields.Date("Until", compute="_compute_date_end", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, ondelete="restrict"
    )
    producer_id = fields.Many2one("res.partner", required=True, ondelete="restrict")
    amount_untaxed = fields.Monetary("Turnover excl. Tax")
    weight_kg = fields.Float("Weight (kg)", digits="Product Unit")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _key_unique = models.Constraint(
        "UNIQUE (company_id, date, span, partner_id, producer_id)",
        "These sales of a client and a producer are recorded already.",
    )

    @api.depends("date", "span")
    def _compute_date_end(self):
        for sale in self:
            length = {"months": 1} if sale.span == "month" else {"years": 1}
            sale.date_end = sale.date and sale.date + relativedelta(
                **length
            ) - relativedelta(days=1)

    @api.constrains("date", "span", "partner_id", "producer_id", "company_id")
    def _check_counted_once(self):
        """A month does not stand beside its whole year: it would count twice."""
        groups = self.env["hub.past.sale"]._read_group(
            Domain("partner_id", "in", self.partner_id.ids)
            & Domain("producer_id", "in", self.producer_id.ids),
            ["company_id", "partner_id", "producer_id", "date:year"],
            ["span:count_distinct"],
            having=[("span:count_distinct", ">", 1)],
        )
        for _company, client, producer, year, _count in groups:
            raise ValidationError(
                self.env._(
                    "%(client)s and %(producer)s have both months and the whole year"
                    " %(year)s: it would count twice.",
                    client=client.name,
                    producer=producer.name,
                    year=year.year,
                )
            )

    @api.model
    def _get_period_domain(self, date_from, date_to):
        """Records that lie wholly in a period: a year is not cut into months."""
        return (
            Domain("date", ">=", date_from)
            & Domain("date_end", "<=", date_to)
            & Domain("company_id", "=", self.env.company.id)
        )

    @api.model
    def _get_sums(self, domain, groupby=()):
        """``[(*group, amount excl. tax, kg)]``, one row without ``groupby``."""
        return self._read_group(
            domain, groupby, ["amount_untaxed:sum", "weight_kg:sum"]
        )
