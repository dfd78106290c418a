from odoo import api, fields, models


class SaleOrder(models.Model):
    """Where an order of a catalogue stands, in the hub's words."""

    _inherit = "sale.order"

    hub_stage = fields.Selection(
        [
            ("basket", "Basket"),
            ("placed", "Placed"),
            ("set_aside", "Set aside"),
            ("confirmed", "Confirmed"),
            ("delivered", "Delivered"),
            ("cancelled", "Cancelled"),
        ],
        "Stage",
        compute="_compute_hub_stage",
    )

    @api.depends("state", "hub_date_placed", "hub_setaside_reason", "picking_ids.state")
    def _compute_hub_stage(self):
        for order in self:
            order.hub_stage = order._get_hub_stage()

    def _get_hub_stage(self):
        self.ensure_one()
        if self.state == "cancel":
            return "cancelled"
        if self.state == "sale":
            states = set(self.picking_ids.mapped("state")) - {"cancel"}
            return "delivered" if states == {"done"} else "confirmed"
        if self.hub_date_placed:
            return "placed"
        return "set_aside" if self.hub_setaside_reason else "basket"

    def _get_product_catalog_order_data(self, products, **kwargs):
        # The offer's price: what the line will say once the product is added.
        data = super()._get_product_catalog_order_data(products, **kwargs)
        for offer in self.catalogue_id.offer_ids:
            if offer.product_id.id in data:
                data[offer.product_id.id]["price"] = offer.price_unit
        return data
