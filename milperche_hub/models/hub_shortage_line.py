from odoo import api, fields, models
from odoo.exceptions import UserError


class HubShortageLine(models.Model):
    """What a shortage does to one order line: its cut, and what could replace it."""

    _name = "hub.shortage.line"
    _description = "Shortage of a client"
    _order = "shortage_id, quantity_missing desc, id"

    shortage_id = fields.Many2one(
        "hub.shortage", required=True, readonly=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="shortage_id.state")
    offer_id = fields.Many2one(related="shortage_id.offer_id")
    catalogue_id = fields.Many2one(related="shortage_id.catalogue_id")
    currency_id = fields.Many2one(related="shortage_id.currency_id")
    uom_id = fields.Many2one(related="shortage_id.uom_id")
    order_line_id = fields.Many2one(
        "sale.order.line", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="order_line_id.order_id")
    partner_id = fields.Many2one(
        related="order_line_id.order_id.partner_id", store=True, index=True
    )
    phone = fields.Char(related="order_id.hub_partner_phone")
    must_have = fields.Boolean(related="order_line_id.hub_must_have")
    wish = fields.Selection(related="partner_id.hub_substitution")
    quantity_before = fields.Float("Ordered", digits="Product Unit", readonly=True)
    quantity_after = fields.Float("Gets", digits="Product Unit")
    quantity_missing = fields.Float(
        "Missing", digits="Product Unit", compute="_compute_missing", store=True
    )
    # In packs: the part of a share that could not be given, kept for the next time.
    owed = fields.Float(digits=(16, 3), readonly=True)
    substitute_offer_id = fields.Many2one(
        "hub.offer",
        "Instead",
        domain="[('catalogue_id', '=', catalogue_id), ('id', '!=', offer_id),"
        " ('is_suspended', '=', False)]",
        ondelete="set null",
    )
    substitute_quantity = fields.Float("Quantity Instead", digits="Product Unit")
    use_substitute = fields.Boolean("Replace")
    price_effect = fields.Monetary(
        compute="_compute_price_effect",
        help="What the client pays more or less for the substitute than for what is"
        " missing, excl. tax.",
    )

    _quantity_check = models.Constraint(
        "CHECK(quantity_after >= 0 AND quantity_after <= quantity_before"
        " AND substitute_quantity >= 0)",
        "A client gets between nothing and what it ordered.",
    )

    @api.depends("quantity_before", "quantity_after")
    def _compute_missing(self):
        for line in self:
            line.quantity_missing = line.quantity_before - line.quantity_after

    @api.depends(
        "substitute_offer_id.price_unit", "substitute_quantity", "quantity_missing"
    )
    def _compute_price_effect(self):
        for line in self:
            other = line.substitute_offer_id
            line.price_effect = other and (
                other.price_unit * line.substitute_quantity
                - line.offer_id.price_unit * line.quantity_missing
            )

    @api.constrains("use_substitute", "substitute_offer_id", "order_line_id")
    def _check_wish(self):
        for line in self.filtered("use_substitute"):
            if line.wish == "never":
                raise UserError(
                    self.env._("%s wants no substitute.", line.partner_id.name)
                )
            offer = line.substitute_offer_id
            if offer and (
                offer.catalogue_id != line.catalogue_id or offer == line.offer_id
            ):
                raise UserError(
                    self.env._(
                        "%s cannot replace it in this catalogue.",
                        offer.product_id.display_name,
                    )
                )

    def _is_stale(self):
        """Whether the order changed since the cut was proposed."""
        self.ensure_one()
        line = self.order_line_id
        return bool(self.uom_id.compare(line.hub_quantity_held, self.quantity_before))

    def _replaces(self):
        """Lines that get something else in the place of what is missing."""
        return self.filtered(
            lambda line: (
                line.use_substitute
                and line.substitute_offer_id
                and line.substitute_quantity > 0
            )
        )
