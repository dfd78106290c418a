from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._default_owner(vals)
        return super().create(vals_list)

    @api.model
    def _default_owner(self, vals):
        """A producer's goods stay the producer's, even when more goes out than
        was counted in: a line without owner would be the hub's own stock."""
        if vals.get("owner_id"):
            return
        move = self.env["stock.move"].browse(vals.get("move_id"))
        product = move.product_id or self.env["product.product"].browse(
            vals.get("product_id")
        )
        if product.producer_id:
            vals["owner_id"] = product.producer_id.id
