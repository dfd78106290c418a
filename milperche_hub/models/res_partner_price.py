from odoo import models


class ResPartner(models.Model):
    """What a client pays: contract, then price list, then the catalogue."""

    _inherit = "res.partner"

    def _get_hub_prices(self, products, day):
        """Prices agreed with this client; the catalogue's hold for what is absent.

        :param products: ``product.product`` records.
        :return: ``{product: price excl. tax per unit of the product}``
        """
        self.ensure_one()
        client = self.sudo()
        prices = {}
        pricelist = client.commercial_partner_id.specific_property_product_pricelist
        if pricelist and products:
            rules = pricelist._compute_price_rule(products, 1.0, date=day)
            prices = {p: rules[p.id][0] for p in products if rules[p.id][1]}
        prices.update(self.env["hub.contract.price"]._get_prices(client, products, day))
        return prices
