from odoo import fields, models


class FleetVehicle(models.Model):
    _inherit = "fleet.vehicle"

    hub_is_refrigerated = fields.Boolean("Refrigerated")
    hub_cold_litres = fields.Float(
        "Cold Litres",
        digits=(16, 0),
        help="Space for what is kept cold; 0 when it is not limited.",
    )

    _hub_cold_litres_check = models.Constraint(
        "CHECK (hub_cold_litres >= 0)", "The cold space of a van is not negative."
    )
