from odoo import models


class HubCatalogue(models.Model):
    """Asking producers for less, when clients need less."""

    _inherit = "hub.catalogue"

    def _trim_dropoffs(self, products):
        """Lower the open drop-offs of ``products`` to what deliveries wait for.

        A drop-off whose reception has begun keeps what was counted.
        """
        self.ensure_one()
        for product in products:
            open_moves = self.dropoff_ids.move_ids.filtered(
                lambda m, p=product: (
                    m.product_id == p and m.state not in ("done", "cancel")
                )
            )
            asked = sum(open_moves.mapped("product_qty"))
            needed = self._get_waiting_quantity(product)
            if open_moves and product.uom_id.compare(needed, asked) < 0:
                unit = open_moves[0].product_uom
                open_moves._set_demand(
                    product.uom_id._compute_quantity(max(needed, 0.0), unit)
                )

    def _get_waiting_quantity(self, product):
        """What open deliveries ask for and have not got, in the product's unit."""
        return sum(
            move.product_qty - move._get_reserved_product_qty()
            for move in self.delivery_ids.move_ids
            if move.product_id == product and move.state not in ("done", "cancel")
        )
