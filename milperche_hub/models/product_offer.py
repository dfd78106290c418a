from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    hub_offer_ids = fields.One2many(
        "hub.offer", "product_tmpl_id", "Offers", groups="base.group_user"
    )


class ProductProduct(models.Model):
    _inherit = "product.product"

    hub_offer_ids = fields.One2many(
        "hub.offer", "product_id", "Offers of the Variant", groups="base.group_user"
    )
