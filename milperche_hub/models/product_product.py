from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        # Before the company's default taxes are filled in for the template.
        add_taxes = self.env["product.template"]._hub_add_taxes
        return super().create(
            [
                vals if vals.get("product_tmpl_id") else add_taxes(vals)
                for vals in vals_list
            ]
        )
