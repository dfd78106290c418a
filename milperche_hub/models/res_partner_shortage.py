from odoo import fields, models

SUBSTITUTION = [
    ("accept", "Replace without asking"),
    ("call", "Call me first"),
    ("never", "Never replace"),
]


class ResPartner(models.Model):
    """What a client wants when goods are short."""

    _inherit = "res.partner"

    hub_substitution = fields.Selection(
        SUBSTITUTION,
        "When Goods Are Short",
        default="call",
        help="Whether a similar product may replace what is missing.",
    )
    hub_shortage_priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Highest")],
        "Priority in Shortages",
        default="0",
        groups="base.group_user",
        help="Used for products whose shortages are shared by priority.",
    )
