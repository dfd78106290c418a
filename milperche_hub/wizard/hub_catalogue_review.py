from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

KINDS = [
    ("proof", "Proof missing"),
    ("price", "Price changed"),
    ("new", "New"),
    ("withdrawn", "Withdrawn"),
    ("season", "Out of season"),
]


class HubCatalogueReview(models.TransientModel):
    """What changed since the week before: look, correct, approve."""

    _name = "hub.catalogue.review"
    _description = "What changed since last week"
    _rec_name = "catalogue_id"

    catalogue_id = fields.Many2one(
        "hub.catalogue", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="catalogue_id.currency_id")
    date_approved = fields.Datetime(related="catalogue_id.date_approved")
    previous_id = fields.Many2one(
        "hub.catalogue", "Compared With", compute="_compute_previous_id"
    )
    offer_count = fields.Integer(related="catalogue_id.offer_count")
    line_ids = fields.One2many(
        "hub.catalogue.review.line",
        "review_id",
        compute="_compute_line_ids",
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.depends("catalogue_id")
    def _compute_previous_id(self):
        for review in self:
            review.previous_id = review.catalogue_id._get_previous()

    @api.depends("catalogue_id")
    def _compute_line_ids(self):
        ranks = [kind for kind, _label in KINDS]
        for review in self:
            changes = sorted(
                review.catalogue_id._get_changes(),
                key=lambda c: (ranks.index(c["kind"]), c["product"].name or ""),
            )
            review.line_ids = [Command.clear()] + [
                Command.create(self._prepare_line_vals(change)) for change in changes
            ]

    @api.model
    def _prepare_line_vals(self, change):
        offer = change["offer"]
        return {
            "kind": change["kind"],
            "product_id": change["product"].id,
            "offer_id": offer.id if offer else False,
            "price_before": change["price_before"],
            "price_after": change["price_after"],
            "reason": change["reason"],
        }

    def action_approve(self):
        """Approve the draft as it stands; it opens by itself at its hour."""
        self.ensure_one()
        if self.catalogue_id.state != "draft":
            raise UserError(self.env._("“%s” is open already.", self.catalogue_id.name))
        self.catalogue_id._approve()
        return self.catalogue_id._get_records_action()


class HubCatalogueReviewLine(models.TransientModel):
    _name = "hub.catalogue.review.line"
    _description = "Change since last week"

    review_id = fields.Many2one(
        "hub.catalogue.review", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="review_id.currency_id")
    kind = fields.Selection(KINDS, "Change", required=True, readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    producer_id = fields.Many2one(related="product_id.producer_id")
    offer_id = fields.Many2one("hub.offer", readonly=True, ondelete="set null")
    price_before = fields.Monetary("Last Week", readonly=True)
    price_after = fields.Monetary("This Week", readonly=True)
    change_percent = fields.Float(
        "± %", digits=(6, 1), compute="_compute_change_percent"
    )
    reason = fields.Char(readonly=True)
    is_undone = fields.Boolean("As Last Week", readonly=True)

    @api.depends("kind", "price_before", "price_after")
    def _compute_change_percent(self):
        for line in self:
            line.change_percent = (
                100.0 * (line.price_after / line.price_before - 1.0)
                if line.kind == "price" and line.price_before
                else 0.0
            )

    def action_undo(self):
        """Take this product as it was last week: price, offered or not.

        :raise UserError: the catalogue is open, or the product may not be sold.
        """
        for line in self.filtered(lambda x: not x.is_undone):
            catalogue = line.review_id.catalogue_id
            if catalogue.state != "draft":
                raise UserError(self.env._("“%s” is open already.", catalogue.name))
            line._undo(catalogue)
        self.is_undone = True
        return self.review_id.with_context(active_test=False)._get_records_action()

    def _undo(self, catalogue):
        if self.kind == "price":
            self.offer_id.price_unit = self.price_before
        elif self.kind == "new":
            self.offer_id.unlink()
        elif self.kind == "proof" and not self.offer_id:
            raise UserError(
                self.env._(
                    "%(product)s cannot be offered: %(reasons)s",
                    product=self.product_id.display_name,
                    reasons=self.reason,
                )
            )
        elif not self.offer_id:
            self.env["hub.offer"].create(catalogue._prepare_offer_vals(self.product_id))
