from odoo import api, fields, models

from ..tools.commission import spread


class HubSettlement(models.Model):
    """VAT of each line, as the self-billed invoice counts it."""

    _inherit = "hub.settlement"

    amount_vat = fields.Monetary("VAT", compute="_compute_amount_vat", store=True)
    amount_vat_cost = fields.Monetary(
        "VAT at the hub's cost",
        compute="_compute_amount_vat",
        store=True,
        help="What producers charge a hub in VAT exemption, which deducts none.",
    )

    @api.depends("line_ids.amount_vat", "line_ids.amount_vat_cost")
    def _compute_amount_vat(self):
        self._sum_lines(["amount_vat", "amount_vat_cost"])

    def _allocate_commission(self):
        result = super()._allocate_commission()
        self._allocate_vat()
        return result

    def _create_bills(self):
        bills = super()._create_bills()
        self._allocate_vat()
        return bills

    def _allocate_vat(self):
        """Spread each rate's VAT over its lines; the bill's own once there is one."""
        transparent = self.filtered(lambda settlement: settlement._is_transparent())
        transparent._take_client_vats()
        for settlement in self - transparent:
            groups = settlement.line_ids.grouped(lambda line: line._get_bill_taxes())
            for taxes, lines in groups.items():
                lines._spread_vat(settlement._get_vat(taxes, lines), taxes)

    def _get_vat(self, taxes, lines):
        self.ensure_one()
        if not self.bill_id:
            return self._foresee_vat(taxes, sum(lines.mapped("amount_net")))
        items = self.bill_id.sudo().line_ids
        return sum(
            items.filtered(lambda item: item.tax_line_id in taxes).mapped("balance")
        )

    def _foresee_vat(self, taxes, net):
        """VAT on a net that no bill counted yet."""
        rate = sum(taxes.mapped("amount"))
        return self.currency_id.round(net * rate / 100)


class HubSettlementLine(models.Model):
    _inherit = "hub.settlement.line"

    amount_vat = fields.Monetary("VAT", readonly=True)
    is_vat_cost = fields.Boolean("VAT is a cost", readonly=True)
    amount_vat_cost = fields.Monetary(
        "VAT at the hub's cost", compute="_compute_amount_vat_cost", store=True
    )

    @api.depends("amount_vat", "is_vat_cost")
    def _compute_amount_vat_cost(self):
        for line in self:
            line.amount_vat_cost = line.amount_vat if line.is_vat_cost else 0.0

    def _spread_vat(self, amount, taxes):
        is_cost = bool(taxes.hub_deductible_id)
        parts = spread(amount, self.mapped("amount_net"))
        for line, part in zip(self, parts, strict=True):
            vals = {"amount_vat": float(part), "is_vat_cost": is_cost}
            if any(line[name] != value for name, value in vals.items()):
                line.write(vals)

    def _get_bill_taxes(self):
        """VAT of the producer's scheme on the day of delivery; a cost to an exempt hub.

        An adjustment without a product compensates something: it bears no VAT.
        """
        self.ensure_one()
        return self._get_taxes(
            self.company_id, self.producer_id, self.product_id, self.date
        )

    @api.model
    def _get_taxes(self, company, producer, product, day):
        """VAT on the net of goods of a producer delivered on a day."""
        taxes = self.env["account.tax"]
        if producer._get_vat_regime(day) != "vat" or not product:
            return taxes
        taxes = product.supplier_taxes_id._filter_taxes_by_company(company)
        if company._get_hub_vat_regime(day) == "franchise":
            taxes = company._get_hub_nondeductible(taxes)
        return taxes
