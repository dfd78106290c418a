from collections import defaultdict

from odoo import fields
from odoo.tools import float_round


class SubstituteFinder:
    """Finds what replaces a product for a client: same family, nearest price.

    Same unit, on sale, allowed to that client, with no allergen the product did not
    have. What it proposes to one client is not proposed to the next.
    """

    def __init__(self, shortages, orders):
        offers = shortages.catalogue_id.offer_ids.filtered(
            lambda o: not o.is_suspended and not o.is_short
        )
        today = fields.Date.context_today(shortages)
        blocked = offers.product_tmpl_id._hub_blocking_reasons(today)
        offers = offers.filtered(lambda o: not blocked.get(o.product_tmpl_id))
        self.left = {o: None if o.on_demand else o.quantity_left for o in offers}
        self.by_family = offers.grouped(lambda o: (o.catalogue_id, o.categ_id))
        self.refused = defaultdict(dict)
        restriction = shortages.env["hub.sale.restriction"]
        partners = orders.partner_id | orders.partner_shipping_id
        for profile, group in partners.grouped(lambda p: p._hub_profile()).items():
            self.refused[profile] = restriction._get_reasons(
                offers.product_id, group[0], today
            )

    def find(self, offer, order, missing):
        """The nearest substitute and how much of it; (None, 0.0) when there is none."""
        if missing <= 0 or order.partner_id.hub_substitution == "never":
            return None, 0.0
        for other in self._get_candidates(offer, order):
            quantity = self._get_quantity(other, missing)
            if quantity:
                if self.left[other] is not None:
                    self.left[other] -= quantity
                return other, quantity
        return None, 0.0

    def _get_candidates(self, offer, order):
        allergens = offer.product_tmpl_id.hub_allergen_ids
        # the place that is delivered counts as much as who orders
        refused = {
            **self.refused[order.partner_id._hub_profile()],
            **self.refused[order.partner_shipping_id._hub_profile()],
        }
        candidates = [
            other
            for other in self.by_family.get((offer.catalogue_id, offer.categ_id), [])
            if other != offer
            and other.uom_id == offer.uom_id
            and other.product_id not in refused
            and other.product_tmpl_id.hub_allergen_ids <= allergens
        ]
        return sorted(
            candidates, key=lambda o: (abs(o.price_unit - offer.price_unit), o.id)
        )

    def _get_quantity(self, other, missing):
        """Whole packs nearest to what is missing, if that much is left."""
        step, _whole = other.product_tmpl_id._get_hub_cut_step()
        quantity = float_round(missing, precision_rounding=step)
        left = self.left[other]
        if left is not None and quantity > left:
            return 0.0
        return quantity
