import math

from odoo import api, fields, models


class HubProducerOrderLine(models.Model):
    """One product that a producer has to bring, in the version last told."""

    _name = "hub.producer.order.line"
    _description = "Line of a producer's order"
    _order = "order_id, product_id, id"

    order_id = fields.Many2one(
        "hub.producer.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="restrict"
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float("To Bring", digits="Product Unit", readonly=True)
    quantity_before = fields.Float("Before", digits="Product Unit", readonly=True)
    quantity_promised = fields.Float(
        "Can Bring",
        digits="Product Unit",
        help="Less than what is asked opens a shortage.",
    )
    crates = fields.Integer(compute="_compute_crates")
    summary = fields.Char(compute="_compute_summary")

    _quantity_check = models.Constraint(
        "CHECK(quantity >= 0 AND quantity_promised >= 0)",
        "A quantity cannot be negative.",
    )

    @api.depends("quantity", "product_id.hub_pack_qty")
    def _compute_crates(self):
        for line in self:
            pack = line.product_id.hub_pack_qty
            line.crates = math.ceil(round(line.quantity / pack, 6)) if pack else 0

    @api.depends("quantity", "product_id")
    def _compute_summary(self):
        text = self.env["hub.catalogue"]._format_portal_quantity
        for line in self:
            unit = line.uom_id._get_hub_name()
            line.summary = f"{text(line.quantity)} {unit} {line.product_id.name}"

    def _get_offer(self):
        """The offer it comes from, as superuser; may be empty."""
        self.ensure_one()
        return self.order_id.catalogue_id.sudo().offer_ids.filtered(
            lambda o: o.product_id == self.product_id
        )

    def _has_changed(self):
        """Whether the last version changed this line."""
        return bool(self.uom_id.compare(self.quantity, self.quantity_before))

    def _get_values(self):
        """A line in words, for the page, the message and the printed order."""
        self.ensure_one()
        text = self.env["hub.catalogue"]._format_portal_quantity
        product = self.product_id
        pack = product.hub_pack_qty
        unit = self.uom_id._get_hub_name()
        return {
            "id": self.id,
            "product": product.name,
            "details": product.hub_calibre or "",
            "quantity": self.quantity,
            "quantity_text": text(self.quantity),
            "before_text": text(self.quantity_before),
            "promised_text": text(self.quantity_promised),
            "is_short": self.uom_id.compare(self.quantity_promised, self.quantity) < 0,
            "unit": unit,
            "crates": self.crates,
            "pack_text": f"{text(pack)} {unit}" if pack else "",
        }
