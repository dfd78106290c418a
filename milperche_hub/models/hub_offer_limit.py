from odoo import api, fields, models


class HubOffer(models.Model):
    """How little and how much one client may order of an offer; 0 is no limit.

    Asked of clients, on whatever page they order. Staff decide otherwise, and a cut
    in a shortage may leave less.
    """

    _inherit = "hub.offer"

    client_minimum = fields.Float(
        "Least per Client",
        digits="Product Unit",
        compute="_compute_client_limits",
        store=True,
        readonly=False,
        precompute=True,
    )
    client_maximum = fields.Float(
        "Most per Client",
        digits="Product Unit",
        compute="_compute_client_limits",
        store=True,
        readonly=False,
        precompute=True,
        help="So that one client does not take all of what is rare.",
    )

    _client_limits_check = models.Constraint(
        "CHECK(COALESCE(client_minimum, 0) >= 0 AND COALESCE(client_maximum, 0) >= 0"
        " AND (COALESCE(client_maximum, 0) = 0"
        " OR COALESCE(client_minimum, 0) <= client_maximum))",
        "The least a client may order lies between 0 and the most.",
    )

    @api.depends("product_id")
    def _compute_client_limits(self):
        for offer in self:
            template = offer.product_id.product_tmpl_id
            offer.client_minimum = template.hub_client_minimum
            offer.client_maximum = template.hub_client_maximum

    def _prepare_next_offer_vals(self, catalogue):
        return {
            **super()._prepare_next_offer_vals(catalogue),
            "client_minimum": self.client_minimum,
            "client_maximum": self.client_maximum,
        }
