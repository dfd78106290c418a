from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    hub_food_id = fields.Many2one(
        "hub.food",
        "Food",
        index="btree_not_null",
        ondelete="set null",
        help="What is peeled away of it: for the portion helper.",
    )
