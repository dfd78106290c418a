from collections import defaultdict

from odoo import models


class HubSettlement(models.Model):
    """What the printed statement ("compte de vente") says."""

    _inherit = "hub.settlement"

    def _get_statement_taxes(self):
        """VAT by rate: the bill's own, or what it will be for a draft.

        :return: ``[{"name", "base", "amount"}]``, empty when none is charged.
        """
        self.ensure_one()
        bill = self.bill_id.sudo()
        if bill:
            sign = -1 if bill.move_type == "in_refund" else 1
            totals = bill.tax_totals
            return [
                {
                    "name": group["group_name"],
                    "base": sign * group["base_amount_currency"],
                    "amount": sign * group["tax_amount_currency"],
                }
                for subtotal in totals["subtotals"]
                for group in subtotal["tax_groups"]
            ]
        return self._estimate_statement_taxes()

    def _estimate_statement_taxes(self):
        bases = defaultdict(float)
        for line in self.line_ids:
            for tax in line._get_bill_taxes():
                bases[tax] += line.amount_net
        return [
            {
                "name": tax.tax_group_id.name,
                "base": base,
                "amount": self.currency_id.round(base * tax.amount / 100),
            }
            for tax, base in bases.items()
            if tax.amount_type == "percent"
        ]

    def _get_statement_total(self):
        """What is to pay, VAT included."""
        self.ensure_one()
        if self.bill_id:
            return self.amount_total
        return self.amount_net + sum(
            tax["amount"] for tax in self._get_statement_taxes()
        )

    def _get_statement_invoices(self):
        """The posted client invoices these lines are tied to, by number."""
        self.ensure_one()
        invoices = self.line_ids.account_move_line_id.sudo().move_id
        return invoices.sorted(lambda move: move.name or "")

    def _get_statement_mentions(self):
        """Legal sentences of the statement, by the producer's VAT scheme."""
        self.ensure_one()
        return self.env["hub.legal.mention"]._get_texts(
            self.producer_id._get_vat_mention_codes(self.date_to), self.date_to
        )


class HubSettlementLine(models.Model):
    _inherit = "hub.settlement.line"

    def _get_statement_sums(self):
        return {
            "gross": sum(self.mapped("amount_gross")),
            "commission": sum(self.mapped("amount_commission")),
            "net": sum(self.mapped("amount_net")),
        }
