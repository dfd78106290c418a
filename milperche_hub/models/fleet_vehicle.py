from odoo import fields, models


class FleetVehicle(models.Model):
    _inherit = "fleet.vehicle"

    hub_is_refrigerated = fields.Boolean("Refrigerated")
