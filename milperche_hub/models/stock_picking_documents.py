from collections import defaultdict

from odoo import fields, models


class StockPicking(models.Model):
    """What the delivery note and the drop-off slip say."""

    _inherit = "stock.picking"

    def _get_delivery_note_lines(self):
        """One entry per product and lot, and one per line that brings nothing.

        :return: ``[{"move", "product", "producer", "lot", "expiry", "quantity",
            "uom", "pieces", "labels", "temperature", "allergens"}]``
        """
        self.ensure_one()
        labels = self.move_ids.product_id.product_tmpl_id._hub_label_ids(
            self._get_note_day()
        )
        entries = []
        for move in self._get_note_moves():
            per_lot = defaultdict(float)
            for line in move.move_line_ids.filtered("quantity"):
                per_lot[line.lot_id] += line.product_uom_id._compute_quantity(
                    line.quantity, move.product_uom
                )
            for lot, quantity in (per_lot or {self.env["stock.lot"]: 0.0}).items():
                entries.append(move._prepare_note_entry(lot, quantity, labels))
        return sorted(
            entries, key=lambda entry: (entry["producer"].name or "", entry["product"])
        )

    def _get_note_moves(self):
        """The moves on the note; what was refused is cancelled by its validation."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda m: (
                m.state != "cancel"
                or (self.state == "done" and m.sale_line_id.product_uom_qty > 0)
            )
        )

    def _get_note_day(self):
        """Local day of the delivery: the real one once it is done."""
        self.ensure_one()
        if self.date_done:
            return self.env["hub.catalogue"]._to_local(self.date_done).date()
        return self._get_delivery_day()

    def _get_note_stop(self):
        """The stop of the run that brings this delivery: what the driver noted."""
        self.ensure_one()
        return self.batch_id.hub_run_stop_ids.filtered(
            lambda stop: stop.partner_id == self.partner_id
        )[:1]

    def _get_note_producers(self):
        """The owners of the goods of a delivery, who consign them (Reg. 931/2011)."""
        moves = self.move_ids.filtered(lambda m: m.state != "cancel")
        return moves.producer_id.sorted(lambda producer: producer.name or "")

    def _get_note_weight(self):
        """Kilograms of the goods on the note."""
        return sum(move._get_note_weight() for move in self.move_ids)

    def _get_dropoff_moves(self):
        """What the producer is asked to bring, product by product."""
        moves = self.move_ids.filtered(lambda m: m.state != "cancel")
        return moves.sorted(lambda move: move.product_id.display_name)

    def _get_local_scheduled(self):
        return self.env["hub.catalogue"]._to_local(self.scheduled_date)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _prepare_note_entry(self, lot, quantity, labels):
        """Values of one line of a delivery note; add columns by extending it.

        :param dict labels: ``{product template: labels proved on that day}``
        """
        self.ensure_one()
        product = self.product_id
        template = product.product_tmpl_id
        return {
            "move": self,
            "product": product.name,
            "producer": self.producer_id,
            "lot": lot.name or "",
            "producer_lot": lot.hub_producer_lot or "",
            "expiry": self._to_local_day(lot.expiration_date),
            "quantity": quantity,
            "missing": self.product_uom_qty if not quantity else 0.0,
            "uom": self.product_uom._get_hub_name(),
            "pieces": self.sale_line_id.sudo().pieces,
            "labels": ", ".join(labels[template].mapped("name")),
            "temperature": template._get_keep_below(),
            "allergens": ", ".join(template.hub_allergen_ids.mapped("name")),
            "traces": ", ".join(template.hub_trace_ids.mapped("name")),
        }

    def _to_local_day(self, moment):
        return moment and self.env["hub.catalogue"]._to_local(moment).date()

    def _get_note_weight(self):
        self.ensure_one()
        quantity = self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, round=False
        )
        return quantity * self.product_id.weight


class StockPickingBatch(models.Model):
    _inherit = "stock.picking.batch"

    def _get_run_stops(self):
        """The stops of a run in their order: one per address.

        :return: ``[{"rank", "partner", "pickings", "lines", "weight", "note"}]``
        """
        self.ensure_one()
        notes = {
            stop.partner_id: stop.note or "" for stop in self.round_id.sudo().stop_ids
        }
        pickings = self.picking_ids.filtered(lambda p: p.state != "cancel")
        groups = pickings.sorted(
            lambda p: (p.batch_sequence, p.partner_id.name or "", p.id)
        ).grouped("partner_id")
        return [
            {
                "rank": rank,
                "partner": partner,
                "pickings": group,
                "lines": len(group.move_ids.filtered("quantity")),
                "weight": sum(picking._get_note_weight() for picking in group),
                "note": notes.get(partner, ""),
            }
            for rank, (partner, group) in enumerate(groups.items(), start=1)
        ]

    def _get_local_scheduled(self):
        moment = self.scheduled_date or fields.Datetime.now()
        return self.env["hub.catalogue"]._to_local(moment)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _get_keep_below(self):
        """Highest storage temperature in °C, None when none is asked."""
        self.ensure_one()
        if self.hub_cold_chain or self.hub_storage_temperature:
            return self.hub_storage_temperature
        return None
