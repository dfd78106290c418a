from odoo import api, fields, models
from odoo.fields import Command


class HubSettlement(models.Model):
    """In the producer's name, the commission is a service invoiced to him."""

    _inherit = "hub.settlement"

    commission_move_id = fields.Many2one(
        "account.move", "Commission invoice", readonly=True, copy=False
    )

    @api.depends("amount_commission", "commission_move_id.amount_total")
    def _compute_amount_fees(self):
        result = super()._compute_amount_fees()
        for settlement in self.filtered(lambda s: s._is_transparent()):
            amount = settlement.amount_commission
            invoice = settlement.commission_move_id.sudo()
            if invoice:
                amount = -invoice.direction_sign * invoice.amount_total
            else:
                taxes = settlement._get_commission_taxes()
                amount *= 1 + sum(taxes.mapped("amount")) / 100
            settlement.amount_fees += settlement.currency_id.round(amount)
        return result

    def _create_bills(self):
        bills = super()._create_bills()
        self.filtered(
            lambda s: (
                s._is_transparent() and not s.currency_id.is_zero(s.amount_commission)
            )
        )._create_commission_invoices()
        return bills

    def _create_commission_invoices(self):
        for company in self.company_id.sudo():
            if not self._get_service_taxes(company):
                company._hub_setup_services()
        invoices = self.env["account.move"].create(
            [settlement._prepare_commission_vals() for settlement in self]
        )
        for settlement, invoice in zip(self, invoices, strict=True):
            settlement.commission_move_id = invoice
        invoices._post(soft=False)

    def _prepare_commission_vals(self):
        """An invoice of the hub's services; a credit note when goods came back."""
        sign = -1 if self.amount_commission < 0 else 1
        return {
            **self._prepare_fee_invoice_vals(),
            "move_type": "out_refund" if sign < 0 else "out_invoice",
            "invoice_line_ids": [
                Command.create(self._prepare_commission_line_vals(rate, sign * amount))
                for rate, amount in self._get_commissions_by_rate()
            ],
        }

    def _get_commissions_by_rate(self):
        """``[(rate, commission)]`` of the settlement's lines."""
        self.ensure_one()
        groups = self.line_ids.grouped("commission_rate")
        sums = [
            (rate, sum(lines.mapped("amount_commission")))
            for rate, lines in sorted(groups.items())
        ]
        return [(rate, amount) for rate, amount in sums if round(amount, 2)]

    def _prepare_commission_line_vals(self, rate, amount):
        account = self.company_id._get_hub_chart_account("pcg_7082")
        product = self.env.ref("milperche_hub.product_commission")
        vals = {
            "product_id": product.id,
            "name": self.env._(
                "Commission of %(rate)s %%, %(settlement)s",
                rate=self.env["hub.catalogue"]._format_portal_quantity(rate),
                settlement=self.name,
            ),
            "quantity": 1.0,
            "price_unit": amount,
            "tax_ids": [Command.set(self._get_commission_taxes().ids)],
        }
        return {**vals, "account_id": account.id} if account else vals

    def _get_commission_taxes(self):
        """VAT of services; none from a hub in exemption."""
        company = self.company_id.sudo()
        if company._get_hub_vat_regime(self.date_to) == "franchise":
            return company._get_hub_exempt_tax()
        return self._get_service_taxes(company)

    @api.model
    def _get_service_taxes(self, company):
        product = self.env.ref("milperche_hub.product_commission").sudo()
        return product.taxes_id._filter_taxes_by_company(company)
