from odoo import models
from odoo.tools import formatLang


class HubCatalogue(models.Model):
    """The grid shows the client's own prices."""

    _inherit = "hub.catalogue"

    def _get_portal_families(self, client, order):
        families = super()._get_portal_families(client, order)
        agreed = client._get_hub_prices(self.offer_ids.product_id, self.date_delivery)
        if not agreed:
            return families
        prices = {o.id: agreed.get(o.product_id) for o in self.offer_ids}
        for family in families:
            for row in family["offers"]:
                price = prices.get(row["id"])
                if price is not None:
                    row["price"] = price
                    row["price_text"] = formatLang(
                        self.env,
                        price,
                        dp="Product Price",
                        currency_obj=self.currency_id,
                    )
        return families
