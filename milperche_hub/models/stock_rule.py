from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

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
