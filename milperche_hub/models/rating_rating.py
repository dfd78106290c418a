from odoo import api, fields, models

from .res_partner import CLIENT_KINDS
from .res_partner_cook import COOK_KINDS

ASPECTS = [("service", "Service"), ("quality", "Quality of the goods")]


class RatingRating(models.Model):
    """A client rates a delivery twice: how it was served, how good the goods were."""

    _inherit = "rating.rating"

    hub_aspect = fields.Selection(ASPECTS, "What Is Rated", readonly=True)
    hub_client_kind = fields.Selection(
        CLIENT_KINDS, "Kind of Kitchen", compute="_compute_hub_kinds", store=True
    )
    hub_cook_kind = fields.Selection(
        COOK_KINDS, "Kind of Cook", compute="_compute_hub_kinds", store=True
    )

    _hub_once = models.UniqueIndex(
        "(res_model_id, res_id, hub_aspect) WHERE hub_aspect IS NOT NULL",
        "This delivery is rated already.",
    )

    @api.depends("hub_aspect", "partner_id")
    def _compute_hub_kinds(self):
        """As the client was when it rated."""
        for rating in self:
            client = rating.partner_id if rating.hub_aspect else self.env["res.partner"]
            whole = client.commercial_partner_id
            rating.hub_client_kind = client.hub_client_kind or whole.hub_client_kind
            rating.hub_cook_kind = client.hub_cook_kind or whole.hub_cook_kind
