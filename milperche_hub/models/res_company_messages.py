from odoo import fields, models


class ResCompany(models.Model):
    """When the hub keeps silent."""

    _inherit = "res.company"

    hub_quiet_from = fields.Float(
        string="Silent from",
        default=20.0,
        help="No message leaves by itself from this hour on.",
    )
    hub_quiet_to = fields.Float(string="Silent until", default=7.0)

    _hub_quiet_check = models.Constraint(
        "CHECK (hub_quiet_from >= 0 AND hub_quiet_from <= 24"
        " AND hub_quiet_to >= 0 AND hub_quiet_to <= 24)",
        "The silent hours are hours of a day, from 0 to 24.",
    )
