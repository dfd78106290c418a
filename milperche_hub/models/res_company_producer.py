from odoo import fields, models


class ResCompany(models.Model):
    """What producers are asked, when, and what they see."""

    _inherit = "res.company"

    hub_availability_hours = fields.Float(
        "Ask for Availability",
        default=48.0,
        help="Hours before the opening at which producers are asked what they will"
        " have.",
    )
    hub_availability_late_hours = fields.Float(
        "Availability Missing",
        default=24.0,
        help="Hours before the opening from which those who did not answer are on the"
        " week page, with their phone number.",
    )
    hub_producer_chase_hours = fields.Float(
        "Remind after",
        default=4.0,
        help="Hours after its order from which a producer who did not answer gets one"
        " reminder.",
    )
    hub_producer_answer_hours = fields.Float(
        "Answer within",
        default=6.0,
        help="Hours after its order from which a producer who did not answer is on the"
        " week page, with its phone number.",
    )
    hub_producers_see_clients = fields.Boolean(
        "Clients' Names to Producers",
        help="Show producers for whom their goods are. Without this they read totals.",
    )

    _hub_producer_hours_check = models.Constraint(
        "CHECK (hub_availability_hours >= 0 AND hub_availability_late_hours >= 0"
        " AND hub_producer_answer_hours >= 0"
        " AND COALESCE(hub_producer_chase_hours, 0) >= 0)",
        "A number of hours cannot be negative.",
    )
