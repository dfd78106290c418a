from odoo import fields, models

from .hub_holiday import ZONES


class ResCompany(models.Model):
    """The hub's own calendar."""

    _inherit = "res.company"

    hub_school_zone = fields.Selection(ZONES, "School Zone", default="B")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_school_zone = fields.Selection(
        related="company_id.hub_school_zone", readonly=False
    )
