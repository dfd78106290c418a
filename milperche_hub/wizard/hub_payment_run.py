import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import tabular

NOTICE_DAYS = 60
"""How long a changed account is shown on the lists."""


class HubPaymentRun(models.TransientModel):
    """What the hub pays its producers now: one transfer each, from due settlements."""

    _name = "hub.payment.run"
    _description = "Pay the producers"

    date_to = fields.Date(
        "To Pay Until",
        required=True,
        default=lambda self: fields.Date.context_today(self) + timedelta(days=5),
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Paid From",
        required=True,
        domain="[('type', '=', 'bank')]",
        default=lambda self: self.env["hub.bank.import"]._default_journal_id(),
    )
    line_ids = fields.One2many("hub.payment.run.line", "run_id", "Transfers")
    amount = fields.Monetary("Total", compute="_compute_amount")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    has_sepa = fields.Boolean(compute="_compute_has_sepa")
    file = fields.Binary("List for the Bank", readonly=True, attachment=False)
    filename = fields.Char()

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for run in self:
            run.amount = sum(run.line_ids.mapped("amount"))

    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Pay the producers")

    def _compute_has_sepa(self):
        self.has_sepa = "account.payment.order" in self.env

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        runs._fill()
        return runs

    def action_refresh(self):
        """Look again, by the day now chosen."""
        self._fill()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pay the producers"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def _fill(self):
        for run in self:
            groups = run._get_settlements().grouped("producer_id")
            run.line_ids = [
                Command.clear(),
                *(
                    Command.create(run._prepare_line_vals(producer, settlements))
                    for producer, settlements in sorted(
                        groups.items(), key=lambda group: group[0].name or ""
                    )
                    if run._get_owed(settlements) > 0
                ),
            ]

    def _get_settlements(self):
        """Posted settlements to pay: due ones, and what producers owe back at once."""
        posted = self.env["hub.settlement"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "posted"),
                ("bill_id.state", "=", "posted"),
                ("bill_id.payment_state", "in", ("not_paid", "partial")),
            ]
        )
        due = posted.filtered(lambda s: not s.date_pay or s.date_pay <= self.date_to)
        owed_back = posted.filtered(lambda s: s.bill_id.move_type == "in_refund")
        return due | owed_back.filtered(lambda s: s.producer_id in due.producer_id)

    def _get_owed(self, settlements):
        """What is left of the bills, credit notes taken off."""
        return self.currency_id.round(
            -sum(settlements.bill_id.mapped("amount_residual_signed"))
        )

    def _prepare_line_vals(self, producer, settlements):
        bank = producer.sudo().bank_ids[:1]
        since = fields.Date.context_today(self) - timedelta(days=NOTICE_DAYS)
        days = list(filter(None, settlements.mapped("date_pay")))
        changed = bank.hub_date_changed and bank.hub_date_changed >= since
        return {
            "partner_id": producer.id,
            "bank_id": bank.id,
            "settlement_ids": [Command.set(settlements.ids)],
            "amount": self._get_owed(settlements),
            "date_due": min(days, default=False),
            "reference": " ".join(sorted(settlements.bill_id.mapped("name")))[:140],
            "warning": self._get_warning(bank, changed),
        }

    def _get_warning(self, bank, changed):
        if not bank:
            return self.env._("No bank account")
        if changed:
            return self.env._(
                "Account changed on %(day)s, before: %(former)s",
                day=fields.Date.to_string(bank.hub_date_changed),
                former=bank.hub_former_number or "-",
            )
        return ""

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_file(self):
        """Write the list that the bank's site takes: one transfer per producer.

        :raise UserError: nothing to pay, or a producer has no bank account.
        """
        self.ensure_one()
        self._check_payable()
        heads = [
            self.env._("Beneficiary"),
            "IBAN",
            "BIC",
            self.env._("Amount"),
            self.env._("Reference"),
            self.env._("Pay by"),
            self.env._("Account changed"),
        ]
        rows = [line._get_row() for line in self.line_ids]
        self.file = base64.b64encode(tabular.write_csv(heads, rows, decimals=2))
        self.filename = self.env._("transfers-%s.csv", fields.Date.context_today(self))
        return self._reopen()

    def _check_payable(self):
        if not self.line_ids:
            raise UserError(self.env._("Nothing is due by this day."))
        without = self.line_ids.filtered(lambda line: not line.bank_id).partner_id
        if without:
            raise UserError(
                self.env._(
                    "Write the bank account of: %s.",
                    ", ".join(without.mapped("name")),
                )
            )

    def action_pay(self):
        """Record the transfers as paid: one payment per producer.

        :raise UserError: nothing to pay, or paid meanwhile.
        """
        self.ensure_one()
        self._check_payable()
        for line in self.line_ids:
            line._pay()
        self.line_ids = [Command.clear()]
        return {"type": "ir.actions.act_window_close"}


class HubPaymentRunLine(models.TransientModel):
    _name = "hub.payment.run.line"
    _description = "One transfer to a producer"

    run_id = fields.Many2one("hub.payment.run", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Producer", readonly=True)
    bank_id = fields.Many2one("res.partner.bank", "IBAN", readonly=True)
    settlement_ids = fields.Many2many("hub.settlement", readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    date_due = fields.Date("Pay by", readonly=True)
    reference = fields.Char(readonly=True)
    warning = fields.Char("Careful", readonly=True)

    def _get_row(self):
        self.ensure_one()
        bank = self.bank_id.sudo()
        return [
            self.partner_id.name,
            bank.sanitized_acc_number,
            bank.bank_bic or "",
            self.amount,
            self.reference,
            fields.Date.to_string(self.date_due) if self.date_due else "",
            self.warning or "",
        ]

    def _pay(self):
        """One payment of the bills left, credit notes reconciled with it."""
        self.ensure_one()
        bills = self.settlement_ids.bill_id.filtered("amount_residual")
        if not bills:
            raise UserError(
                self.env._("%s was paid meanwhile: look again.", self.partner_id.name)
            )
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bills.ids)
            .create(
                {
                    "journal_id": self.run_id.journal_id.id,
                    "group_payment": True,
                    "communication": self.reference,
                }
            )
        )
        wizard._create_payments()
