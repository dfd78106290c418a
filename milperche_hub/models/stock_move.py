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
        quantity = self.env["hub.catalogue"]._format_portal_quantity(quantity)
        return f"{quantity} {self.product_uom._get_hub_name()} {self.product_id.name}"

    def _trigger_scheduler(self):
        """Nobody replenishes consigned goods: the cut-off asks their producers."""
        consigned = self.filtered(
            lambda m: m.producer_id and m.picking_type_id.hub_role
        )
        return super(StockMove, self - consigned)._trigger_scheduler()

    def _skip_push(self):
        """What is at the client's goes nowhere from there: no rule to look for.

        A delivery that has a following move (a return) goes through core.
        """
        return super()._skip_push() or (
            self.picking_type_id.hub_role == "delivery"
            and self.location_dest_id.usage == "customer"
            and not self.move_dest_ids
        )
