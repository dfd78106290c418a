from odoo import api, models
from odoo.exceptions import UserError

from .rating_rating import ASPECTS

#: Odoo's three faces
MARKS = (5, 3, 1)


class StockPicking(models.Model):
    """One tap rates a delivery; a second one changes it."""

    _inherit = "stock.picking"

    def _rate(self, aspect, mark):
        """Rate these deliveries; called as superuser for the client who received them.

        :param str aspect: "service" or "quality"
        :param mark: 5, 3 or 1, as a number or its text
        :raise UserError: neither such an aspect nor such a mark, or not delivered
        :return: the ``rating.rating``
        """
        self.ensure_one()
        known = {str(value): value for value in MARKS}
        if aspect not in dict(ASPECTS) or str(mark) not in known:
            raise UserError(self.env._("This is not a possible rating."))
        if self.state != "done":
            raise UserError(self.env._("Only what was delivered is rated."))
        rating = self._get_ratings().filtered(lambda r: r.hub_aspect == aspect)
        vals = {"rating": known[str(mark)], "consumed": True}
        if rating:
            rating.write(vals)
            return rating
        return rating.create({**vals, **self._prepare_rating_vals(aspect)})

    def _prepare_rating_vals(self, aspect):
        self.ensure_one()
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "partner_id": self.partner_id.id,
            "hub_aspect": aspect,
        }

    @api.model
    def _get_rating_domain(self):
        return [
            ("res_model", "=", self._name),
            ("res_id", "in", self.ids),
            ("hub_aspect", "!=", False),
        ]

    def _get_ratings(self):
        return self.env["rating.rating"].sudo().search(self._get_rating_domain())

    def _get_claim_values(self):
        marks = {r.hub_aspect: round(r.rating) for r in self._get_ratings()}
        aspects = self.env["rating.rating"]._fields["hub_aspect"]
        return {
            **super()._get_claim_values(),
            "ratings": [
                (aspect, label, marks.get(aspect))
                for aspect, label in aspects._description_selection(self.env)
            ],
        }
