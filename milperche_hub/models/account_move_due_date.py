from odoo import api, fields, models

from ..tools.due_date import latest_payment_date, public_payment_date

DUE_RULES = [
    ("perishable", "Perishable"),
    ("meat", "Fresh meat"),
    ("general", "General rule"),
    ("alcohol", "Alcohol"),
    ("public", "Public buyer"),
    ("hospital", "Public hospital"),
]


class AccountMove(models.Model):
    """When the law wants a client's invoice paid, and why."""

    _inherit = "account.move"

    hub_date_limit = fields.Date("Legal Payment Limit", readonly=True, copy=False)
    hub_due_rule = fields.Selection(DUE_RULES, "Due By", readonly=True, copy=False)
    hub_due_from = fields.Date("Due Counted From", readonly=True, copy=False)
    hub_due_reason = fields.Char("Due Because", compute="_compute_hub_due_reason")

    @api.depends("hub_due_rule", "hub_due_from", "hub_date_limit", "invoice_date_due")
    @api.depends_context("lang")
    def _compute_hub_due_reason(self):
        for move in self:
            # a date chosen by hand needs no reason of ours
            follows = move.hub_due_rule and move.invoice_date_due == move.hub_date_limit
            move.hub_due_reason = follows and move._get_hub_due_sentence()

    def _get_hub_due_sentence(self):
        self.ensure_one()
        return self.env["hub.due.rule"]._get_sentence(
            self.hub_due_rule, self.hub_due_from
        )

    def _post(self, soft=True):
        self._set_hub_due_date()
        return super()._post(soft=soft)

    def _set_hub_due_date(self):
        """Set the due date the law allows at most, unless one was chosen by hand.

        One write for all the invoices of one date: each write of an invoice makes
        core look at its entry again.
        """
        groups = {}
        for move in self._get_to_date():
            limit, rule, day = move._get_hub_due_date()
            vals = {"hub_date_limit": limit, "hub_due_rule": rule, "hub_due_from": day}
            if not move.hub_date_limit or move.invoice_date_due == move.hub_date_limit:
                vals["invoice_date_due"] = limit
            if any(move[name] != value for name, value in vals.items()):
                key = tuple(vals.items())
                groups[key] = groups.get(key, self.browse()) | move
        for key, moves in groups.items():
            moves.write(dict(key))

    def _get_to_date(self):
        """The hub's invoices among these, what was delivered for them read at once."""
        moves = self.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and not move.invoice_payment_term_id
                and move._is_hub_invoice()
            )
        )
        moves.sudo().invoice_line_ids.sale_line_ids.move_ids.mapped("state")
        return moves

    def _get_hub_due_date(self):
        """The earliest legal limit of what is invoiced.

        :return: ``(last day to pay, rule, day it is counted from)``
        """
        self.ensure_one()
        today = self.invoice_date or fields.Date.context_today(self)
        if self._is_public_payer():
            kinds = (self.partner_id | self.commercial_partner_id).mapped(
                "hub_client_kind"
            )
            rule = "hospital" if "hospital" in kinds else "public"
            term = self.env["hub.due.rule"]._get_terms(today).get(rule)
            days = term and term.days
            return public_payment_date(today, rule, days), rule, today
        return min(self._get_hub_limits(today))

    def _get_hub_limits(self, today):
        """``[(last day to pay, rule, day of delivery)]`` of what is invoiced."""
        get_terms = self.env["hub.due.rule"]._get_terms
        return [
            (latest_payment_date(rule, day, get_terms(day)), rule, day)
            for rule, day in self._get_delivered_rules(today)
        ]

    def _get_delivered_rules(self, default_day):
        """Due rule and local day of each delivery behind the lines.

        :param default_day: for lines that no delivery explains.
        """
        self.ensure_one()
        to_local = self.env["hub.catalogue"]._to_local
        rules = set()
        for line in self.sudo().invoice_line_ids.filtered("producer_id"):
            rule = line.product_id.categ_id.hub_due_rule or "general"
            moves = line.sale_line_ids.move_ids.filtered(
                lambda m: m.state == "done" and m.location_dest_id.usage == "customer"
            )
            days = {to_local(move.date).date() for move in moves} or {default_day}
            rules.update((rule, day) for day in days)
        return rules
