from odoo import models


class ProductProduct(models.Model):
    """What the order grid says of a product beside its price."""

    _inherit = "product.product"

    def _hub_piece(self):
        """1.0 for what is counted one by one, 0.0 for what is weighed."""
        return 1.0 if self.uom_id._is_hub_piece() else 0.0

    def _hub_is_weighed(self):
        """Whether this product is sold by the kilogram."""
        return self.product_tmpl_id.uom_id._is_hub_weighed()

    def _hub_kilograms(self):
        """Approximate weight of one unit in kg; 0 when nobody noted it."""
        if self._hub_is_weighed():
            return 1.0
        return self.product_tmpl_id.piece_weight or self.weight
