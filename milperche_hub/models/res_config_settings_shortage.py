from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_substitute_borne_by = fields.Selection(
        related="company_id.hub_substitute_borne_by", readonly=False, required=True
    )
