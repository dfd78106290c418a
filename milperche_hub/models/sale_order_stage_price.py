from odoo import models


class SaleOrder(models.Model):
    """The catalogue view of the backend shows the client's own prices."""

    _inherit = "sale.order"

    def _get_product_catalog_order_data(self, products, **kwargs):
        data = super()._get_product_catalog_order_data(products, **kwargs)
        if self.catalogue_id and self.partner_id:
            day = self.catalogue_id.date_delivery
            agreed = self.partner_id._get_hub_prices(products, day)
            for product, price in agreed.items():
                if product.id in data:
                    data[product.id]["price"] = price
        return data
