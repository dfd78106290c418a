from collections import defaultdict

from odoo import api, fields, models


class SaleOrder(models.Model):
    """Baskets that do not start empty: the usual one, an older week, a wish."""

    _inherit = "sale.order"

    hub_basket_origin = fields.Selection(
        [
            ("usual", "Usual basket"),
            ("wish", "Filled before the opening"),
        ],
        "Basket",
        readonly=True,
        copy=False,
        help="Where an order that nobody placed yet comes from.",
    )

    # ------------------------------------------------------------------
    # Earlier orders
    # ------------------------------------------------------------------

    def _get_product_quantities(self):
        """``{product: quantity}`` that an order asks for, in the product's unit."""
        self.ensure_one()
        quantities = defaultdict(float)
        for line in self._get_goods_lines():
            quantity = line.product_uom_qty or line.hub_setaside_quantity
            if quantity > 0 and line.product_id:
                quantities[line.product_id] += line.product_uom_id._compute_quantity(
                    quantity, line.product_id.uom_id, round=False
                )
        return dict(quantities)

    @api.model
    def _get_basket_source(self, catalogue, client, source):
        """What a basket can start from, as quantities of this catalogue's offers.

        :param source: ``"usual"``, or the id of an earlier order of this client;
            anything else gives nothing.
        :return: ``({offer: quantity}, names of the products not offered)``
        """
        if source == "usual":
            habits = client._get_habits(catalogue)
            wanted = {p: h["usual"] for p, h in habits.items() if h["usual"]}
        else:
            orders = client._get_past_orders(catalogue)
            order = orders.filtered(lambda o: o.id == source)
            wanted = order._get_product_quantities() if order else {}
        offers = {offer.product_id: offer for offer in catalogue.offer_ids}
        refused = catalogue._get_portal_refusals(client, catalogue.offer_ids)
        found = {
            offers[product]: quantity
            for product, quantity in wanted.items()
            if product in offers and offers[product] not in refused
        }
        missing = wanted.keys() - {offer.product_id for offer in found}
        return found, sorted(product.name for product in missing)

    # ------------------------------------------------------------------
    # The usual basket, prepared at the opening
    # ------------------------------------------------------------------

    @api.model
    def _prepare_usual_baskets(self, catalogue):
        """Draft the usual basket of the clients who asked for it; places nothing.

        A client that already has an order in this catalogue keeps that one.

        :return: the baskets made.
        """
        clients = self.env["res.partner"].search(
            [("is_hub_client", "=", True), ("hub_usual_basket", "=", True)]
        )
        clients -= catalogue.order_ids.partner_id.commercial_partner_id
        vals_list = []
        for client in clients:
            found, _missing = self._get_basket_source(catalogue, client, "usual")
            if found:
                vals_list.append(
                    {
                        **self._prepare_portal_order_vals(catalogue, client),
                        "hub_basket_origin": "usual",
                        "order_line": [
                            fields.Command.create(self._prepare_portal_line_vals(*pair))
                            for pair in found.items()
                        ],
                    }
                )
        return self.create(vals_list)
