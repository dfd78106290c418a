import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SaleOrderLine(models.Model):
    """Ordered in pieces, delivered and invoiced by weight."""

    _inherit = "sale.order.line"

    piece_weight = fields.Float(
        "Weight of a Piece",
        digits="Stock Weight",
        compute="_compute_piece_weight",
        store=True,
        precompute=True,
        help="In kg, about: the delivery is weighed.",
    )

    _hub_pieces_check = models.Constraint(
        "CHECK(pieces IS NULL OR pieces >= 0)", "Pieces cannot be negative."
    )

    @api.depends("product_id")
    def _compute_piece_weight(self):
        for line in self:
            if line.state not in ("sale", "cancel") or not line.piece_weight:
                line.piece_weight = line.product_id.piece_weight

    @api.onchange("pieces")
    def _onchange_pieces(self):
        if self.pieces:
            self.product_uom_qty = self._get_pieces_quantity(self.pieces)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("pieces") and not vals.get("product_uom_qty"):
                line = self.new(
                    {name: vals.get(name) for name in ("product_id", "product_uom_id")}
                )
                vals["product_uom_qty"] = line._get_pieces_quantity(vals["pieces"])
        return super().create(vals_list)

    def write(self, vals):
        if not vals.get("pieces") or "product_uom_qty" in vals:
            return super().write(vals)
        for line in self:
            quantity = line._get_pieces_quantity(vals["pieces"])
            super(SaleOrderLine, line).write({**vals, "product_uom_qty": quantity})
        return True

    def _get_pieces_quantity(self, pieces):
        """The quantity to order for a number of pieces, about.

        :raise ValidationError: the product's piece has no weight.
        """
        self.ensure_one()
        if not math.isfinite(pieces):
            raise ValidationError(self.env._("Type a number of pieces."))
        uom = self.product_uom_id or self.product_id.uom_id
        if uom._is_hub_piece():
            return pieces
        weight = self.piece_weight or self.product_id.piece_weight
        if not weight:
            raise ValidationError(
                self.env._(
                    "%s is sold by weight: how much does a piece weigh, about?",
                    self.product_id.display_name,
                )
            )
        return uom.round(pieces * weight)
