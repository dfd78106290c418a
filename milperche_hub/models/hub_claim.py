import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .hub_settlement_line import BORNE_BY
from .res_partner import CLIENT_KINDS

REASONS = [
    ("calibre", "Calibre"),
    ("freshness", "Freshness"),
    ("weight", "Weight"),
    ("missing", "Missing"),
    ("other", "Other defect"),
    ("preference", "Cook's preference"),
]
REMEDIES = [
    ("credit", "Credit note"),
    ("replacement", "Replacement"),
    ("none", "Nothing, just to tell you"),
]
#: beyond these hours after the delivery a claim is late: a warning, no refusal
CLAIM_HOURS = 48


class HubClaim(models.Model):
    """A client's quality claim on a delivered line.

    Opened by the client, the driver or the hub; decided in ``hub_claim_decide.py``.
    What is granted is a ``hub.reduction``: the credit note and the settlement follow
    from there.
    """

    _name = "hub.claim"
    _description = "Quality claim"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    move_line_id = fields.Many2one(
        "stock.move.line",
        "Delivered line",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="move_line_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    picking_id = fields.Many2one(
        related="move_line_id.picking_id", store=True, index=True, string="Delivery"
    )
    product_id = fields.Many2one(
        related="move_line_id.product_id", store=True, index=True
    )
    lot_id = fields.Many2one(related="move_line_id.lot_id", store=True, index=True)
    producer_id = fields.Many2one(
        "res.partner",
        related="move_line_id.move_id.producer_id",
        store=True,
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Client", related="picking_id.partner_id", store=True, index=True
    )
    client_kind = fields.Selection(
        CLIENT_KINDS, compute="_compute_client_kind", store=True
    )
    date_delivered = fields.Datetime(
        "Delivered on", related="picking_id.date_done", store=True
    )
    date = fields.Datetime(
        "Claimed on", required=True, default=fields.Datetime.now, copy=False
    )
    is_late = fields.Boolean(
        "After 48 h", compute="_compute_is_late", store=True, help="A warning only."
    )
    reason = fields.Selection(REASONS, required=True, tracking=True)
    quantity = fields.Float(
        "Quantity Concerned",
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        help="In the unit of the order; all that was delivered when nothing is said.",
    )
    quantity_delivered = fields.Float(
        "Delivered", digits="Product Unit", compute="_compute_quantity_delivered"
    )
    uom_id = fields.Many2one("uom.uom", "Unit", compute="_compute_quantity_delivered")
    note = fields.Char("In the client's words", size=500)
    photo = fields.Image(max_width=1600, max_height=1600, copy=False)
    wish = fields.Selection(
        REMEDIES,
        "The client wishes",
        compute="_compute_wish",
        store=True,
        readonly=False,
        precompute=True,
    )
    origin = fields.Selection(
        [("client", "The client"), ("driver", "The driver"), ("hub", "The hub")],
        "Opened by",
        required=True,
        default="hub",
        readonly=True,
    )
    remedy = fields.Selection(REMEDIES, tracking=True)
    borne_by = fields.Selection(
        BORNE_BY,
        compute="_compute_borne_by",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Who loses what the client does not pay.",
    )
    state = fields.Selection(
        [("open", "To decide"), ("done", "Accepted"), ("refused", "Refused")],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    event_key = fields.Char(
        readonly=True, copy=False, help="What was sent twice is opened once."
    )

    _event_unique = models.UniqueIndex(
        "(event_key) WHERE event_key IS NOT NULL", "This claim is open already."
    )

    @api.depends("partner_id.hub_client_kind")
    def _compute_client_kind(self):
        for claim in self:
            client, place = claim.partner_id.commercial_partner_id, claim.partner_id
            claim.client_kind = place.hub_client_kind or client.hub_client_kind

    @api.depends("date", "date_delivered")
    def _compute_is_late(self):
        limit = timedelta(hours=CLAIM_HOURS)
        for claim in self:
            delivered = claim.date_delivered
            claim.is_late = bool(delivered) and claim.date - delivered > limit

    @api.depends("move_line_id")
    def _compute_quantity(self):
        for claim in self:
            claim.quantity = claim.quantity or claim.move_line_id._get_claimable()

    @api.depends("move_line_id")
    def _compute_quantity_delivered(self):
        for claim in self:
            claim.quantity_delivered = claim.move_line_id._get_sold_quantity()
            claim.uom_id = claim.move_line_id.sudo().move_id.sale_line_id.product_uom_id

    @api.depends("remedy")
    def _compute_wish(self):
        for claim in self:
            claim.wish = claim.wish or claim.remedy or "credit"

    @api.depends("reason")
    def _compute_borne_by(self):
        """A defect is the producer's; what a cook prefers is nobody's fault."""
        for claim in self:
            claim.borne_by = "hub" if claim.reason == "preference" else "producer"

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.constrains("move_line_id", "quantity")
    def _check_quantity(self):
        for claim in self:
            if not claim.move_line_id._is_delivered_to_client():
                raise ValidationError(
                    self.env._("Only goods delivered to a client can be claimed.")
                )
            if claim.quantity <= 0:
                raise ValidationError(
                    self.env._("The quantity concerned must be above zero.")
                )
            left = claim.move_line_id._get_claimable(besides=claim)
            if claim.uom_id.compare(claim.quantity, left) > 0:
                raise ValidationError(claim._get_excess_sentence(left))

    def _get_excess_sentence(self, left):
        self.ensure_one()
        return self.env._(
            "%(product)s: only %(quantity)s %(uom)s can still be claimed.",
            product=self.product_id.display_name,
            quantity=self.env["hub.catalogue"]._format_portal_quantity(max(left, 0)),
            uom=self.uom_id._get_hub_name(),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda claim: claim.state != "open"):
            raise UserError(self.env._("A claim that was decided is kept."))

    @api.model_create_multi
    def create(self, vals_list):
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            self._check_number(vals)
            if vals.get("name", "/") == "/":
                vals["name"] = sequence.next_by_code("hub.claim") or "/"
        return super().create(vals_list)

    def write(self, vals):
        """What was decided stays: money moved on it."""
        frozen = {"move_line_id", "quantity", "reason", "borne_by", "remedy"}
        self._check_number(vals)
        decided = self.filtered(lambda claim: claim.state != "open")
        if decided and frozen & vals.keys():
            raise UserError(
                self.env._("%s is decided already.", ", ".join(decided.mapped("name")))
            )
        return super().write(vals)

    @api.model
    def _check_number(self, vals):
        """What is no number cannot even be rounded, so it is refused before."""
        quantity = vals.get("quantity") or 0.0
        if isinstance(quantity, float) and not math.isfinite(quantity):
            raise ValidationError(
                self.env._("The quantity concerned must be above zero.")
            )

    @api.depends("name", "product_id")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = f"{claim.name} {claim.product_id.name or ''}".strip()

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model
    def _open_once(self, vals_list):
        """Open claims that are not open yet; ``event_key`` says which are the same.

        :return: all of them, those that were open already included
        """
        keys = [vals["event_key"] for vals in vals_list]
        known = self.search([("event_key", "in", keys)])
        fresh = {v["event_key"]: v for v in vals_list}
        for key in known.mapped("event_key"):
            fresh.pop(key)
        return known | self.create(list(fresh.values()))

    def _get_reason_name(self):
        self.ensure_one()
        return dict(self._fields["reason"]._description_selection(self.env))[
            self.reason
        ]

    @api.model
    def _get_defect_domain(self):
        """Claims that say something of the goods: neither refused nor a taste."""
        return Domain("state", "!=", "refused") & Domain("reason", "!=", "preference")
