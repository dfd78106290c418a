from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

REASONS = [
    ("quality", "Quality"),
    ("calibre", "Calibre"),
    ("temperature", "Too warm"),
    ("expiry", "Best-before too near"),
    ("damaged", "Damaged or dirty"),
    ("label", "Label or lot missing"),
    ("surplus", "More than expected"),
    ("other", "Other"),
]


class HubRefusal(models.Model):
    """Goods a producer brought and took back: they never entered the stock."""

    _name = "hub.refusal"
    _description = "Refusal at the drop-off"
    _order = "date desc, id desc"
    _check_company_auto = True

    move_id = fields.Many2one(
        "stock.move", "Drop-off line", required=True, index=True, ondelete="cascade"
    )
    move_line_id = fields.Many2one("stock.move.line", "Row", ondelete="set null")
    picking_id = fields.Many2one(
        related="move_id.picking_id", store=True, index=True, string="Drop-off"
    )
    product_id = fields.Many2one(related="move_id.product_id", store=True, index=True)
    producer_id = fields.Many2one(
        "res.partner", related="move_id.producer_id", store=True, index=True
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    quantity = fields.Float(required=True, digits="Product Unit")
    product_uom = fields.Many2one(related="move_id.product_uom", string="Unit")
    reason = fields.Selection(REASONS, required=True, default="quality")
    photo = fields.Image(max_width=1600, max_height=1600)
    note = fields.Char()

    @api.depends("product_id", "quantity")
    def _compute_display_name(self):
        for refusal in self:
            quantity = self.env["hub.catalogue"]._format_portal_quantity(
                refusal.quantity
            )
            unit = refusal.product_uom._get_hub_name() if refusal.product_uom else ""
            refusal.display_name = f"{refusal.product_id.name}: {quantity} {unit}"

    @api.constrains("quantity")
    def _check_quantity(self):
        for refusal in self:
            if not 0.0 < refusal.quantity <= 1_000_000:
                raise ValidationError(
                    self.env._("The refused quantity must be above zero.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        refusals = super().create(vals_list)
        for refusal in refusals.filtered(lambda r: r.reason != "surplus"):
            refusal._take_off()
        return refusals

    def _take_off(self):
        """What is refused is no longer in the quantity received."""
        self.ensure_one()
        if self.picking_id.hub_role != "dropoff" or self.picking_id.state == "done":
            raise UserError(
                self.env._("Goods are refused while they are being received.")
            )
        lines = self.move_line_id or self.move_id.move_line_ids
        left = self.quantity
        for line in lines:
            taken = min(left, line.quantity)
            line.quantity = self.product_uom.round(line.quantity - taken)
            left = self.product_uom.round(left - taken)
        if self.product_uom.compare(left, 0.0) > 0:
            raise UserError(
                self.env._(
                    "%s: more is refused than was brought.",
                    self.product_id.display_name,
                )
            )
