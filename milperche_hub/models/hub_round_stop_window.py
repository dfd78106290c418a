from odoo import fields, models


class HubRoundStop(models.Model):
    """When a client takes deliveries, and how long it takes to unload there."""

    _inherit = "hub.round.stop"

    window_start = fields.Float("From", help="Earliest hour; empty when any will do.")
    window_end = fields.Float("Until", help="Latest hour; empty when any will do.")
    unload_minutes = fields.Integer("Minutes", default=10, help="To unload and sign.")

    _window_check = models.Constraint(
        "CHECK (window_start >= 0 AND window_end >= 0 AND window_start <= 24"
        " AND window_end <= 24 AND (window_end = 0 OR window_start <= window_end))",
        "A delivery window begins before it ends, between 0:00 and 24:00.",
    )
    _unload_check = models.Constraint(
        "CHECK (unload_minutes >= 0 AND unload_minutes <= 480)",
        "Unloading takes between 0 minutes and 8 hours.",
    )
