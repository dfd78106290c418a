from odoo import models
from odoo.tools import formatLang


class HubOffer(models.Model):
    """What a producer gets of the price."""

    _inherit = "hub.offer"

    def _get_net_price(self):
        """Price of a unit less the commission, excl. tax, unrounded."""
        self.ensure_one()
        return self.price_unit * (100.0 - self.commission_rate) / 100.0

    def _format_net_price(self):
        return formatLang(
            self.env,
            self._get_net_price(),
            dp="Product Price",
            currency_obj=self.currency_id,
        )
