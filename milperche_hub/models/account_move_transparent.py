from odoo import api, models

from ..tools.commission import spread


class AccountMove(models.Model):
    """A client invoice in a producer's name: each of its lines is on his account."""

    _inherit = "account.move"

    def _get_hub_seller(self):
        """The producer in whose name a client is invoiced; nobody for the hub's own."""
        self.ensure_one()
        lines = self.sudo().invoice_line_ids.filtered(lambda line: line._is_mandated())
        return lines.producer_id[:1]

    def _inverse_partner_id(self):
        result = super()._inverse_partner_id()
        for move in self.filtered(lambda move: move.is_sale_document()):
            seller = move._get_hub_seller()
            if seller:
                move.line_ids.filtered(
                    lambda line: line._is_mandated()
                ).partner_id = seller
        return result

    def _get_hub_mention_codes(self):
        codes = super()._get_hub_mention_codes()
        seller = self.is_sale_document() and self._get_hub_seller()
        if not seller:
            return codes
        own = seller._get_vat_mention_codes(self._get_vat_day())
        hub = ("vat_franchise", "vat_on_debits")
        return [*own, *(code for code in codes if code not in hub)]

    def _get_line_vats(self):
        """The VAT of each line of a client invoice, spread to the cent.

        :return: ``{invoice line: VAT}``, signed as seen by the client: an invoice's is
            positive, a credit note's negative
        """
        self.ensure_one()
        bases = self.line_ids.filtered(lambda line: line.display_type == "product")
        vats = dict.fromkeys(bases, 0.0)
        for tax, items in self.line_ids.grouped("tax_line_id").items():
            own = bases.filtered(lambda line, tax=tax: tax in line.tax_ids)
            if tax and own:
                weights = [-line.balance for line in own]
                parts = spread(-sum(items.mapped("balance")), weights)
                for line, part in zip(own, parts, strict=True):
                    vats[line] += float(part)
        return vats


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_mandated(self):
        """Whether a line of a client invoice is a producer's money."""
        self.ensure_one()
        account = self.company_id._get_hub_mandate_account()
        return bool(account) and self.account_id == account

    @api.depends("account_id")
    def _compute_partner_id(self):
        result = super()._compute_partner_id()
        for line in self.filtered(lambda line: line.sudo().producer_id):
            if line.move_id.is_sale_document() and line._is_mandated():
                line.partner_id = line.sudo().producer_id
        return result
