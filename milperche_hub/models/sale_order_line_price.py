from odoo import models


class SaleOrderLine(models.Model):
    """A line asks its client's own price before the catalogue's."""

    _inherit = "sale.order.line"

    def _get_agreed_price(self):
        """The price agreed with this client, or None: the offer's holds."""
        self.ensure_one()
        if not self.offer_id or not self.order_id.partner_id:
            return None
        day = self.order_id.catalogue_id.sudo().date_delivery
        prices = self.order_id.partner_id._get_hub_prices(self.product_id, day)
        return prices.get(self.product_id)

    def _get_display_price(self):
        agreed = self._get_agreed_price()
        return super()._get_display_price() if agreed is None else agreed
