from odoo import fields, models


class HubFood(models.Model):
    """What is peeled away of a food, and who says so.

    A farm whose carrots lose less gets a food of its own, with its own source.
    """

    _name = "hub.food"
    _description = "Food yield"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    inedible_percent = fields.Float("Peeled Away (%)", digits=(5, 2))
    source = fields.Char(required=True, help="The table or the measure it comes from.")
    product_tmpl_ids = fields.One2many("product.template", "hub_food_id", "Products")

    _inedible_check = models.Constraint(
        "CHECK(inedible_percent >= 0 AND inedible_percent < 100)",
        "What is peeled away lies between 0 and 99 %.",
    )
