from itertools import product

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from .product_template_tax import TAX_FIELDS


class ProductCategory(models.Model):
    """A family of food: its taxes, its legal delay of payment, its public name.

    A family made below another one starts with that one's facts.
    """

    _inherit = "product.category"

    hub_is_family = fields.Boolean(
        string="Hub Family",
        compute="_compute_hub_family",
        store=True,
        precompute=True,
        readonly=False,
        recursive=True,
        help="Its products are sold on consignment, by what is delivered.",
    )
    hub_vat_rate = fields.Float(
        string="VAT Rate (%)",
        digits=(5, 2),
        compute="_compute_hub_family",
        store=True,
        precompute=True,
        readonly=False,
        recursive=True,
        help="The legal rate on this food; the taxes below are found by it.",
    )
    hub_due_rule = fields.Selection(
        [
            ("perishable", "Perishable: 30 days after the ten-day period of delivery"),
            ("meat", "Fresh meat: 20 days after delivery"),
            ("general", "General: 30 days after delivery"),
            ("alcohol", "Alcohol: 30 days after delivery"),
        ],
        string="Legal Payment Delay",
        compute="_compute_hub_family",
        store=True,
        precompute=True,
        readonly=False,
        recursive=True,
    )
    hub_egalim_family = fields.Selection(
        [
            ("VIANDES_VOLAILLES", "Meat and poultry"),
            ("CHARCUTERIE", "Charcuterie"),
            ("PRODUITS_DE_LA_MER", "Fish and seafood"),
            ("FRUITS_ET_LEGUMES", "Fruit and vegetables"),
            ("PRODUITS_LAITIERS", "Dairy products"),
            ("BOULANGERIE", "Bread and pastry"),
            ("BOISSONS", "Drinks"),
            ("AUTRES", "Other"),
        ],
        string="EGalim Family",
        compute="_compute_hub_family",
        store=True,
        precompute=True,
        readonly=False,
        recursive=True,
        help="The family a canteen declares this food under.",
    )
    hub_tax_ids = fields.Many2many(
        "account.tax",
        "hub_category_tax_rel",
        "categ_id",
        "tax_id",
        string="Family Sales Taxes",
        compute="_compute_hub_family",
        store=True,
        precompute=True,
        readonly=False,
        recursive=True,
        domain="[('type_tax_use', '=', 'sale')]",
        help="What new products of the family are sold with.",
    )
    hub_supplier_tax_ids = fields.Many2many(
        "account.tax",
        "hub_category_supplier_tax_rel",
        "categ_id",
        "tax_id",
        string="Family Purchase Taxes",
        compute="_compute_hub_family",
        store=True,
        precompute=True,
        readonly=False,
        recursive=True,
        domain="[('type_tax_use', '=', 'purchase')]",
        help="What producers subject to VAT invoice new products of the family with.",
    )

    @api.depends("parent_id")
    def _compute_hub_family(self):
        """Take from the parent what the family does not say itself."""
        for name in (
            "hub_is_family",
            "hub_vat_rate",
            "hub_due_rule",
            "hub_egalim_family",
            "hub_tax_ids",
            "hub_supplier_tax_ids",
        ):
            for category in self:
                category[name] = category[name] or category.parent_id[name]

    @api.constrains("property_cost_method", "hub_is_family")
    def _check_hub_cost_method(self):
        for category in self:
            if category.hub_is_family and category.property_cost_method == "fifo":
                raise ValidationError(
                    self.env._(
                        "%s holds the producers' goods, which are never valued as the "
                        "hub's own: its costing method cannot be FIFO.",
                        category.display_name,
                    )
                )

    @api.model
    def _hub_name_families(self):
        """Name the families in the language of the environment.

        Odoo keeps one name of a category for all languages: it is written at install.
        A name somebody chose stays.
        """
        shipped = self.with_context(lang="en_US")._get_hub_family_names()
        for xmlid, name in self._get_hub_family_names().items():
            family = self.env.ref(f"milperche_hub.{xmlid}", raise_if_not_found=False)
            if family and family.name == shipped[xmlid]:
                family.name = name

    @api.model
    def _get_hub_family_names(self):
        return {
            "categ_hub": self.env._("Hub products"),
            "categ_vegetable": self.env._("Vegetables"),
            "categ_fruit": self.env._("Fruit"),
            "categ_beef": self.env._("Beef and veal"),
            "categ_pork": self.env._("Pork"),
            "categ_poultry": self.env._("Poultry"),
            "categ_charcuterie": self.env._("Charcuterie"),
            "categ_cow_dairy": self.env._("Cow dairy"),
            "categ_milk": self.env._("Drinking milk"),
            "categ_goat_dairy": self.env._("Goat dairy"),
            "categ_egg": self.env._("Eggs"),
            "categ_bread": self.env._("Bread"),
            "categ_drink": self.env._("Drinks"),
            "categ_alcohol": self.env._("Alcoholic drinks"),
            "categ_grocery": self.env._("Grocery"),
        }

    @api.model
    def _hub_families(self):
        return self.search([("hub_is_family", "=", True)])

    def _hub_get_taxes(self, name, companies):
        """Return what a product of the family has in a field of taxes.

        A company whose taxes the family lacks has its default one.

        :param str name: the product's field
        :param companies: every company when empty
        """
        family_name, default_name = TAX_FIELDS[name]
        taxes = self.env["account.tax"].sudo()
        companies = companies.sudo() or companies.sudo().search(
            [("chart_template", "!=", False)]
        )
        for company in companies:
            taxes |= (
                self.sudo()[family_name]._filter_taxes_by_company(company)
                or company[default_name]
            )
        return taxes

    def _hub_setup_costing(self):
        """Goods on consignment are never valued: no method that would try to."""
        self.filtered(
            lambda category: category.property_cost_method != "standard"
        ).property_cost_method = "standard"
        self.filtered(
            lambda category: category.property_valuation != "periodic"
        ).property_valuation = "periodic"

    def _hub_setup_taxes(self, company):
        """Give the families, then their products, a company's taxes if they lack it.

        Taxes chosen by hand stay.
        """
        find_tax = self.env["account.chart.template"]._hub_find_tax
        uses = {"hub_tax_ids": "sale", "hub_supplier_tax_ids": "purchase"}
        for family, (name, use) in product(self.filtered("hub_vat_rate"), uses.items()):
            if family[name]._filter_taxes_by_company(company):
                continue
            if tax := find_tax(company, family.hub_vat_rate, use):
                family.write({name: [Command.link(tax.id)]})
        self.env["product.template"]._hub_fill_taxes(self, company)
