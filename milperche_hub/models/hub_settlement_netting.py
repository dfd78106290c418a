from odoo import fields, models
from odoo.fields import Command


class HubSettlement(models.Model):
    """Netting: one payment for what is owed both ways; no document is changed.

    A negative settlement and the hub's services are documents of their own month.
    Only their payment is carried over: they are set against what is owed next.
    """

    _inherit = "hub.settlement"

    amount_previous = fields.Monetary(
        "Previous balance",
        readonly=True,
        copy=False,
        help="Owed to the producer before this settlement; negative: owed by him.",
    )
    amount_carried = fields.Monetary(
        "Carried over",
        readonly=True,
        copy=False,
        help="Earlier credit notes and fees set against this settlement.",
    )
    netting_move_id = fields.Many2one(
        "account.move", "Compensation entry", readonly=True, copy=False
    )

    def _create_bills(self):
        for settlement in self:
            settlement.amount_previous = settlement._get_open_balance()
        bills = super()._create_bills()
        for settlement in self:
            settlement._net()
        return bills

    def _get_open_balance(self):
        """What the hub owes the producer on posted settlements and fees."""
        self.ensure_one()
        return -sum(self._get_open_lines().mapped("amount_residual"))

    def _get_open_lines(self):
        """Open lines of self-billed documents and of invoiced fees."""
        self.ensure_one()
        settlements = self.sudo().search(
            [
                ("producer_id", "=", self.producer_id.id),
                ("company_id", "=", self.company_id.id),
                ("is_posted", "=", True),
            ]
        )
        settlements |= self.sudo()
        documents = settlements.bill_id | settlements._get_fee_moves()
        return documents.line_ids.filtered(
            lambda line: (
                line.account_id.account_type
                in ("liability_payable", "asset_receivable")
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )

    def _get_fee_moves(self):
        """The hub's own invoices to the producer: services, and commissions."""
        return self.fee_move_id | self.commission_move_id

    def _net(self):
        """Set open credit notes and fees against this settlement's bill.

        A credit note is set against the commission given back with it; what is left
        of it waits for the next bill.
        """
        self.ensure_one()
        bill = self.bill_id.sudo()
        before = bill.amount_residual
        if not before:
            return
        payable = bill.line_ids.filtered(
            lambda line: line.account_id.account_type == "liability_payable"
        )
        items = self._get_open_lines() - payable
        mates = items.filtered(lambda line: line.account_id in payable.account_id)
        is_bill = bill.move_type == "in_invoice"
        if is_bill:
            (payable | mates.filtered(lambda line: line.balance > 0)).reconcile()
        self._net_fees(payable, items - mates)
        fees = sum(
            -own.direction_sign * (own.amount_total - own.amount_residual)
            for own in self._get_fee_moves().sudo()
        )
        paid = before - bill.amount_residual
        self.amount_carried = fees - (paid if is_bill else -paid)

    def _net_fees(self, payable, fees):
        """Move what is owed on services from the client's account to the supplier's.

        Both are owed by the same side: the hub's credits by its bill, and the other
        way round.
        """
        owed = -sum(payable.mapped("amount_residual"))
        due = sum(fees.mapped("amount_residual"))
        amount = min(owed, due, key=abs)
        if not fees or self.currency_id.is_zero(amount) or (owed > 0) != (due > 0):
            return
        entry = self.env["account.move"].sudo()
        entry = entry.create(self._prepare_netting_vals(payable, fees, amount))
        entry._post(soft=False)
        for lines in (payable, fees):
            accounts = lines.account_id
            (
                lines
                | entry.line_ids.filtered(
                    lambda line, accounts=accounts: line.account_id in accounts
                )
            ).reconcile()
        self.netting_move_id = entry

    def _prepare_netting_vals(self, payable, fees, amount):
        journal = (
            self.env["account.journal"]
            .sudo()
            .search(
                [
                    *self.env["account.journal"]._check_company_domain(self.company_id),
                    ("type", "=", "general"),
                ],
                limit=1,
            )
        )
        sides = ((payable.account_id[:1], amount), (fees.account_id[:1], -amount))
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": self.company_id.id,
            "date": self.bill_id.sudo().date,
            "ref": self.env._("Compensation, %s", self.name),
            "line_ids": [
                Command.create(
                    {
                        "account_id": account.id,
                        "partner_id": self.producer_id.id,
                        "name": self.env._("Compensation, %s", self.name),
                        "balance": balance,
                    }
                )
                for account, balance in sides
            ],
        }
