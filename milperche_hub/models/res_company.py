from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hub_consignment_shape = fields.Selection(
        [
            ("opaque", "Opaque: sold in the hub's name, producers self-billed"),
            ("transparent", "Transparent: sold in the producer's name"),
        ],
        string="Consignment Shape",
        default="opaque",
        required=True,
        help="Opaque: clients pay the hub's invoice, the producer is bought the goods "
        "at the price less the commission. Transparent: the hub holds the producer's "
        "money and invoices its commission.",
    )
    hub_commission_rate = fields.Float(
        string="Default Commission (%)",
        default=15.0,
        digits=(6, 3),
        help="Used where no commission rule covers the product.",
    )
    hub_vat_regime = fields.Selection(
        [("vat", "Subject to VAT"), ("franchise", "VAT exemption (franchise en base)")],
        string="Hub's VAT Regime",
        default="vat",
        required=True,
    )
    hub_settlement_period = fields.Selection(
        [
            ("decade", "Every ten days"),
            ("half_month", "Twice a month"),
            ("month", "Every month"),
        ],
        string="Settlement Period",
        default="decade",
        required=True,
    )
    hub_selfbilling_journal_id = fields.Many2one(
        "account.journal",
        string="Self-billing Journal",
        domain="[('type', '=', 'purchase'), ('is_self_billing', '=', True)]",
        check_company=True,
    )
    hub_dues_product_id = fields.Many2one(
        "product.product",
        string="Dues Product",
        domain="[('hub_is_dues', '=', True)]",
        check_company=True,
    )
    hub_coordinator_id = fields.Many2one(
        "res.users",
        string="Coordinator",
        help="The person clients and producers talk to; receives the hub's alerts.",
    )
    hub_phone_hours = fields.Char(
        string="Phone Hours",
        translate=True,
        help="When the coordinator answers the phone, as clients read it.",
    )

    _hub_commission_rate_check = models.Constraint(
        "CHECK(hub_commission_rate >= 0 AND hub_commission_rate <= 100)",
        "A commission is a percentage between 0 and 100.",
    )

    def _hub_get_lang(self):
        """The language the hub's own records are named in.

        A company of France still set to English, as Odoo's first one is, gets French
        where it is installed.
        """
        self.ensure_one()
        lang = self.partner_id.lang or "en_US"
        if lang != "en_US" or self.country_id.code != "FR":
            return lang
        codes = [code for code, __ in self.env["res.lang"].get_installed()]
        return next((code for code in codes if code.startswith("fr")), lang)

    def _hub_setup_accounting(self):
        """Set up what the hub needs in each company's books; may run any time again.

        Adds the accounts of associations and the self-billing journal to the chart,
        gives the product families their taxes, and their products theirs. Companies
        without a chart of accounts get theirs when one is loaded.
        """
        for company in self.filtered("chart_template").sudo():
            company = company.with_company(company)
            if not company.parent_id:
                company.env["account.chart.template"]._hub_complete(company)
            company._hub_setup_selfbilling_journal()
            company._hub_setup_dues()
            families = company.env["product.category"]._hub_families()
            families._hub_setup_costing()
            families._hub_setup_taxes(company)

    def _hub_setup_selfbilling_journal(self):
        self.ensure_one()
        journal = self.hub_selfbilling_journal_id or self.env[
            "account.chart.template"
        ].ref("hub_selfbilling", raise_if_not_found=False)
        if not journal:
            return
        self.hub_selfbilling_journal_id = journal
        if not journal.default_account_id:
            journal.default_account_id = self.expense_account_id

    def _hub_setup_dues(self):
        """The association's own dues product, credited to account 756."""
        self.ensure_one()
        product = self.hub_dues_product_id or self.env.ref(
            "milperche_hub.product_dues", raise_if_not_found=False
        )
        account = self.env["account.chart.template"].ref(
            "pcg_756", raise_if_not_found=False
        )
        if not product:
            return
        self.hub_dues_product_id = product
        product = product.with_company(self)
        if account and not product.property_account_income_id:
            product.property_account_income_id = account
