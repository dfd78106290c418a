from odoo import models


class SaleOrder(models.Model):
    """A basket filled by the hub, or copied, is judged as one that was typed."""

    _inherit = "sale.order"

    def _get_portal_shortages(self):
        refused = super()._get_portal_shortages()
        asked, held = self._get_portal_quantities(), self._get_portal_held()
        for offer in self._get_portal_lines().offer_id:
            wanted = asked[offer.id]
            if not wanted or offer.id in refused or wanted <= held.get(offer.id, 0.0):
                continue
            if sentence := offer._get_portal_least_refusal(wanted):
                refused[offer.id] = sentence
        return refused
