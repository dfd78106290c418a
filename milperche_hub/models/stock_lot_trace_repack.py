from odoo import fields, models


class StockLot(models.Model):
    """What lots were made of, and what was made of them."""

    _inherit = "stock.lot"

    hub_quantity_repacked = fields.Float(
        "Repacked", compute="_compute_hub_trace", digits="Product Unit"
    )
    hub_source_lot_ids = fields.Many2many(
        "stock.lot", string="Repacked From", compute="_compute_hub_trace"
    )
    hub_repacked_lot_ids = fields.Many2many(
        "stock.lot", string="Repacked Into", compute="_compute_hub_trace"
    )
    hub_source_line_ids = fields.Many2many(
        "stock.move.line", string="Brought Before", compute="_compute_hub_trace"
    )
    hub_repacked_line_ids = fields.Many2many(
        "stock.move.line", string="Delivered After", compute="_compute_hub_trace"
    )

    def _compute_hub_trace(self):
        """What other lots were made of these, and what these were made of.

        In = out + left + lost + repacked, for the lot before and for the lot after.
        """
        result = super()._compute_hub_trace()
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", self.ids),
                ("state", "=", "done"),
                "|",
                ("produce_line_ids", "!=", False),
                ("consume_line_ids", "!=", False),
            ]
        )
        by_lot = lines.grouped("lot_id")
        for lot in self:
            own = by_lot.get(lot, lines.browse())
            used = own.filtered("produce_line_ids")
            lot.hub_quantity_repacked = sum(used.mapped("quantity_product_uom"))
            after = lot._get_repacked_lots() - lot if used else lot.browse()
            before = own.consume_line_ids and lot._get_source_lots() - lot
            lot.hub_repacked_lot_ids = after
            lot.hub_source_lot_ids = before or lot.browse()
            lot.hub_repacked_line_ids = after.hub_out_line_ids
            lot.hub_source_line_ids = lot.hub_source_lot_ids.hub_in_line_ids.filtered(
                "picking_id"
            )
            lot.hub_client_count = len(
                (lot.hub_out_line_ids | lot.hub_repacked_line_ids).hub_client_id
            )
        return result

    def _get_repacked_lots(self):
        """These lots and all that were ever made of them."""
        return self._follow("produce_line_ids")

    def _get_source_lots(self):
        """These lots and all that they were ever made of."""
        return self._follow("consume_line_ids")

    def _follow(self, links):
        found = frontier = self
        while frontier:
            lines = self.env["stock.move.line"].search(
                [("lot_id", "in", frontier.ids), (links, "!=", False)]
            )
            frontier = lines.filtered(lambda ml: ml.state == "done")[links].lot_id
            frontier -= found
            found |= frontier
        return found

    def action_block(self):
        """What was made of a blocked lot is blocked with it."""
        return super(StockLot, self._get_repacked_lots()).action_block()


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _get_hub_way(self):
        """``repacked`` besides: what went into another lot."""
        way = super()._get_hub_way()
        if way == "lost" and self.location_dest_id.usage == "production":
            return "repacked"
        return way


class HubRecall(models.Model):
    _inherit = "hub.recall"

    def action_find(self):
        """What was repacked of these lots is recalled with them."""
        for recall in self.filtered(lambda r: r.state != "closed"):
            recall.lot_ids |= recall.lot_ids._get_repacked_lots()
        return super().action_find()
