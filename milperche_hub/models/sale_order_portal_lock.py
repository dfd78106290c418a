from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """What is locked can neither be added nor taken back by the client."""

    _inherit = "sale.order"

    def _get_locked_offers(self):
        """Offers that lines of these placed orders hold and that are locked."""
        lines = self._get_portal_lines().filtered("hub_quantity_held")
        return lines.offer_id.filtered(lambda o: o._is_locked())

    def _sort_portal_quantities(self, offers):
        accepted, refused = super()._sort_portal_quantities(offers)
        current = self._get_portal_quantities()
        locked = self._get_locked_offers()
        for offer in [o for o in accepted if o in locked]:
            if accepted[offer] != current.get(offer.id, 0.0):
                refused[offer.id] = self.env._(
                    "%(product)s: %(reason)s and the producer is at work: call us.",
                    product=offer.product_id.name,
                    reason=offer._get_lock_sentence(),
                )
                del accepted[offer]
        return accepted, refused

    def _get_portal_shortages(self):
        refused = super()._get_portal_shortages()
        asked, held = self._get_portal_quantities(), self._get_portal_held()
        for offer in self._get_locked_offers():
            # Held before the lock: placing again asks for nothing more.
            if not offer.is_suspended and asked[offer.id] <= held[offer.id]:
                refused.pop(offer.id, None)
        return refused

    def _withdraw_from_portal(self):
        locked = self._get_locked_offers()
        if locked:
            raise UserError(
                self.env._(
                    "%(products)s: the producer is at work on it. Set the other"
                    " products to 0, or call us.",
                    products=", ".join(locked.product_id.mapped("name")),
                )
            )
        return super()._withdraw_from_portal()
