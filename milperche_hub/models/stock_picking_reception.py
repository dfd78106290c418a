from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """The reception screen: what one producer brings, noted and received."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "barcodes.barcode_events_mixin"]

    hub_refusal_ids = fields.One2many("hub.refusal", "picking_id", "Refusals")
    hub_refusal_count = fields.Integer(compute="_compute_hub_refusal_count")

    def _compute_hub_refusal_count(self):
        counts = dict(
            self.env["hub.refusal"]._read_group(
                [("picking_id", "in", self.ids)], ["picking_id"], ["__count"]
            )
        )
        for picking in self:
            picking.hub_refusal_count = counts.get(picking._origin, 0)

    def action_open_reception(self):
        """Open the reception screen of one drop-off."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reception"),
            "res_model": "stock.picking",
            "res_id": self.id,
            "views": [
                [self.env.ref("milperche_hub.stock_picking_view_form_reception").id]
                + ["form"]
            ],
        }

    def action_view_refusals(self):
        return self.hub_refusal_ids._get_records_action(name=self.env._("Refusals"))

    def action_receive(self):
        """Receive drop-offs with the quantities shown, zeros included.

        :raise UserError: nothing left to receive.
        :return: True
        """
        dropoffs = self.filtered(
            lambda p: p.hub_role == "dropoff" and p.state not in ("done", "cancel")
        )
        if not dropoffs:
            raise UserError(self.env._("This drop-off is already received."))
        dropoffs._check_brings_something()
        dropoffs._send_surplus_back()
        dropoffs.move_line_ids.picked = True
        dropoffs.move_ids.picked = True
        dropoffs.button_validate()
        return True

    def _check_brings_something(self):
        for dropoff in self:
            if not any(dropoff.move_line_ids.mapped("quantity")):
                raise UserError(
                    self.env._(
                        "%s brought nothing: cancel the drop-off instead.",
                        dropoff.partner_id.display_name,
                    )
                )

    def _send_surplus_back(self):
        """Cut to what was expected the rows whose surplus goes back."""
        vals_list = []
        for move in self.move_ids:
            backs = move.move_line_ids.filtered(lambda ml: ml.hub_surplus == "back")
            total = sum(move.move_line_ids.mapped("quantity"))
            surplus = move.product_uom.round(total - move.product_uom_qty)
            for line in reversed(backs):
                back = min(line.quantity, surplus)
                if move.product_uom.compare(back, 0.0) <= 0:
                    continue
                line.quantity = move.product_uom.round(line.quantity - back)
                surplus = move.product_uom.round(surplus - back)
                vals_list.append(
                    {"move_id": move.id, "quantity": back, "reason": "surplus"}
                )
        self.env["hub.refusal"].create(vals_list)

    # ------------------------------------------------------------------
    # Once received
    # ------------------------------------------------------------------

    def _get_dropoff_gaps(self):
        """What came more or less than it was asked.

        :return: ``{product: quantity}``, below zero when something is missing
        """
        gaps = defaultdict(float)
        for move in self.move_ids:
            if move.state not in ("done", "cancel"):
                continue
            came = move.quantity if move.state == "done" else 0.0
            gaps[move.product_id] += came - move.product_uom_qty
        return {
            product: product.uom_id.round(gap)
            for product, gap in gaps.items()
            if product.uom_id.compare(gap, 0.0)
        }

    # ------------------------------------------------------------------
    # Barcodes
    # ------------------------------------------------------------------

    def on_barcode_scanned(self, barcode):
        """Count one pack of the product scanned, or the weight on its label.

        The first scan of a row starts from nothing: what is scanned is what came.
        """
        product, weight = self._read_barcode(barcode)
        line = self.move_line_ids.filtered(lambda ml: ml.product_id == product)[:1]
        if not product or not line:
            return {
                "warning": {
                    "title": self.env._("Unknown barcode"),
                    "message": self.env._(
                        "No product of this drop-off has the barcode %s.", barcode
                    ),
                }
            }
        before = line.quantity if line.hub_is_scanned else 0.0
        line.quantity = before + (weight or product.hub_pack_qty or 1.0)
        line.hub_is_scanned = True
        return None

    def _read_barcode(self, barcode):
        """The product of this drop-off a barcode names, and the weight it says."""
        nomenclature = self.env.company.nomenclature_id
        parsed = nomenclature.parse_barcode(barcode) if nomenclature else None
        weight, code = 0.0, barcode
        if isinstance(parsed, dict) and parsed.get("type") == "weight":
            weight, code = parsed.get("value") or 0.0, parsed.get("base_code")
        codes = {barcode, code}
        products = self.move_line_ids.product_id
        return (
            products.filtered(lambda p: p.barcode in codes or p.default_code in codes)[
                :1
            ],
            weight,
        )
