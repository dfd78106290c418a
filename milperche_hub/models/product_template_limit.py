from odoo import fields, models


class ProductTemplate(models.Model):
    """The limits per client that each new offer of a product starts with."""

    _inherit = "product.template"

    hub_client_minimum = fields.Float(
        "Least per Client", digits="Product Unit", help="Of one order; 0: no minimum."
    )
    hub_client_maximum = fields.Float(
        "Most per Client", digits="Product Unit", help="Of one order; 0: no limit."
    )

    _hub_client_limits_check = models.Constraint(
        "CHECK(COALESCE(hub_client_minimum, 0) >= 0"
        " AND COALESCE(hub_client_maximum, 0) >= 0"
        " AND (COALESCE(hub_client_maximum, 0) = 0"
        " OR COALESCE(hub_client_minimum, 0) <= hub_client_maximum))",
        "The least a client may order lies between 0 and the most.",
    )
