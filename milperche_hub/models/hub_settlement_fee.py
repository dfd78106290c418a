from odoo import api, fields, models
from odoo.fields import Command


class HubSettlement(models.Model):
    """The hub's services to the producer, invoiced beside his settlement."""

    _inherit = "hub.settlement"

    fee_ids = fields.One2many("hub.fee", "settlement_id", "Fees")
    fee_move_id = fields.Many2one(
        "account.move", "Invoice of the fees", readonly=True, copy=False
    )
    amount_fees = fields.Monetary(
        "Fees incl. tax",
        compute="_compute_amount_fees",
        help="Services the hub invoices the producer, taken off what he is paid.",
    )

    @api.depends("fee_ids.quantity", "fee_ids.price_unit", "fee_move_id.amount_total")
    def _compute_amount_fees(self):
        for settlement in self:
            invoice = settlement.fee_move_id.sudo()
            amount = invoice.amount_total
            if not invoice:
                amount = sum(
                    fee.amount * (1 + sum(fee._get_taxes().mapped("amount")) / 100)
                    for fee in settlement.fee_ids
                )
            settlement.amount_fees = settlement.currency_id.round(amount)

    @api.model
    def _generate(self, producers, date_from, date_to):
        settlements = super()._generate(producers, date_from, date_to)
        fees = self.env["hub.fee"]
        fees._charge_dropoffs(settlements.producer_id, date_to)
        for settlement in settlements:
            fees.search(settlement._get_fees_domain()).settlement_id = settlement
        return settlements

    def _get_fees_domain(self):
        """Fees of the producer, up to the end of the period, invoiced nowhere."""
        self.ensure_one()
        return [
            ("producer_id", "=", self.producer_id.id),
            ("company_id", "=", self.company_id.id),
            ("date", "<=", self.date_to),
            ("settlement_id", "=", False),
            ("account_move_line_id", "=", False),
        ]

    def _create_bills(self):
        bills = super()._create_bills()
        for settlement in self.filtered("fee_ids"):
            settlement._create_fee_invoice()
        return bills

    def _create_fee_invoice(self):
        """Invoice the period's services to the producer, at their own VAT."""
        self.ensure_one()
        invoice = self.env["account.move"].create(self._prepare_fee_invoice_vals())
        for fee, line in zip(self.fee_ids, invoice.invoice_line_ids, strict=True):
            fee.account_move_line_id = line
        self.fee_move_id = invoice
        invoice._post(soft=False)

    def _prepare_fee_invoice_vals(self):
        day = self._get_bill_date()
        return {
            "move_type": "out_invoice",
            "partner_id": self.producer_id.id,
            "company_id": self.company_id.id,
            "invoice_date": day,
            "invoice_date_due": max(self.date_due or self.date_to, day),
            "invoice_payment_term_id": False,
            "invoice_origin": self.name,
            "ref": self.name,
            "invoice_line_ids": [
                Command.create(fee._prepare_invoice_line_vals()) for fee in self.fee_ids
            ],
        }
