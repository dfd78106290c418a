from odoo import models


class SaleOrderLine(models.Model):
    """A confirmed line asks for less: its delivery and the drop-off follow."""

    _inherit = "sale.order.line"

    def _lower_moves(self):
        """Lower the open deliveries of these lines to what is still ordered.

        Goods already put aside for them go back to the shelf and are shared out
        again; the producer is asked for that much less.
        """
        lines = self.filtered(lambda line: line.state == "sale")
        moves = lines.move_ids.filtered(
            lambda m: (
                m.state not in ("done", "cancel")
                and m.picking_type_id.hub_role == "delivery"
            )
        )
        for line, group in moves.grouped("sale_line_id").items():
            wanted = line.product_uom_id._compute_quantity(
                line.product_uom_qty, group[0].product_uom
            )
            group._set_demand(wanted)
        for catalogue in lines.order_id.catalogue_id:
            catalogue._trim_dropoffs(moves.product_id)
        self.env["stock.move"]._share_out_products(moves.product_id)
