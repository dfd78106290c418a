from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    # The other side of the settlement's bill: a change of an invoice then finds its
    # settlements in memory instead of asking the database at each line written.
    hub_settlement_ids = fields.One2many(
        "hub.settlement", "bill_id", "Settlements", groups="base.group_user"
    )

    def _post(self, soft=True):
        self._set_hub_invoice_dates()
        # Read together what core reads delivered line by delivered line.
        self.invoice_line_ids.sudo().sale_line_ids.move_ids.mapped("is_dropship")
        posted = super()._post(soft=soft)
        posted._tie_settlement_lines()
        return posted

    def _set_hub_invoice_dates(self):
        """Date the hub's invoices of today in one write, as core does one by one."""
        self.filtered(
            lambda move: (
                not move.invoice_date
                and move.state == "draft"
                and move.is_sale_document()
                # a rate typed by hand is core's business
                and move.currency_id == move.company_currency_id
                and any(move.invoice_line_ids.sudo().mapped("producer_id"))
            )
        ).invoice_date = fields.Date.context_today(self)

    def _tie_settlement_lines(self):
        """Tie client-invoice lines to the settlements of their delivered lines."""
        invoices = self.filtered(lambda m: m.move_type in ("out_invoice", "out_refund"))
        moves = invoices.invoice_line_ids.sudo().sale_line_ids.move_ids
        moves.settlement_line_ids._tie_invoice_lines()
        invoices._settle_credits()

    def _prepare_product_base_line_for_taxes_computation(self, product_line):
        """Each line of a producer's goods is worth its own rounded amount.

        Core rounds the whole document's base and puts the cent that differs on one
        of its lines; delivery note, settlement and invoice would then disagree on
        that line. The tax is still computed on the document's total (EN 16931).
        """
        base_line = super()._prepare_product_base_line_for_taxes_computation(
            product_line
        )
        factor = base_line["quantity"] * (1 - base_line["discount"] / 100.0)
        if factor and self._is_hub_document(product_line):
            amount = product_line.currency_id.round(base_line["price_unit"] * factor)
            base_line["price_unit"] = amount / factor
        return base_line

    def _is_hub_document(self, product_line):
        self.ensure_one()
        if not self.is_invoice():
            return False
        return bool(product_line.sudo().producer_id or self.journal_id.is_self_billing)

    def button_draft(self):
        self._check_not_settled()
        return super().button_draft()

    def _check_not_settled(self):
        """A settled invoice line is corrected by a credit note, never rewritten."""
        for move in self:
            settled = move.invoice_line_ids.sudo().settlement_line_ids.settlement_id
            if any(settlement.is_posted for settlement in settled):
                raise UserError(
                    self.env._(
                        "%s is settled with its producers: make a credit note.",
                        move.name,
                    )
                )
