from odoo import api, models
from odoo.fields import Domain

from ..tools.commission import spread


class HubSettlementLine(models.Model):
    """Lines sold in the producer's name, and the VAT that his clients were invoiced."""

    _inherit = "hub.settlement.line"

    @api.model
    def _search_transparent(self, domain):
        """The lines sold in their producer's name, by their order or credit note."""
        order = "move_id.sale_line_id.order_id.hub_is_transparent"
        sold = Domain(order, "=", True) | Domain(f"reduction_id.{order}", "=", True)
        credited = Domain("account_move_line_id.move_id.hub_seller_id", "!=", False)
        return self.sudo().search(domain & (sold | credited)).sudo(False)

    def _get_client_vats(self):
        """``{line: VAT}`` as invoiced to clients; by the rates while it is not."""
        vats = {}
        invoice_lines = self.account_move_line_id.sudo()
        invoiced = {}
        for move in invoice_lines.move_id:
            invoiced.update(move._get_line_vats())
        for invoice_line, lines in self.grouped("account_move_line_id").items():
            if invoice_line:
                vats.update(lines._share_vat(invoice_line.sudo(), invoiced))
                continue
            for line in lines:
                rate = sum(line._get_producer_taxes().mapped("amount"))
                vats[line] = line.currency_id.round(line.amount_gross * rate / 100)
        return vats

    def _share_vat(self, invoice_line, invoiced):
        """What is left of an invoice line's VAT, shared by what each line is worth."""
        others = invoice_line.settlement_line_ids - self
        settled = others.filtered("settlement_id.is_posted")
        worth = invoice_line._get_hub_sign() * invoice_line.price_subtotal
        rest = worth - sum((self | settled).mapped("amount_gross"))
        left = invoiced[invoice_line] - sum(settled.mapped("amount_vat"))
        parts = spread(round(left, 2), [*self.mapped("amount_gross"), round(rest, 2)])
        return {line: float(part) for line, part in zip(self, parts, strict=False)}

    def _get_producer_taxes(self):
        """VAT of the producer's scheme on the day of delivery."""
        self.ensure_one()
        taxes = self.env["account.tax"]
        if self.producer_id._get_vat_regime(self.date) == "vat" and self.product_id:
            taxes = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        return taxes
