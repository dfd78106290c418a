from odoo import models
from odoo.tools import html2plaintext


class AccountMove(models.Model):
    """What the hub's invoices say beside what core prints."""

    _inherit = "account.move"

    def _is_hub_invoice(self):
        """Whether this is a client invoice or credit note for producers' goods."""
        self.ensure_one()
        return self.move_type in ("out_invoice", "out_refund") and bool(
            self.invoice_line_ids.sudo().producer_id
        )

    def _address_to_payer(self):
        """An invoice for several kitchens is delivered to none: its lines say where."""
        for move in self:
            orders = move.invoice_line_ids.sale_line_ids.order_id
            if len(orders.partner_shipping_id) > 1:
                move.partner_shipping_id = move.partner_id

    def _get_name_invoice_report(self):
        self.ensure_one()
        if self.is_purchase_document() and self.journal_id.is_self_billing:
            return "milperche_hub.report_selfbilling_document"
        return super()._get_name_invoice_report()

    def _get_hub_line_notes(self):
        """Producer and lots of each line; its labels are with its other facts.

        :return: ``{invoice line: sentence}``
        """
        self.ensure_one()
        notes = {}
        for line in self.sudo().invoice_line_ids.filtered("producer_id"):
            moves = line.sale_line_ids.move_ids.filtered(lambda m: m.state == "done")
            lots = moves.move_line_ids.lot_id.mapped("name")
            notes[line.id] = " · ".join(
                part
                for part in (
                    line.producer_id.name,
                    lots and self.env._("lot %s", ", ".join(lots)),
                )
                if part
            )
        return notes

    def _get_hub_mentions(self):
        """Legal sentences for the body of a client invoice or a self-billed one."""
        self.ensure_one()
        day = self.invoice_date or self.date
        return self.env["hub.legal.mention"]._get_texts(
            self._get_hub_mention_codes(), day
        )

    def _get_hub_issuer(self):
        """The numbers of who makes the invoice out, unless its letterhead has them.

        The law wants them on each invoice (CGI, annexe II, art. 242 nonies A).
        """
        self.ensure_one()
        company = self.company_id
        head = f"{company.company_details or ''} {company.report_footer or ''}"
        known = "".join(html2plaintext(head).split())
        numbers = [
            (self.env._("SIRET"), company.company_registry),
            (self.env._("VAT no."), company.vat),
        ]
        lacking = [
            f"{label} {number}"
            for label, number in numbers
            if number and "".join(number.split()) not in known
        ]
        return " · ".join([company.name, *lacking]) if lacking else ""

    def _get_hub_mention_codes(self):
        """Codes of the mentions of this document, in the order they are printed."""
        self.ensure_one()
        if self.is_purchase_document():
            regime = self.commercial_partner_id._get_vat_mention_codes(
                self._get_vat_day()
            )
            return ["selfbilling", *regime, "late_penalty", "recovery_fee"]
        regime = self.company_id._get_hub_vat_regime(self._get_vat_day())
        codes = ["vat_franchise"] if regime == "franchise" else []
        if regime == "vat" and self.company_id.hub_vat_on_debits:
            codes.append("vat_on_debits")
        if self.move_type == "out_refund":
            return codes
        penalty = "late_penalty_public" if self._is_public_payer() else "late_penalty"
        return [*codes, penalty, "recovery_fee", "no_discount"]

    def _get_vat_day(self):
        """The day whose VAT scheme the document follows: the last delivery's."""
        self.ensure_one()
        settled = self.sudo().hub_settlement_ids.line_ids
        days = settled.mapped("date")
        return max(days, default=self.invoice_date or self.date)

    def _is_public_payer(self):
        self.ensure_one()
        payers = self.partner_id | self.commercial_partner_id
        return any(payers.mapped("hub_is_public_payer"))
