from odoo import models
from odoo.exceptions import UserError


class HubPaymentRun(models.TransientModel):
    """Transfers by the payment orders of OCA's add-ons, where they are installed.

    Two families make them: ``account_payment_order`` (bank-payment), whose payment
    modes say how a bill is paid, and ``account_payment_batch_oca``
    (bank-payment-alternative), which uses core's payment method lines. Either one
    writes the SEPA file of its ``*_sepa_credit_transfer`` add-on.
    """

    _inherit = "hub.payment.run"

    def action_sepa(self):
        """Prepare the SEPA transfers with the OCA's payment orders.

        Bills that say nothing about how they are paid take the way of this bank.

        :return: the action that shows the payment order.
        :raise UserError: the add-on is not there, or no transfer is set up for this
            bank.
        """
        self.ensure_one()
        self._check_payable()
        if not self.has_sepa:
            raise UserError(
                self.env._("The add-on of payment orders is not installed.")
            )
        name = self._get_mode_field()
        mode = self._get_transfer_mode()
        if not mode:
            raise UserError(
                self.env._(
                    "Set up a transfer by payment order for the bank %s first.",
                    self.journal_id.name,
                )
            )
        bills = self.line_ids.settlement_ids.bill_id.filtered("amount_residual")
        bills.filtered(lambda bill: not bill[name]).write({name: mode.id})
        return bills.create_account_payment_line()

    def _get_mode_field(self):
        """The field of a bill that says how it is paid."""
        if "account.payment.mode" in self.env:
            return "payment_mode_id"
        return "preferred_payment_method_line_id"

    def _get_transfer_mode(self):
        """The way of this bank that makes payment orders, SEPA before others."""
        domain = [
            ("payment_order_ok", "=", True),
            ("payment_method_id.payment_type", "=", "outbound"),
            ("company_id", "=", self.journal_id.company_id.id),
        ]
        if "account.payment.mode" in self.env:
            modes = self.env["account.payment.mode"].search(
                [
                    *domain,
                    "|",
                    ("fixed_journal_id", "=", self.journal_id.id),
                    ("variable_journal_ids", "in", self.journal_id.ids),
                ]
            )
        else:
            modes = self.env["account.payment.method.line"].search(
                [*domain, ("journal_id", "in", [False, self.journal_id.id])]
            )
        return modes.sorted(
            lambda mode: (
                not (mode.payment_method_id.code or "").startswith("sepa"),
                mode.id,
            )
        )[:1]
