from odoo import fields, models


class HubRound(models.Model):
    _inherit = "hub.round"

    amount_minimum = fields.Float(
        "Minimum",
        digits="Product Price",
        help="Sales excl. tax below which the round does not pay its way; 0: none.",
    )

    _amount_minimum_check = models.Constraint(
        "CHECK(COALESCE(amount_minimum, 0) >= 0)", "A minimum cannot be negative."
    )
