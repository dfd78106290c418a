from odoo import models


class ProductProduct(models.Model):
    """What the order grid says of a product beside its price."""

    _inherit = "product.product"

    def _hub_piece(self):
        """1.0 for what is counted one by one, 0.0 for what is weighed."""
        return 1.0 if self.uom_id._is_hub_piece() else 0.0

    def _hub_is_weighed(self):
        """Whether this product is sold by the kilogram."""
        kg_id = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_kgm")
        return self.uom_id.id == kg_id

    def _hub_kilograms(self):
        """Approximate weight of one unit in kg; 0 when nobody noted it."""
        if self._hub_is_weighed():
            return 1.0
        return self.piece_weight or self.weight
