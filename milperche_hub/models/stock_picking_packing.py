from odoo import fields, models

from ..tools.crates import fill


class StockPicking(models.Model):
    """What is packed for whom: one list of lines behind every packing view."""

    _inherit = "stock.picking"

    hub_date_printed = fields.Datetime(
        "Packing Printed on",
        copy=False,
        help="What was ordered after it is marked with a + on a new print.",
    )

    def _get_packing_lines(self):
        """The lines to pack: one per delivery, product and lot; and what lacks.

        Screen, sheets, matrix and labels all read this list, so that they agree.

        :return: list of dicts, by run, stop, client and product
        """
        deliveries = self.filtered(
            lambda p: p.hub_role == "delivery" and p.state != "cancel"
        )
        lines = []
        for move in deliveries._get_packing_moves():
            rows = move.move_line_ids.filtered("quantity") or [None]
            lines += [move._prepare_packing_line(row) for row in rows]
        return lines

    def _get_packing_moves(self):
        moves = self.move_ids.filtered(
            lambda m: m.state != "cancel" and m.product_uom_qty
        )
        return moves.sorted(
            lambda m: (
                m.picking_id.batch_id.id or 0,
                m.picking_id.batch_sequence,
                m.picking_id.partner_id.name or "",
                m.picking_id.id,
                m.product_id.name or "",
                m.id,
            )
        )

    def _get_packing_crates(self):
        """How the goods of these deliveries go into crates, for their labels.

        :return: ``[{"picking", "number", "count", "cold", "lines", "barcode"}]``,
            each line with the ``quantity`` in that crate
        """
        labels = []
        lines_of = {}
        for line in self._get_packing_lines():
            if line["quantity"]:
                lines_of.setdefault(line["picking_id"], []).append(line)
        for picking in self.browse(lines_of):
            labels += picking._prepare_crate_labels(lines_of[picking.id])
        return labels

    def _prepare_crate_labels(self, lines):
        self.ensure_one()
        items = [
            (rank, line["cold"], line["quantity"], line["unit_weight"], line["step"])
            for rank, line in enumerate(lines)
        ]
        crates = fill(items, self.company_id.hub_crate_weight)
        return [
            {
                "picking": self,
                "number": number,
                "count": len(crates),
                "cold": is_cold,
                "lines": [
                    {**lines[rank], "quantity": quantity} for rank, quantity in content
                ],
                "barcode": f"{self.name}#{number}",
            }
            for number, (is_cold, content) in enumerate(crates, start=1)
        ]

    def action_print_pack(self):
        """Print the whole paper pack of these deliveries, as one file.

        :return: the report's action
        """
        deliveries = self.filtered(
            lambda p: p.hub_role == "delivery" and p.state != "cancel"
        )
        deliveries._mark_printed()
        return self.env.ref("milperche_hub.report_paper_pack_action").report_action(
            deliveries, config=False
        )

    def _mark_printed(self):
        """Remember the first print: what comes later is marked with a +."""
        self.filtered(
            lambda p: not p.hub_date_printed
        ).hub_date_printed = fields.Datetime.now()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _prepare_packing_line(self, row):
        """Values of one line to pack; ``row`` is its move line, None for nothing.

        Add columns by extending it.
        """
        self.ensure_one()
        picking, product = self.picking_id, self.product_id
        lot = row.lot_id if row else self.env["stock.lot"]
        quantity = row.quantity_product_uom if row else 0.0
        template = product.product_tmpl_id
        printed = picking.hub_date_printed
        return {
            "id": row.id if row else 0,
            "move_id": self.id,
            "picking_id": picking.id,
            "picking": picking.name,
            "client_id": picking.partner_id.id,
            "client": picking.partner_id.name or "",
            "stop": picking.batch_sequence if picking.batch_id else 0,
            "run": picking.batch_id.round_id.name or "",
            "product_id": product.id,
            "product": product.name,
            "producer_id": self.producer_id.id or 0,
            "producer": self.producer_id.name or "",
            "lot_id": lot.id or 0,
            "lot": lot.name or "",
            "expiry": fields.Date.to_string(self._to_local_day(lot.expiration_date))
            or "",
            "quantity": quantity,
            "ordered": self.product_qty,
            "uom": product.uom_id._get_hub_name(),
            "weight": quantity * product.weight,
            "unit_weight": product.weight,
            "step": product.hub_pack_qty
            or (1.0 if product.uom_id._is_hub_piece() else 0.0),
            "cold": bool(template.hub_cold_chain or template._get_keep_below()),
            "packed": bool(row and row.hub_packed),
            "added": bool(printed and self.create_date > printed),
            "done": picking.state == "done",
        }


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    hub_packed = fields.Boolean("Packed", copy=False)
