from odoo import api, fields, models
from odoo.exceptions import UserError


class HubClaim(models.Model):
    """What the hub decides of a claim, and what follows for client and producer."""

    _inherit = "hub.claim"

    reduction_id = fields.Many2one("hub.reduction", readonly=True, copy=False)
    amount = fields.Monetary(
        "Granted excl. tax",
        related="reduction_id.amount",
        groups="milperche_hub.group_coordinator,account.group_account_readonly",
    )
    refund_id = fields.Many2one(
        "account.move",
        "Credit note",
        compute="_compute_refund_id",
        groups="milperche_hub.group_coordinator,account.group_account_readonly",
    )
    replacement_line_id = fields.Many2one(
        "sale.order.line", "Replaced by", readonly=True, copy=False
    )
    replacement_order_id = fields.Many2one(related="replacement_line_id.order_id")
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    user_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False)

    @api.depends("reduction_id.account_move_line_id")
    def _compute_refund_id(self):
        for claim in self:
            claim.refund_id = claim.reduction_id.sudo().account_move_line_id.move_id

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_credit(self):
        """Grant a credit note: at once when the goods are invoiced, else with them.

        :raise UserError: a claim is decided already.
        :return: True
        """
        self._decide("done", "credit")
        for claim in self:
            claim._grant()
        self._tell()
        return True

    def action_replace(self):
        """Credit what was bad and deliver the same again, at the same price.

        The client pays the goods once, the producer is paid for what was kept; when
        the hub bears it, for both.

        :raise UserError: decided already, or the product is in no sale to come.
        :return: True
        """
        self._decide("done", "replacement")
        for claim in self:
            claim._grant()
            claim.replacement_line_id = claim._order_again()
        self._tell()
        return True

    def action_acknowledge(self):
        """Take note of a claim that costs nobody anything.

        :return: True
        """
        self._decide("done", "none")
        self._tell()
        return True

    def action_refuse(self):
        """Refuse a claim: it counts in no figure.

        :return: True
        """
        self._decide("refused", "none")
        self._tell()
        return True

    def _decide(self, state, remedy):
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        decided = self.filtered(lambda claim: claim.state != "open")
        if decided:
            raise UserError(
                self.env._("%s is decided already.", ", ".join(decided.mapped("name")))
            )
        self.write(
            {
                "state": state,
                "remedy": remedy,
                "date_decided": fields.Datetime.now(),
                "user_id": self.env.user.id,
            }
        )

    def _grant(self):
        self.ensure_one()
        self.reduction_id = self.move_line_id._accept_reduction(
            **self._prepare_grant_vals()
        )

    def _prepare_grant_vals(self):
        """What :meth:`stock.move.line._accept_reduction` needs."""
        self.ensure_one()
        company = self.company_id.partner_id
        named = self.with_context(lang=company.lang or self.env.lang)
        return {
            "quantity": self.quantity,
            "borne_by": self.borne_by or "producer",
            "reason": f"{self.name} – {named._get_reason_name()}",
        }

    # ------------------------------------------------------------------
    # Replacing
    # ------------------------------------------------------------------

    def _order_again(self):
        """The order line that brings the goods again, in the sale delivered first.

        An order of its own, confirmed at once; when the client's order of that sale
        is still open, a line of it.
        """
        self.ensure_one()
        offer = self._find_replacement_offer()
        if not offer:
            raise UserError(
                self.env._(
                    "%s is in no sale to come: grant a credit note instead.",
                    self.product_id.display_name,
                )
            )
        Order = self.env["sale.order"]
        client = self.move_line_id.move_id.sale_line_id.order_id.partner_id
        order = Order._find_portal_order(offer.catalogue_id, client)
        fresh = not order
        if fresh:
            order = Order.create(
                {
                    **Order._prepare_portal_order_vals(offer.catalogue_id, client),
                    "partner_shipping_id": self.partner_id.id,
                    "origin": self.name,
                }
            )
        line = self.env["sale.order.line"].create(
            {"order_id": order.id, **self._prepare_replacement_vals(offer)}
        )
        if fresh:
            order.action_confirm()
        return line

    def _find_replacement_offer(self):
        """The offer of the same product in the sale that is delivered first."""
        self.ensure_one()
        offers = self.env["hub.offer"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("catalogue_id.state", "in", ("open", "closed")),
                ("catalogue_id.date_delivery", ">=", fields.Date.context_today(self)),
                ("company_id", "=", self.company_id.id),
            ]
        )
        offers = offers.filtered(
            lambda o: o.on_demand or o.quantity_left >= self.quantity
        )
        return offers.sorted(lambda o: (o.catalogue_id.date_delivery, o.id))[:1]

    def _prepare_replacement_vals(self, offer):
        sold = self.move_line_id.move_id.sale_line_id
        return {
            "product_id": offer.product_id.id,
            "offer_id": offer.id,
            "product_uom_qty": self.quantity,
            "product_uom_id": sold.product_uom_id.id,
            "price_unit": sold.price_unit,
            "discount": sold.discount,
        }
