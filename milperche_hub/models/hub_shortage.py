import math

from odoo import api, fields, models
from odoo.exceptions import UserError

from .hub_offer_portal import QUANTITY_MAX

SHORTAGE_RULES = [
    ("pro_rata", "In proportion"),
    ("priority", "Priority clients first"),
    ("first_come", "First come, first served"),
]


class HubShortage(models.Model):
    """Less comes than was ordered: who gets how much, proposed, previewed, applied.

    While it is open its offer sells nothing more: what is offered follows what is
    taken down to what there is, never below. How a cut is proposed is in
    ``hub_shortage_propose.py``, what applying it does in ``hub_shortage_apply.py``.
    """

    _name = "hub.shortage"
    _description = "Shortage"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "product_id"

    offer_id = fields.Many2one(
        "hub.offer", required=True, readonly=True, index=True, ondelete="cascade"
    )
    catalogue_id = fields.Many2one(related="offer_id.catalogue_id", store=True)
    product_id = fields.Many2one(related="offer_id.product_id", store=True)
    producer_id = fields.Many2one(related="offer_id.producer_id", store=True)
    company_id = fields.Many2one(related="offer_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    uom_id = fields.Many2one(related="offer_id.uom_id")
    producer_phone = fields.Char(related="producer_id.phone")
    quantity_available = fields.Float(
        "There Is",
        digits="Product Unit",
        required=True,
        help="What the clients of this catalogue can have in all.",
    )
    quantity_wanted = fields.Float(
        "Ordered", digits="Product Unit", compute="_compute_quantities"
    )
    quantity_kept = fields.Float(
        "Given", digits="Product Unit", compute="_compute_quantities"
    )
    quantity_missing = fields.Float(
        "Missing", digits="Product Unit", compute="_compute_quantities"
    )
    rule = fields.Selection(SHORTAGE_RULES, required=True, default="pro_rata")
    origin = fields.Selection(
        [
            ("offer", "The offer was lowered"),
            ("producer", "The producer said so"),
            ("reception", "Less was brought"),
            ("pause", "The producer pauses"),
        ],
        required=True,
        default="offer",
        readonly=True,
    )
    state = fields.Selection(
        [("open", "To decide"), ("done", "Applied"), ("cancel", "Cancelled")],
        required=True,
        default="open",
        readonly=True,
        index=True,
        tracking=True,
        copy=False,
    )
    date_applied = fields.Datetime("Applied on", readonly=True, copy=False)
    line_ids = fields.One2many("hub.shortage.line", "shortage_id", "Clients")

    _one_open = models.UniqueIndex(
        "(offer_id) WHERE state = 'open'", "A shortage of this offer is already open."
    )
    _quantity_check = models.Constraint(
        "CHECK(quantity_available >= 0)", "A quantity cannot be negative."
    )

    @api.depends("line_ids.quantity_before", "line_ids.quantity_after")
    def _compute_quantities(self):
        for shortage in self:
            lines = shortage.line_ids
            shortage.quantity_wanted = sum(lines.mapped("quantity_before"))
            shortage.quantity_kept = sum(lines.mapped("quantity_after"))
            shortage.quantity_missing = (
                shortage.quantity_wanted - shortage.quantity_kept
            )

    def write(self, vals):
        result = super().write(vals)
        if {"rule", "quantity_available"} & vals.keys():
            opened = self.filtered(lambda s: s.state == "open")
            opened._write_supply()
            opened._propose()
        return result

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    @api.model
    def _open(self, record, available, origin="offer", catalogue=None):
        """Say that less there is than what was ordered, and propose who gets less.

        :param record: the ``hub.offer``; or its ``product.product``, whose latest
            catalogue under way is meant unless ``catalogue`` is given.
        :param float available: what the clients can have in all, in the product's
            unit, shelf stock included.
        :return: the open shortage (as superuser); empty when there is enough, and
            then the offer is what is available.
        :raise UserError: the quantity makes no sense.
        """
        offer = self._get_offer(record, catalogue)
        self._check_quantity(offer, available)
        offer._lock_rows()
        shortage = self.sudo().search(
            [("offer_id", "=", offer.id), ("state", "=", "open")]
        )
        if offer.uom_id.compare(available, offer.quantity_taken) >= 0:
            shortage._close()
            offer.with_context(hub_shortage=True).quantity_offered = available
            return shortage.browse()
        if shortage:
            shortage.write({"quantity_available": available, "origin": origin})
            return shortage
        shortage = shortage.create(
            self._prepare_shortage_vals(offer, available, origin)
        )
        shortage._write_supply()
        shortage._propose()
        return shortage

    @api.model
    def _get_offer(self, record, catalogue=None):
        if record._name == "hub.offer":
            return record.sudo()
        domain = [("product_id", "=", record.id)]
        if catalogue:
            domain.append(("catalogue_id", "=", catalogue.id))
        else:
            domain.append(("catalogue_id.state", "in", ("draft", "open", "closed")))
        offer = self.env["hub.offer"].sudo()
        offer = offer.search(domain, order="quantity_taken desc, id", limit=1)
        if not offer:
            raise UserError(
                self.env._("%s is in no catalogue under way.", record.display_name)
            )
        return offer

    @api.model
    def _check_quantity(self, offer, available):
        if not math.isfinite(available) or not 0 <= available <= QUANTITY_MAX:
            raise UserError(
                self.env._(
                    "%s: give a quantity between 0 and 99,999.",
                    offer.product_id.display_name,
                )
            )

    @api.model
    def _prepare_shortage_vals(self, offer, available, origin):
        return {
            "offer_id": offer.id,
            "quantity_available": available,
            "origin": origin,
            "rule": offer.product_tmpl_id.hub_shortage_rule or "pro_rata",
        }

    def _write_supply(self):
        """Stop the sale of the offers: nothing more, and nothing given back is sold."""
        for shortage in self:
            offer = shortage.offer_id.with_context(hub_shortage=True)
            offer.write(
                {
                    "on_demand": False,
                    "is_short": True,
                    "quantity_supply": shortage.quantity_available,
                    "quantity_offered": max(
                        offer.quantity_taken, shortage.quantity_available
                    ),
                }
            )

    def _close(self, state="cancel"):
        """End shortages; the offers are on sale again for what is offered."""
        self.offer_id.with_context(hub_shortage=True).write({"is_short": False})
        self.write({"state": state})

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_propose(self):
        """Propose the cut anew, from the orders as they are now."""
        self.filtered(lambda s: s.state == "open")._propose()
        return True

    def action_cancel(self):
        """Forget the shortage: the goods are there after all.

        The offer stays at what is ordered; nothing was changed for anyone.
        """
        self.filtered(lambda s: s.state == "open")._close()
        return True

    def action_view_offer(self):
        """Show the shortages' catalogue on the offers' list."""
        return self.catalogue_id.action_view_offers()
