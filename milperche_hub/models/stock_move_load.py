from odoo import models


class StockMove(models.Model):
    """The weight and the space that goods take in a van."""

    _inherit = "stock.move"

    def _get_hub_ordered_weight(self):
        """Kilograms of these lines as they were asked for."""
        return sum(move.product_qty * move.product_id.weight for move in self)

    def _get_hub_litres(self):
        """Litres of these lines; products say their volume in cubic metres."""
        return 1000 * sum(
            move.product_qty * move.product_id.volume
            for move in self
            if move.state != "cancel"
        )

    def _get_hub_cold_litres(self):
        """Litres among them that are kept cold."""
        return self.filtered("product_id.hub_cold_chain")._get_hub_litres()
