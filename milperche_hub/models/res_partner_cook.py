from odoo import fields, models

COOK_KINDS = [
    ("own", "The place's own cook"),
    ("contractor", "A catering company"),
    ("owner", "Runs the business"),
]


class ResPartner(models.Model):
    """Who cooks at a client's: feedback on quality depends on it."""

    _inherit = "res.partner"

    hub_cook_kind = fields.Selection(COOK_KINDS, "Kind of Cook")
