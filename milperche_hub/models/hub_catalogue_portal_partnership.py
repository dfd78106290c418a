from odoo import models


class HubCatalogue(models.Model):
    """What an existing partnership trades is not the hub's to sell, nor to praise."""

    _inherit = "hub.catalogue"

    def _get_portal_refusals(self, client, offers):
        refused = super()._get_portal_refusals(client, offers)
        pairs = self.env["hub.partnership"]._get_of_client(client, offers.product_id)
        for offer in offers if pairs else ():
            pair = pairs.get(offer.product_id)
            if pair and pair.mode == "hidden" and offer not in refused:
                refused[offer] = self.env._("you buy it directly from the farm")
        return refused

    def _get_partner_visible_families(self, client, values):
        families = super()._get_partner_visible_families(client, values)
        offers = self.env["hub.offer"].union(
            *(o for _f, rows in families for o in rows)
        )
        pairs = self.env["hub.partnership"]._get_of_client(client, offers.product_id)
        families = [
            (family, [o for o in rows if o.product_id not in pairs])
            for family, rows in families
        ]
        return [(family, rows) for family, rows in families if rows]
