from odoo import api, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._default_owner(vals)
            self._default_lot(vals)
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

    @api.model
    def _default_lot(self, vals):
        """What weighs more than its share is still of the lot being delivered.

        Core adds the excess as a line of its own, without a lot, and then refuses
        the delivery for want of one.
        """
        move = self.env["stock.move"].browse(vals.get("move_id"))
        if vals.get("lot_id") or move.picking_type_id.hub_role != "delivery":
            return
        lots = move.move_line_ids.lot_id
        if lots and move.product_id.tracking == "lot":
            vals["lot_id"] = lots[-1:].id
