from odoo import fields, models


class HubAllergen(models.Model):
    """One of the 14 allergens of regulation (EU) 1169/2011."""

    _name = "hub.allergen"
    _description = "Allergen"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex("(code)", "This allergen already exists.")
