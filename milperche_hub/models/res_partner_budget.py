from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    hub_meal_budget = fields.Float(
        "Budget per Guest",
        digits=(6, 2),
        help="Food for one guest and one meal, excluding tax.",
    )

    _hub_meal_budget_check = models.Constraint(
        "CHECK(hub_meal_budget >= 0)", "A budget cannot be negative."
    )
