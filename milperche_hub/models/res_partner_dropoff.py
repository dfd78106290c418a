from odoo import fields, models


class ResPartner(models.Model):
    """When a producer brings goods."""

    _inherit = "res.partner"

    hub_dropoff_hour = fields.Float(
        "Usual Drop-off Hour",
        help="Empty: the hour of the week's drop-offs.",
    )

    _hub_dropoff_hour_check = models.Constraint(
        "CHECK(hub_dropoff_hour >= 0 AND hub_dropoff_hour < 24)",
        "An hour is between 0:00 and 23:59.",
    )
