from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    producer_id = fields.Many2one(
        "res.partner",
        compute="_compute_producer_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    settlement_line_ids = fields.One2many(
        "hub.settlement.line", "move_id", "Settlement lines", copy=False
    )

    @api.depends("product_id")
    def _compute_producer_id(self):
        for move in self:
            move.producer_id = move.product_id.producer_id

    def _get_new_picking_values(self):
        values = super()._get_new_picking_values()
        catalogue = self.sale_line_id.order_id.catalogue_id[:1]
        if catalogue:
            values["catalogue_id"] = catalogue.id
        return values

    def _get_hub_summary(self):
        """A line in a few words: ``12.5 kg Leek``."""
        self.ensure_one()
        quantity = self.quantity if self.state == "done" else self.product_uom_qty
        return f"{quantity:g} {self.product_uom.name} {self.product_id.name}"
