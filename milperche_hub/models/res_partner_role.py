from odoo import fields, models


class ResPartner(models.Model):
    """What a person of a client may do on the portal, and what a client demands."""

    _inherit = "res.partner"

    hub_portal_role = fields.Selection(
        [
            ("both", "Order and see invoices"),
            ("order", "Order"),
            ("invoices", "See invoices"),
        ],
        "On the Portal",
        default="both",
        help="Of a person who logs in for a client.",
    )
    hub_needs_order_form = fields.Boolean(
        "Demands an Order-form Number",
        help="Asked when the order is placed, and printed on its documents.",
    )
    hub_window_from = fields.Float("Delivered From")
    hub_window_to = fields.Float("Delivered Until")

    _hub_window_check = models.Constraint(
        "CHECK(COALESCE(hub_window_from, 0) >= 0 AND COALESCE(hub_window_to, 0) <= 24"
        " AND (COALESCE(hub_window_to, 0) = 0"
        " OR COALESCE(hub_window_from, 0) <= hub_window_to))",
        "A delivery window goes from an hour to a later one.",
    )

    def write(self, vals):
        if "hub_portal_role" in vals:
            # Record rules remember what a user may see.
            self.env.registry.clear_cache()
        return super().write(vals)

    def _may_order(self):
        """Whether this person may order for its organisation."""
        self.ensure_one()
        return self.sudo().hub_portal_role != "invoices"

    def _needs_hub_order_form(self):
        """Whether this client, or its payer, demands an order-form number."""
        self.ensure_one()
        client = self.sudo().commercial_partner_id
        return (
            client.hub_needs_order_form or client._get_hub_payer().hub_needs_order_form
        )
