from odoo import models


class HubCatalogue(models.Model):
    """More of a product than was offered."""

    _inherit = "hub.catalogue"

    def _offer_more(self, product, quantity):
        """Raise the offer of a product by a quantity, or make one of it.

        :raise UserError: the product may not be offered.
        :return: the offer
        """
        self.ensure_one()
        offer = self.offer_ids.filtered(lambda o: o.product_id == product)
        if not offer:
            return offer.create(
                {
                    "catalogue_id": self.id,
                    "product_id": product.id,
                    "quantity_offered": quantity,
                }
            )
        offer._lock_rows()
        if not offer.on_demand:
            offer.quantity_offered = product.uom_id.round(
                offer.quantity_offered + quantity
            )
        return offer
