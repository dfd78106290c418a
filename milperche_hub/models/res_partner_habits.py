from collections import defaultdict

from odoo import fields, models

from ..tools.habits import ORDERS_READ, usual_quantity


class ResPartner(models.Model):
    """What a client ordered before, and what it usually takes."""

    _inherit = "res.partner"

    hub_usual_basket = fields.Boolean(
        "Usual Basket",
        help="At each opening a basket with what this client usually takes waits on"
        " its page. Nothing is ordered until the client places it.",
    )

    def _get_past_orders(self, catalogue=None, limit=ORDERS_READ):
        """The last confirmed orders of a client, the latest first.

        :param catalogue: the sale looked at, itself left out.
        """
        self.ensure_one()
        domain = [
            ("partner_id", "child_of", self.commercial_partner_id.id),
            ("catalogue_id", "!=", False),
            ("state", "=", "sale"),
        ]
        if catalogue:
            domain += [
                ("catalogue_id", "!=", catalogue.id),
                ("catalogue_id.date_delivery", "<=", catalogue.date_delivery),
            ]
        return self.env["sale.order"].search(
            domain, order="commitment_date desc, id desc", limit=limit
        )

    def _get_habits(self, catalogue):
        """Last and usual quantities of a client, in a constant number of queries.

        :return: ``{product: {"last": float, "usual": float}}`` in the product's unit;
            what was not ordered lately is not named.
        """
        orders = self._get_past_orders(catalogue)
        asked = defaultdict(dict)
        for order in orders:
            for product, quantity in order._get_product_quantities().items():
                asked[product][order] = quantity
        away = orders._get_paused_orders({product.producer_id for product in asked})
        habits = {}
        for product, found in asked.items():
            # In a week without its producer nobody could ask for it.
            missed = away[product.producer_id].filtered(lambda o, f=found: o not in f)
            habits[product] = {
                "last": next(iter(found.values())),
                "usual": usual_quantity(
                    list(found.values()),
                    len(orders - missed),
                    product.hub_pack_qty or product._hub_piece(),
                ),
            }
        return habits
