from odoo import api, fields, models
from odoo.exceptions import UserError


class HubProducerInvoice(models.TransientModel):
    """The invoice of a producer without a mandate, matched with its settlement."""

    _name = "hub.producer.invoice"
    _description = "Record a producer's own invoice"

    settlement_id = fields.Many2one(
        "hub.settlement",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    company_id = fields.Many2one(related="settlement_id.company_id")
    producer_id = fields.Many2one(related="settlement_id.producer_id")
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    amount_expected = fields.Monetary(
        "Expected, Incl. Tax", compute="_compute_amount_expected"
    )
    bill_id = fields.Many2one(
        "account.move",
        "Bill Already Recorded",
        compute="_compute_bill_id",
        store=True,
        readonly=False,
        domain="[('move_type', 'in', ('in_invoice', 'in_refund')),"
        " ('commercial_partner_id', '=', producer_id), ('state', '!=', 'cancel'),"
        " ('company_id', '=', company_id)]",
    )
    number = fields.Char("Producer's Number")
    date = fields.Date("Invoice Date")
    amount_total = fields.Monetary("Amount Incl. Tax")
    file = fields.Binary()
    filename = fields.Char()

    @api.depends("settlement_id")
    def _compute_amount_expected(self):
        for wizard in self:
            wizard.amount_expected = wizard.settlement_id._get_statement_total()

    @api.depends("settlement_id")
    def _compute_bill_id(self):
        for wizard in self:
            wizard.bill_id = wizard._find_bill()

    def _find_bill(self):
        """A bill of the producer of just that amount that no settlement has."""
        expected = self.amount_expected
        bills = self.env["account.move"].search(
            [
                ("move_type", "=", "in_invoice" if expected >= 0 else "in_refund"),
                ("commercial_partner_id", "=", self.producer_id.id),
                ("state", "!=", "cancel"),
                ("company_id", "=", self.company_id.id),
                ("hub_settlement_ids", "=", False),
            ]
        )
        return bills.filtered(
            lambda bill: (
                not self.currency_id.compare_amounts(bill.amount_total, abs(expected))
            )
        )[:1]

    def action_match(self):
        """Record the invoice, or take the bill chosen; refused if its amount differs.

        :raise UserError: number, date or amount is missing, or the amounts differ.
        """
        self.ensure_one()
        settlement = self.settlement_id
        bill = self.bill_id or self._make_bill()
        settlement._match_invoice(bill)
        if self.file:
            self.env["ir.attachment"].create(
                {
                    "name": self.filename or self.number,
                    "datas": self.file,
                    "res_model": "account.move",
                    "res_id": bill.id,
                }
            )
        return {"type": "ir.actions.act_window_close"}

    def _make_bill(self):
        if not (self.number and self.date):
            raise UserError(
                self.env._("Write the number and the date of the producer's invoice.")
            )
        expected = self.amount_expected
        if self.currency_id.compare_amounts(self.amount_total, abs(expected)):
            raise UserError(
                self.env._(
                    "This invoice says %(found)s, the settlement %(expected)s: ask the"
                    " producer to correct it, or settle the difference.",
                    found=self.currency_id.format(self.amount_total),
                    expected=self.currency_id.format(abs(expected)),
                )
            )
        settlement = self.settlement_id
        if not settlement.is_invoice_awaited:
            raise UserError(
                self.env._("%s awaits no invoice.", settlement.display_name)
            )
        return self.env["account.move"].create(
            settlement._prepare_own_bill_vals(self.number, self.date)
        )
