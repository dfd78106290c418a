from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    hub_weight_tolerance = fields.Float(
        "Tolerance (%)",
        digits=(5, 1),
        default=10.0,
        help="How far a weighed line may be from what was asked before the weighing"
        " screen asks.",
    )

    _hub_weight_tolerance_check = models.Constraint(
        "CHECK(hub_weight_tolerance >= 0)", "A tolerance cannot be negative."
    )
