from collections import defaultdict

from odoo import models
from odoo.tools import formatLang


class HubProducerOrder(models.Model):
    """What a producer gets for what it brings, at every price it was sold for.

    A price that changed for new orders, a contract, a partnership: clients of one week
    may pay several. The page shows each with its quantity, so that the sum adds up.
    """

    _inherit = "hub.producer.order"

    def _prepare_portal_vals(self):
        values = super()._prepare_portal_vals()
        nets = self._get_nets()
        products = {line.id: line.product_id for line in self.line_ids}
        for row in values["lines"]:
            shares = nets.get(products[row["id"]], {})
            if len(shares) == 1:
                row["net_text"] = self._format_net(next(iter(shares)))
            elif shares:
                row["net_text"] = " + ".join(
                    f"{values['text'](quantity)} × {self._format_net(net)}"
                    for net, quantity in sorted(shares.items())
                )
        return values

    def _get_nets(self):
        """``{product: {net price of a unit: quantity ordered at it}}``."""
        nets = defaultdict(lambda: defaultdict(float))
        orders = self.catalogue_id.sudo().order_ids.filtered(lambda o: o._is_bound())
        for line in orders.order_line:
            product = line.product_id
            if line.producer_id != self.producer_id or line.product_uom_qty <= 0:
                continue
            quantity = line.product_uom_id._compute_quantity(
                line.product_uom_qty, product.uom_id, round=False
            )
            price = line.product_uom_id._compute_price(line.price_unit, product.uom_id)
            price *= 1 - (line.discount or 0.0) / 100.0
            net = price * (100.0 - line.commission_rate) / 100.0
            nets[product][round(net, 4)] += quantity
        return nets

    def _format_net(self, net):
        currency = self.company_id.currency_id
        return formatLang(self.env, net, dp="Product Price", currency_obj=currency)
