from odoo import api, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        """Have the family's taxes here too, before the default ones of a variant."""
        add_taxes = self.env["product.template"]._hub_add_taxes
        return super().create([add_taxes(vals) for vals in vals_list])
