from odoo import fields, models

RELIEF_BORNE_BY = [
    ("client", "The client"),
    ("hub", "The hub"),
    ("producer", "The producer who is short"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    hub_substitute_borne_by = fields.Selection(
        RELIEF_BORNE_BY,
        "Dearer Substitutes",
        default="client",
        required=True,
        help="Who bears what a substitute costs more than what was ordered.",
    )
