from odoo import models
from odoo.tools import formatLang


class HubOffer(models.Model):
    _inherit = "hub.offer"

    def _get_agreed_values(self, row, price):
        """What a row of the grid shows for a price agreed with its client."""
        self.ensure_one()
        values = {
            "price": price,
            "price_text": formatLang(
                self.env, price, dp="Product Price", currency_obj=self.currency_id
            ),
        }
        kilograms = self.product_id._hub_kilograms()
        if row.get("price_measure_text") and kilograms:
            values["price_measure_text"] = self.env._(
                "%s/kg", self._format_portal_money(price / kilograms)
            )
        return values
