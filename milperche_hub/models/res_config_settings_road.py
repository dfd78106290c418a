from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_road_factor = fields.Float(related="company_id.hub_road_factor", readonly=False)
    hub_road_speed = fields.Float(related="company_id.hub_road_speed", readonly=False)
    hub_km_price = fields.Monetary(related="company_id.hub_km_price", readonly=False)
    hub_hour_price = fields.Monetary(
        related="company_id.hub_hour_price", readonly=False
    )
    hub_volunteer_km_price = fields.Monetary(
        related="company_id.hub_volunteer_km_price", readonly=False
    )
