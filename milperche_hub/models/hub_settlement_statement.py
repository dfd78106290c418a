from collections import defaultdict

from odoo import fields, models


class HubSettlement(models.Model):
    """What the printed statement ("compte de vente") says."""

    _inherit = "hub.settlement"

    def _get_statement_days(self):
        """The lines of each delivery day, product by product, with their totals.

        :return: ``[{"day", "gross", "commission", "net", "products": [{"name",
            "quantity", "uom", "lines", "gross", "commission", "net"}]}]``
        """
        self.ensure_one()
        days = self.line_ids.sorted(lambda line: (line.date, line.id)).grouped("date")
        return [
            {
                "day": day,
                "products": lines._get_statement_products(),
                **lines._get_statement_sums(),
            }
            for day, lines in days.items()
        ]

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

    def _get_consigned_stock(self):
        """The producer's goods in the hub's stores now, product by product and lot.

        :return: ``stock.quant`` recordset.
        """
        self.ensure_one()
        quants = self.env["stock.quant"].sudo()
        return quants.search(
            [
                ("owner_id", "=", self.producer_id.id),
                ("company_id", "=", self.company_id.id),
                ("location_id.usage", "=", "internal"),
                ("quantity", "!=", 0),
            ]
        ).sorted(lambda quant: (quant.product_id.display_name, quant.lot_id.name or ""))

    def _get_print_day(self):
        return fields.Date.context_today(self)

    def _get_statement_mentions(self):
        """Legal sentences of the statement, by the producer's VAT scheme."""
        self.ensure_one()
        return self.env["hub.legal.mention"]._get_texts(
            self.producer_id._get_vat_mention_codes(self.date_to), self.date_to
        )


class HubSettlementLine(models.Model):
    _inherit = "hub.settlement.line"

    def _get_statement_products(self):
        groups = self.grouped(lambda line: (line.product_id, line.uom_id))
        products = [
            {
                "name": product.name,
                "uom": uom._get_hub_name(),
                "quantity": sum(lines.mapped("quantity")),
                "lines": lines,
                **lines._get_statement_sums(),
            }
            for (product, uom), lines in groups.items()
        ]
        return sorted(products, key=lambda product: product["name"])

    def _get_statement_sums(self):
        return {
            "gross": sum(self.mapped("amount_gross")),
            "commission": sum(self.mapped("amount_commission")),
            "net": sum(self.mapped("amount_net")),
        }
