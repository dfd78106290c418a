from odoo import fields, models


class HubMonth(models.Model):
    """A month of the year, so that a product's season is a plain set of months."""

    _name = "hub.month"
    _description = "Month of the year"
    _order = "number"

    name = fields.Char(required=True, translate=True)
    number = fields.Integer(required=True, readonly=True)

    _number_unique = models.UniqueIndex("(number)", "This month already exists.")
    _number_check = models.Constraint(
        "CHECK(number BETWEEN 1 AND 12)", "A month is numbered from 1 to 12."
    )
