from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The settings of what producers are asked."""

    _inherit = "res.config.settings"

    hub_availability_hours = fields.Float(
        related="company_id.hub_availability_hours", readonly=False
    )
    hub_availability_late_hours = fields.Float(
        related="company_id.hub_availability_late_hours", readonly=False
    )
    hub_producer_chase_hours = fields.Float(
        related="company_id.hub_producer_chase_hours", readonly=False
    )
    hub_producer_answer_hours = fields.Float(
        related="company_id.hub_producer_answer_hours", readonly=False
    )
    hub_producers_see_clients = fields.Boolean(
        related="company_id.hub_producers_see_clients", readonly=False
    )
