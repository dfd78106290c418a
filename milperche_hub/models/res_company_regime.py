from datetime import date

from odoo import fields, models
from odoo.fields import Command

from .account_chart_template import FR_CHARTS


class ResCompany(models.Model):
    """The hub's own VAT scheme, and what it does to sales and purchases."""

    _inherit = "res.company"

    hub_vat_regime_ids = fields.One2many(
        related="partner_id.hub_vat_regime_ids", readonly=False
    )
    hub_franchise_threshold = fields.Monetary(
        "Threshold of the VAT exemption",
        default=85000.0,
        help="Sales of goods of a calendar year, excl. tax, up to which the exemption"
        " holds (CGI, art. 293 B); it changes: check it every year.",
    )
    hub_pay_producers = fields.Selection(
        [
            ("due", "By the legal date"),
            ("client", "When the clients have paid, by the legal date at the latest"),
        ],
        "Producers Are Paid",
        default="due",
        required=True,
        help="It only delays the payment: the statement and the self-billed invoice"
        " never wait for the clients.",
    )

    def write(self, vals):
        regime = vals.get("hub_vat_regime")
        if regime and not self.env.context.get("hub_regime_sync"):
            changed = self.filtered(
                lambda company: (
                    company.hub_vat_regime != regime and company.hub_vat_regime_ids
                )
            )
            changed.partner_id._start_vat_regime(regime)
        return super().write(vals)

    def _get_hub_vat_regime(self, day):
        """The hub's VAT scheme on a day: "vat" or "franchise"."""
        self.ensure_one()
        return self.partner_id._get_vat_regime(day)

    def _get_hub_exempt_tax(self):
        """The chart's sale tax at 0 %, for the invoices of a hub in exemption."""
        self.ensure_one()
        chart = self.env["account.chart.template"].with_company(self)
        tax = self.env["account.tax"]
        if self.chart_template in FR_CHARTS:
            tax = chart.ref("tva_sale_good_0", raise_if_not_found=False) or tax
        return tax

    def _get_hub_exempt_taxes(self):
        """``{company: tax at 0 %}``, for the context of a run of invoices."""
        return {company: company._get_hub_exempt_tax() for company in self}

    def _get_hub_nondeductible(self, taxes):
        """The same taxes, whose amount is a cost: it follows the goods' account.

        They are made the first time they are needed.
        """
        self.ensure_one()
        costs = self.env["account.tax"].sudo()
        for tax in taxes.sudo():
            cost = costs.search(
                [("hub_deductible_id", "=", tax.id), ("company_id", "=", self.id)],
                limit=1,
            )
            costs |= cost or tax.copy(self._prepare_nondeductible_vals(tax))
        return costs.with_env(self.env)

    def _prepare_nondeductible_vals(self, tax):
        return {
            "name": self.env._("%s not deductible", tax.name),
            "hub_deductible_id": tax.id,
            "sequence": tax.sequence + 100,
            "fiscal_position_ids": [Command.clear()],
            "original_tax_ids": [Command.clear()],
            **{
                name: [
                    Command.clear(),
                    *(
                        Command.create(
                            {"repartition_type": kind, "factor_percent": 100.0}
                        )
                        for kind in ("base", "tax")
                    ),
                ]
                for name in (
                    "invoice_repartition_line_ids",
                    "refund_repartition_line_ids",
                )
            },
        }

    def _hub_setup_accounting(self):
        result = super()._hub_setup_accounting()
        for company in self.filtered("chart_template").sudo():
            company.with_company(company)._hub_setup_services()
        return result

    def _hub_setup_services(self):
        """The hub's services to producers bear the VAT of services."""
        self.ensure_one()
        chart = self.env["account.chart.template"].with_company(self)
        tax = self.chart_template in FR_CHARTS and chart.ref(
            "tva_normale_encaissement", raise_if_not_found=False
        )
        for name in ("product_dropoff_fee", "product_crate_fee", "product_commission"):
            product = self.env.ref(f"milperche_hub.{name}", raise_if_not_found=False)
            own = product and product.taxes_id._filter_taxes_by_company(self)
            if product and tax and own != tax:
                product.taxes_id = product.taxes_id - own | tax

    def _get_hub_turnover(self, year):
        """Sales excl. tax posted in a calendar year."""
        self.ensure_one()
        ((total,),) = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.id),
                ("parent_state", "=", "posted"),
                ("date", ">=", date(year, 1, 1)),
                ("date", "<=", date(year, 12, 31)),
                ("account_id.account_type", "=", "income"),
                ("display_type", "=", "product"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
            ],
            aggregates=["balance:sum"],
        )
        return -(total or 0.0)


class AccountTax(models.Model):
    _inherit = "account.tax"

    hub_deductible_id = fields.Many2one(
        "account.tax",
        "Not Deductible Version Of",
        readonly=True,
        index="btree_not_null",
        help="A tax paid to producers by a hub in exemption: it is a cost.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_pay_producers = fields.Selection(
        related="company_id.hub_pay_producers", readonly=False
    )
    hub_franchise_threshold = fields.Monetary(
        related="company_id.hub_franchise_threshold", readonly=False
    )
    hub_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Hub"
    )

    def action_hub_vat_regimes(self):
        """Show the hub's VAT schemes and since when they hold."""
        partner = self.company_id.partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("VAT schemes of the hub"),
            "res_model": "hub.vat.regime",
            "view_mode": "list",
            "domain": [("partner_id", "=", partner.id)],
            "context": {"default_partner_id": partner.id},
        }
