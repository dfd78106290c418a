from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Who gets the week on paper."""

    _inherit = "res.config.settings"

    hub_paper_partner_ids = fields.Many2many(
        related="company_id.hub_paper_partner_ids", readonly=False
    )
