from odoo import fields, models


class ResCompany(models.Model):
    """The hub's own minimum and its delivery fee."""

    _inherit = "res.company"

    hub_order_minimum = fields.Float("Order Minimum", digits="Product Price")
    hub_fee_threshold = fields.Float(
        "Delivery Fee Below",
        digits="Product Price",
        help="Orders below this amount excl. tax bear the fee; 0: no fee.",
    )
    hub_fee_product_id = fields.Many2one(
        "product.product",
        "Delivery Fee",
        check_company=True,
        domain=[("type", "=", "service"), ("producer_id", "=", False)],
    )

    _hub_minimums_check = models.Constraint(
        "CHECK(COALESCE(hub_order_minimum, 0) >= 0"
        " AND COALESCE(hub_fee_threshold, 0) >= 0)",
        "A minimum cannot be negative.",
    )

    def _hub_setup_accounting(self):
        result = super()._hub_setup_accounting()
        self.filtered("chart_template")._hub_setup_fee()
        return result

    def _hub_setup_fee(self):
        """The fee is the hub's own income, at the ordinary rate of VAT."""
        for company in self.sudo():
            product = company.hub_fee_product_id or self.env.ref(
                "milperche_hub.product_delivery_fee", raise_if_not_found=False
            )
            if not product:
                continue
            company.hub_fee_product_id = product
            product = product.with_company(company)
            taxes = product.taxes_id.filtered(lambda t, c=company: t.company_id == c)
            if not taxes and company.account_sale_tax_id:
                product.taxes_id |= company.account_sale_tax_id

    def write(self, vals):
        result = super().write(vals)
        if vals.get("hub_fee_threshold"):
            self.filtered(lambda c: not c.hub_fee_product_id)._hub_setup_fee()
        return result


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_order_minimum = fields.Float(
        related="company_id.hub_order_minimum", readonly=False
    )
    hub_fee_threshold = fields.Float(
        related="company_id.hub_fee_threshold", readonly=False
    )
    hub_fee_product_id = fields.Many2one(
        related="company_id.hub_fee_product_id", readonly=False
    )
