import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class HubCommissionWhatIf(models.TransientModel):
    """What another commission would have made of the sales of a period."""

    _name = "hub.commission.what.if"
    _description = "What if the commission changed"

    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - timedelta(days=365),
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: fields.Date.context_today(self)
    )
    producer_id = fields.Many2one(
        "res.partner", domain=[("is_producer", "=", True)], help="Empty: all of them."
    )
    categ_id = fields.Many2one("product.category", "Family", help="Empty: all.")
    rate = fields.Float(
        "Commission %",
        digits=(6, 3),
        required=True,
        default=lambda self: self.env.company.hub_commission_rate,
        help="What you think of, instead of the rates of the sales.",
    )
    line_ids = fields.One2many(
        "hub.commission.what.if.line", "what_if_id", compute="_compute_lines"
    )
    amount = fields.Monetary("Sales excl. Tax", compute="_compute_lines")
    amount_now = fields.Monetary("Commission as It Was", compute="_compute_lines")
    amount_then = fields.Monetary("Commission at That Rate", compute="_compute_lines")
    amount_effect = fields.Monetary("For the Hub", compute="_compute_lines")

    @api.depends("date_from", "date_to", "producer_id", "categ_id", "rate")
    def _compute_lines(self):
        for what_if in self:
            rows = what_if._get_rows()
            Line = self.env["hub.commission.what.if.line"]
            what_if.line_ids = Line.union(*(Line.new(row) for row in rows))
            what_if.amount = sum(row["amount"] for row in rows)
            what_if.amount_now = sum(row["amount_now"] for row in rows)
            what_if.amount_then = sum(row["amount_then"] for row in rows)
            what_if.amount_effect = what_if.amount_then - what_if.amount_now

    def _get_rows(self):
        """One row per producer, the one concerned most first.

        :raise UserError: the rate lies outside 0 to 100 %.
        """
        self.ensure_one()
        if not (math.isfinite(self.rate) and 0.0 <= self.rate <= 100.0):
            raise UserError(self.env._("A commission lies between 0 and 100 %."))
        groups = self.env["hub.sales.analysis"]._read_group(
            self._get_domain(),
            ["producer_id"],
            ["amount_untaxed:sum", "commission:sum"],
        )
        rows = [self._prepare_row(*group) for group in groups]
        return sorted(rows, key=lambda row: -abs(row["amount_effect"]))

    def _get_domain(self):
        domain = [
            ("producer_id", "!=", False),
            ("company_id", "=", self.env.company.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]
        if self.producer_id:
            domain.append(("producer_id", "=", self.producer_id.id))
        if self.categ_id:
            domain.append(("categ_id", "child_of", self.categ_id.id))
        return domain

    def _prepare_row(self, producer, amount, now):
        then = self.currency_id.round((amount or 0.0) * self.rate / 100.0)
        now = self.currency_id.round(now or 0.0)
        return {
            "producer_id": producer.id,
            "currency_id": self.currency_id.id,
            "amount": amount or 0.0,
            "amount_now": now,
            "amount_then": then,
            # what the hub wins the producer loses
            "amount_effect": now - then,
        }


class HubCommissionWhatIfLine(models.TransientModel):
    """What it would have made for one producer."""

    _name = "hub.commission.what.if.line"
    _description = "What a commission makes for a producer"

    what_if_id = fields.Many2one("hub.commission.what.if", ondelete="cascade")
    currency_id = fields.Many2one("res.currency")
    producer_id = fields.Many2one("res.partner")
    amount = fields.Monetary("Sales excl. Tax")
    amount_now = fields.Monetary("Commission as It Was")
    amount_then = fields.Monetary("Commission at That Rate")
    amount_effect = fields.Monetary("For the Producer")
