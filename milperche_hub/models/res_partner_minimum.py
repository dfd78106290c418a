from odoo import fields, models


class ResPartner(models.Model):
    """From which amount an order, or a drop-off, is worth its journey."""

    _inherit = "res.partner"

    hub_order_minimum = fields.Float(
        "Order Minimum", digits="Product Price", help="Excl. tax; 0: the hub's own."
    )
    hub_no_minimum = fields.Boolean("No Minimum and No Delivery Fee")
    hub_dropoff_minimum = fields.Float(
        "Drop-off Minimum",
        digits="Product Price",
        help="Sales excl. tax below which his journey is not worth it; 0: none.",
    )

    _hub_minimum_check = models.Constraint(
        "CHECK(COALESCE(hub_order_minimum, 0) >= 0"
        " AND COALESCE(hub_dropoff_minimum, 0) >= 0)",
        "A minimum cannot be negative.",
    )

    def _get_hub_order_minimum(self):
        """The minimum of this client's order, excl. tax; 0 when there is none."""
        self.ensure_one()
        client = self.sudo().commercial_partner_id
        if client.hub_no_minimum:
            return 0.0
        return client.hub_order_minimum or self.env.company.sudo().hub_order_minimum
