import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.temperature import parse_celsius

MOST = 1_000_000.0


class StockMoveLine(models.Model):
    """What is noted of goods when a producer brings them: one row per lot."""

    _inherit = "stock.move.line"

    hub_expected = fields.Float(
        "Expected", compute="_compute_hub_expected", digits="Product Unit"
    )
    hub_lot_text = fields.Char(
        "Lot", compute="_compute_hub_lot_text", inverse="_inverse_hub_lot_text"
    )
    hub_producer_lot = fields.Char("Producer's Lot")
    hub_pieces = fields.Float("Pieces", digits="Product Unit")
    hub_temperature = fields.Char("°C", help="As read on the goods; empty: not read.")
    hub_is_warm = fields.Boolean("Too Warm", compute="_compute_hub_is_warm")
    hub_surplus = fields.Selection(
        [("stock", "Stays, the producer's"), ("back", "Goes back")],
        "Surplus",
        default="stock",
        help="More than expected stays in stock as the producer's own goods, or goes "
        "back with the producer.",
    )
    hub_is_scanned = fields.Boolean(help="Counted by barcode since the form opened.")
    hub_refused = fields.Float(
        "Refused", compute="_compute_hub_refused", digits="Product Unit"
    )

    @api.depends("move_id.product_uom_qty", "move_id.move_line_ids")
    def _compute_hub_expected(self):
        """What was asked, on the first row of each product."""
        for line in self:
            first = line.move_id.move_line_ids[:1]
            is_first = not first or first._origin == line._origin
            line.hub_expected = line.move_id.product_uom_qty if is_first else 0.0

    @api.depends("lot_id", "lot_name", "product_id", "picking_id.owner_id")
    def _compute_hub_lot_text(self):
        """The lot, before it is made: as typed, or as it will name itself."""
        for line in self:
            line.hub_lot_text = (
                line.lot_id.name or line.lot_name or line._get_lot_text()
            )

    def _inverse_hub_lot_text(self):
        for line in self.filtered(lambda ml: not ml.lot_id):
            typed = (line.hub_lot_text or "").strip()
            line.lot_name = typed if typed != line._get_lot_text() else False

    def _get_lot_text(self):
        dropoff = self.picking_id
        if self.product_id.tracking != "lot" or dropoff.hub_role != "dropoff":
            return False
        return dropoff._get_lot_name()

    @api.depends("hub_temperature", "product_id")
    def _compute_hub_is_warm(self):
        for line in self:
            limit = line.product_id.product_tmpl_id[:1]
            limit = limit and limit._get_keep_below()
            degrees = line._get_hub_degrees()
            line.hub_is_warm = (
                degrees is not None and limit is not None and degrees > limit
            )

    def _compute_hub_refused(self):
        totals = dict(
            self.env["hub.refusal"]._read_group(
                [("move_id", "in", self.move_id.ids)], ["move_id"], ["quantity:sum"]
            )
        )
        for line in self:
            line.hub_refused = totals.get(line.move_id._origin, 0.0)

    def _get_hub_degrees(self):
        """The temperature read, None when none was (or not a number yet)."""
        try:
            return parse_celsius(self.hub_temperature)
        except ValueError:
            return None

    @api.constrains("hub_temperature")
    def _check_hub_temperature(self):
        for line in self:
            try:
                parse_celsius(line.hub_temperature)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(product)s: “%(text)s” is not a temperature.",
                        product=line.product_id.display_name,
                        text=line.hub_temperature,
                    )
                ) from error

    @api.constrains("quantity", "hub_pieces")
    def _check_hub_quantity(self):
        for line in self:
            if not line.picking_id.hub_role:
                continue
            for value in (line.quantity, line.hub_pieces):
                if not math.isfinite(value) or not 0.0 <= value <= MOST:
                    raise ValidationError(
                        self.env._(
                            "%s: a quantity is a number from 0 to 1,000,000.",
                            line.product_id.display_name,
                        )
                    )

    def write(self, vals):
        """Say in words what the ORM would say of a quantity that is no number."""
        for name in ("quantity", "hub_pieces"):
            value = vals.get(name)
            if isinstance(value, float) and not math.isfinite(value):
                raise ValidationError(
                    self.env._(
                        "%s: a quantity is a number from 0 to 1,000,000.",
                        self[:1].product_id.display_name,
                    )
                )
        return super().write(vals)

    def action_refuse(self):
        """Open the dialog that refuses part of this row's goods."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse %s", self.product_id.display_name),
            "res_model": "hub.refusal",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_move_id": self.move_id.id,
                "default_move_line_id": self.id,
                "default_quantity": self.quantity,
            },
        }
