from odoo import fields, models

from .product_template_lock import LOCK_HELP


class ResPartner(models.Model):
    """A producer's own cut-off, for all that he sells."""

    _inherit = "res.partner"

    hub_cutoff_days = fields.Integer("Days to Order Ahead", help=LOCK_HELP)

    _hub_cutoff_days_check = models.Constraint(
        "CHECK(hub_cutoff_days >= 0 AND hub_cutoff_days <= 60)",
        "Orders end between 0 and 60 days before the delivery.",
    )
