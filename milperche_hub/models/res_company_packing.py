from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    hub_crate_weight = fields.Float(
        "Weight in a Crate",
        default=20.0,
        digits="Stock Weight",
        help="In kg: what a crate takes, as the labels count them.",
    )

    _hub_crate_weight_check = models.Constraint(
        "CHECK(hub_crate_weight >= 1)", "A crate takes one kilogram at least."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_crate_weight = fields.Float(
        related="company_id.hub_crate_weight", readonly=False
    )
