from odoo import api, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    def _get_rule(self, product_id, location_id, values):
        """Look up once what is the same for all lines of one cut-off.

        The key is all that the search reads; ``hub_rules`` lives as long as one
        launch of catalogue orders.
        """
        known = self.env.context.get("hub_rules")
        if known is None:
            return super()._get_rule(product_id, location_id, values)
        key = (
            location_id,
            product_id.route_ids,
            product_id.categ_id.total_route_ids,
            *(values.get(name) for name in self._get_rule_criteria()),
        )
        if key not in known.found:
            known.found[key] = super()._get_rule(product_id, location_id, values)
        return known.found[key]

    @api.model
    def _get_rule_criteria(self):
        """Values of a procurement that decide which rule serves it."""
        return ("warehouse_id", "route_ids", "packaging_uom_id", "company_id")

    def _get_stock_move_values(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
    ):
        """Deliver catalogue orders with the hub's own operation type."""
        result = super()._get_stock_move_values(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
        )
        line = self.env["sale.order.line"].browse(values.get("sale_line_id"))
        delivery_type = values.get("warehouse_id") and (
            values["warehouse_id"].sudo().hub_delivery_type_id
        )
        if (
            line.order_id.catalogue_id
            and delivery_type
            and self.picking_type_id.code == "outgoing"
        ):
            result["picking_type_id"] = delivery_type.id
        return result
