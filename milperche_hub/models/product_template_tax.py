from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

#: the product's taxes: where its family keeps them, the company's default
TAX_FIELDS = {
    "taxes_id": ("hub_tax_ids", "account_sale_tax_id"),
    "supplier_taxes_id": ("hub_supplier_tax_ids", "account_purchase_tax_id"),
}


class ProductTemplate(models.Model):
    """A product takes the taxes of its family, unless told otherwise."""

    _inherit = "product.template"

    hub_is_dues = fields.Boolean(
        string="Association Dues",
        help="Who has paid an invoice of this product is a member for the year.",
    )

    def _compute_invoice_policy(self):
        """Goods on consignment are invoiced by what is delivered."""
        res = super()._compute_invoice_policy()
        self._hub_on_consignment().invoice_policy = "delivery"
        return res

    @api.constrains("invoice_policy")
    def _check_hub_invoice_policy(self):
        for product in self.filtered("producer_id")._hub_on_consignment():
            if product.invoice_policy != "delivery":
                raise ValidationError(
                    self.env._(
                        "%s belongs to a producer: it is invoiced by what is "
                        "delivered, never by what was ordered.",
                        product.display_name,
                    )
                )

    @api.onchange("categ_id")
    def _onchange_hub_categ_id(self):
        if self.categ_id.hub_is_family:
            companies = self.company_id or self.env.companies
            for name in TAX_FIELDS:
                self[name] = self.categ_id._hub_get_taxes(name, companies)
            self._hub_on_consignment().invoice_policy = "delivery"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._hub_add_taxes(vals) for vals in vals_list])

    def write(self, vals):
        following = self._hub_following(vals)
        res = super().write(vals)
        if {"categ_id", "producer_id"} & vals.keys() and "invoice_policy" not in vals:
            consigned = self._hub_on_consignment()
            consigned.filtered(
                lambda product: product.invoice_policy != "delivery"
            ).invoice_policy = "delivery"
        for name, products in following.items():
            for company, mates in products.grouped("company_id").items():
                taxes = products.categ_id._hub_get_taxes(name, company)
                mates.write({name: [Command.set(taxes.ids)]})
        return res

    @api.model
    def _hub_add_taxes(self, vals):
        """Complete a new product's values with its family's taxes."""
        family = self.env["product.category"].browse(
            vals.get("categ_id") or self.env.context.get("default_categ_id")
        )
        if not family.hub_is_family:
            return vals
        company = self.env["res.company"].browse(vals.get("company_id"))
        taxes = {
            name: [
                Command.set(
                    family._hub_get_taxes(name, company or self.env.companies).ids
                )
            ]
            for name in TAX_FIELDS
        }
        return {**taxes, **vals}

    def _hub_on_consignment(self):
        """The goods among these products that producers entrust to the hub."""
        return self.filtered(
            lambda product: (
                product.type == "consu"
                and (product.producer_id or product.categ_id.hub_is_family)
            )
        )

    def _hub_following(self, vals):
        """Return whose taxes follow a change of family: ``{field: products}``."""
        family = self.env["product.category"].browse(vals.get("categ_id"))
        if not family.hub_is_family:
            return {}
        return {
            name: self.filtered(lambda product, name=name: product._hub_follows(name))
            for name in TAX_FIELDS
            if name not in vals
        }

    def _hub_follows(self, name):
        """Whether the product still has the taxes it was born with."""
        self.ensure_one()
        return self.sudo()[name] == self.categ_id._hub_get_taxes(name, self.company_id)

    @api.model
    def _hub_fill_taxes(self, families, company):
        """Give a company's taxes to the products of families that have none of it."""
        products = self.with_context(active_test=False).search(
            [
                ("categ_id", "in", families.ids),
                ("company_id", "in", [False, company.id]),
            ]
        )
        for name in TAX_FIELDS:
            having = products.filtered_domain(
                [(f"{name}.company_id", "in", company.parent_ids.ids)]
            )
            (products - having)._hub_force_taxes(name, company)

    def _hub_force_taxes(self, name, companies):
        for family, products in self.grouped("categ_id").items():
            taxes = family._hub_get_taxes(name, companies)
            products.write({name: [Command.link(tax.id) for tax in taxes]})

    def _force_default_sale_tax(self, companies):
        products = self._hub_force_family_taxes("taxes_id", companies)
        return super(ProductTemplate, products)._force_default_sale_tax(companies)

    def _force_default_purchase_tax(self, companies):
        products = self._hub_force_family_taxes("supplier_taxes_id", companies)
        return super(ProductTemplate, products)._force_default_purchase_tax(companies)

    def _hub_force_family_taxes(self, name, companies):
        """Serve the families' products, spare the dues; return the other products."""
        of_family = self.filtered("categ_id.hub_is_family")
        of_family._hub_force_taxes(name, companies)
        return (self - of_family).filtered(lambda product: not product.hub_is_dues)
