from odoo import api, fields, models

PRECISION = 6


class StockLot(models.Model):
    """A lot on one page: where it came from, where it went, what is left."""

    _inherit = "stock.lot"

    hub_line_ids = fields.One2many("stock.move.line", "lot_id", "Movements")
    hub_in_line_ids = fields.Many2many(
        "stock.move.line", string="Brought", compute="_compute_hub_trace"
    )
    hub_out_line_ids = fields.Many2many(
        "stock.move.line", string="Delivered", compute="_compute_hub_trace"
    )
    hub_quantity_in = fields.Float(
        "Brought In All", compute="_compute_hub_trace", digits="Product Unit"
    )
    hub_quantity_out = fields.Float(
        "Delivered In All", compute="_compute_hub_trace", digits="Product Unit"
    )
    hub_quantity_left = fields.Float(
        "Left", compute="_compute_hub_trace", digits="Product Unit"
    )
    hub_quantity_lost = fields.Float(
        "Lost", compute="_compute_hub_trace", digits="Product Unit"
    )
    hub_client_count = fields.Integer("Clients", compute="_compute_hub_trace")

    def _compute_hub_trace(self):
        """Read the done movements of lots once; direction by the two places' usage.

        In: from producers, or counted in. Out: to clients, less what they sent back.
        Lost: scrapped, counted out, or taken home. In = out + left + lost.
        """
        lines = self.env["stock.move.line"].search(
            [("lot_id", "in", self.ids), ("state", "=", "done")], order="date, id"
        )
        by_lot = lines.grouped("lot_id")
        for lot in self:
            own = by_lot.get(lot, lines.browse())
            ways = own.grouped(lambda line: line._get_hub_way())
            total = {
                way: sum(group.mapped("quantity_product_uom"))
                for way, group in ways.items()
            }
            lot.hub_in_line_ids = ways.get("in", own.browse())
            lot.hub_out_line_ids = ways.get("out", own.browse()) | ways.get(
                "returned", own.browse()
            )
            lot.hub_quantity_in = total.get("in", 0.0)
            lot.hub_quantity_out = total.get("out", 0.0) - total.get("returned", 0.0)
            lot.hub_quantity_lost = total.get("lost", 0.0)
            lot.hub_quantity_left = round(
                lot.hub_quantity_in
                - lot.hub_quantity_out
                - lot.hub_quantity_lost
                - total.get("repacked", 0.0),
                PRECISION,
            )
            lot.hub_client_count = len(lot.hub_out_line_ids.picking_id.partner_id)

    def action_trace(self):
        """Open the page of a lot."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "stock.lot",
            "res_id": self.id,
            "views": [
                (self.env.ref("milperche_hub.stock_lot_view_form_trace").id, "form")
            ],
        }

    def action_recall(self):
        """Prepare the recall of these lots.

        :return: the action that shows it.
        """
        return self._start_recall(is_drill=False)

    def action_drill(self):
        """Prepare a drill on these lots: the same steps, and nobody withdraws."""
        return self._start_recall(is_drill=True)

    def _start_recall(self, is_drill):
        recall = self.env["hub.recall"].create(
            {"lot_ids": self.ids, "is_drill": is_drill}
        )
        recall.action_find()
        return recall._get_records_action(name=recall.name)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    lot_id = fields.Many2one(index="btree_not_null")
    hub_client_phone = fields.Char(related="picking_id.partner_id.phone")
    hub_client_id = fields.Many2one(related="picking_id.partner_id", string="Client")

    @api.model
    def _is_hub_stock(self, location):
        return location.usage in ("internal", "transit")

    def _get_hub_way(self):
        """``in``, ``out``, ``returned``, ``lost`` or ``inside``, by the two places."""
        self.ensure_one()
        source, target = self.location_id, self.location_dest_id
        leaves, enters = self._is_hub_stock(source), self._is_hub_stock(target)
        if leaves == enters:
            return "inside"
        if enters:
            return "returned" if source.usage == "customer" else "in"
        return "out" if target.usage == "customer" else "lost"

    def action_trace_lot(self):
        """From a delivered line back: the page of its lot."""
        return self.lot_id[:1].action_trace()
