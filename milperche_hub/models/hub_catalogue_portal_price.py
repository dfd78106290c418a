from odoo import models


class HubCatalogue(models.Model):
    """The grid shows the client's own prices."""

    _inherit = "hub.catalogue"

    def _get_portal_families(self, client, order):
        families = super()._get_portal_families(client, order)
        agreed = client._get_hub_prices(self.offer_ids.product_id, self.date_delivery)
        agreed.update(order._get_kept_prices())
        if not agreed:
            return families
        offers = {offer.id: offer for offer in self.offer_ids}
        for family in families:
            for row in family["offers"]:
                offer = offers[row["id"]]
                if offer.product_id in agreed:
                    row.update(offer._get_agreed_values(row, agreed[offer.product_id]))
        return families
