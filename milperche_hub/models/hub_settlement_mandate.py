from odoo import api, fields, models
from odoo.exceptions import UserError


class HubSettlement(models.Model):
    """With a mandate the hub writes the invoice; without one it asks for it."""

    _inherit = "hub.settlement"

    bill_kind = fields.Selection(
        [
            ("selfbilled", "Self-billed invoice"),
            ("proforma", "Pro-forma: the producer's invoice is awaited"),
        ],
        "Invoice",
        readonly=True,
        copy=False,
    )
    bill_state = fields.Selection(related="bill_id.state", string="Invoice State")
    is_invoice_awaited = fields.Boolean(
        compute="_compute_is_invoice_awaited", search="_search_is_invoice_awaited"
    )

    @api.depends("bill_kind", "bill_id", "is_posted")
    def _compute_is_invoice_awaited(self):
        for settlement in self:
            settlement.is_invoice_awaited = (
                settlement.is_posted
                and settlement.bill_kind == "proforma"
                and not settlement.bill_id
            )

    def _search_is_invoice_awaited(self, operator, value):
        if operator != "in":
            return NotImplemented
        awaited = fields.Domain("is_posted", "=", True)
        awaited &= fields.Domain("bill_kind", "=", "proforma")
        awaited &= fields.Domain("bill_id", "=", False)
        return awaited if True in value else ~awaited

    @api.depends("is_invoice_awaited")
    def _compute_amount_total(self):
        result = super()._compute_amount_total()
        for settlement in self.filtered("is_invoice_awaited"):
            settlement.amount_total = settlement._get_statement_total()
        return result

    def _has_mandate(self):
        self.ensure_one()
        return self.producer_id.sudo()._has_mandate(self._get_bill_date())

    def _create_bills(self):
        own = self.filtered(lambda settlement: settlement._has_mandate())
        own.bill_kind = "selfbilled"
        (self - own).bill_kind = "proforma"
        (self - own)._ask_for_invoice()
        return super(HubSettlement, own)._create_bills()

    def _post_bills(self, bills):
        """A credit note waits for the producer's signature where the hub chose so."""
        signed = bills.filtered(
            lambda bill: (
                bill.hub_is_selfbill
                and bill.move_type == "in_refund"
                and bill.company_id.hub_credit_mode == "signature"
            )
        )
        return super()._post_bills(bills - signed)

    def _prepare_bill_vals(self):
        vals = super()._prepare_bill_vals()
        if vals["move_type"] == "in_refund":
            vals["hub_corrects"] = ", ".join(self._get_corrected_names())
        return vals

    def _get_corrected_names(self):
        """Numbers of the producer's invoices that a negative settlement corrects."""
        self.ensure_one()
        moves = self.line_ids.move_id
        origins = (moves.origin_returned_move_id | moves).settlement_line_ids
        settlements = origins.settlement_id - self
        bills = settlements.bill_id.filtered(lambda b: b.state == "posted")
        if not bills:
            bills = self._get_last_bill()
        return bills.sorted("name").mapped("name")

    def _get_last_bill(self):
        return self.search(
            [
                ("producer_id", "=", self.producer_id.id),
                ("bill_id.state", "=", "posted"),
                ("bill_id.move_type", "=", "in_invoice"),
            ],
            order="date_to desc, id desc",
            limit=1,
        ).bill_id

    def action_signed(self):
        """The producer signed the credit note prepared for it: post it.

        :raise UserError: no credit note waits for a signature.
        """
        drafts = self.bill_id.filtered(lambda bill: bill.state == "draft")
        if not drafts:
            raise UserError(self.env._("No credit note waits for a signature."))
        drafts._post(soft=False)
        return True

    # ------------------------------------------------------------------
    # Without a mandate
    # ------------------------------------------------------------------

    def _ask_for_invoice(self):
        """Ask producers without a mandate for their own invoice."""
        self._post_messages("ask_invoice", "milperche_hub.message_ask_invoice")

    def _get_proforma_lines(self):
        """Lines of the pro-forma, as the producer's own invoice should have them."""
        self.ensure_one()
        vals_list = self._prepare_bill_lines_vals(-1 if self.amount_net < 0 else 1)
        units = self.env["uom.uom"]
        return [
            {
                **vals,
                "amount": round(vals["quantity"] * vals["price_unit"], 2),
                "uom": units.browse(vals.get("product_uom_id"))._get_hub_name(),
            }
            for vals in vals_list
        ]

    def _match_invoice(self, bill):
        """Take the producer's own invoice as this settlement's, if it says the same.

        :raise UserError: nothing is awaited, or the amounts differ.
        """
        self.ensure_one()
        self._lock_rows()
        if not self.is_invoice_awaited:
            raise UserError(
                self.env._("%s awaits no invoice.", self.display_name),
            )
        expected, found = self._get_statement_total(), bill.amount_total
        if bill.move_type == "in_refund":
            found = -found
        if self.currency_id.compare_amounts(expected, found):
            raise UserError(
                self.env._(
                    "This invoice says %(found)s, the settlement %(expected)s: ask the"
                    " producer to correct it, or settle the difference.",
                    found=self.currency_id.format(found),
                    expected=self.currency_id.format(expected),
                )
            )
        if bill.state == "draft":
            bill._post(soft=False)
        self.bill_id = bill

    @api.model
    def _prepare_own_bill_vals(self, number, day):
        """Values of the bill recorded from the producer's own invoice."""
        vals = self._prepare_bill_vals()
        journal = self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self.company_id),
                ("type", "=", "purchase"),
                ("is_self_billing", "=", False),
            ],
            limit=1,
        )
        return {**vals, "journal_id": journal.id, "ref": number, "invoice_date": day}

    def action_print_proforma(self):
        """Print the pro-forma that asks for the producer's own invoice."""
        return self.env.ref("milperche_hub.report_proforma_action").report_action(self)
