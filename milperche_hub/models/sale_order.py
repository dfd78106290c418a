from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.checked import CHECKED


class SaleOrder(models.Model):
    _inherit = "sale.order"

    catalogue_id = fields.Many2one(
        "hub.catalogue",
        index="btree_not_null",
        copy=False,
        check_company=True,
        tracking=True,
        domain=[("state", "in", ("open", "closed"))],
    )
    hub_date_placed = fields.Datetime("Placed on", readonly=True, copy=False)
    hub_setaside_reason = fields.Text("Set aside because", readonly=True, copy=False)
    hub_setaside_line_ids = fields.One2many(
        "sale.order.line",
        "order_id",
        "Lines set aside",
        domain=[("hub_setaside_quantity", ">", 0)],
    )

    _one_open_order = models.UniqueIndex(
        "(catalogue_id, partner_id, partner_shipping_id)"
        " WHERE catalogue_id IS NOT NULL AND state IN ('draft', 'sent')",
        "This client already has an open order for this catalogue and address.",
    )

    # ------------------------------------------------------------------
    # Standard computes that a catalogue order decides otherwise
    # ------------------------------------------------------------------

    @api.depends("catalogue_id")
    def _compute_require_signature(self):
        # "Accept & Sign" on the portal would confirm before the cut-off.
        result = super()._compute_require_signature()
        self.filtered("catalogue_id").require_signature = False
        return result

    @api.depends("catalogue_id")
    def _compute_require_payment(self):
        result = super()._compute_require_payment()
        self.filtered("catalogue_id").require_payment = False
        return result

    @api.depends("catalogue_id")
    def _compute_validity_date(self):
        result = super()._compute_validity_date()
        for order in self.filtered("catalogue_id"):
            order.validity_date = order.catalogue_id.date_delivery
        return result

    @api.depends("partner_id", "partner_id.hub_payer_id")
    def _compute_partner_invoice_id(self):
        result = super()._compute_partner_invoice_id()
        for order in self:
            payer = order.partner_id._get_hub_payer()
            if payer:
                order.partner_invoice_id = payer.address_get(["invoice"])["invoice"]
        return result

    @api.depends("catalogue_id")
    def _compute_payment_term_id(self):
        # The hub sets the due date from the deliveries; a term would overwrite it.
        result = super()._compute_payment_term_id()
        self.filtered("catalogue_id").payment_term_id = False
        return result

    # ------------------------------------------------------------------
    # CRUD: an order that holds its offers keeps them in step
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("catalogue_id") and not vals.get("commitment_date"):
                vals["commitment_date"] = self._get_delivery_moment(vals)
        # Rows just born are nobody else's: their lines need no lock.
        own = self.with_context(hub_rows_locked=True)
        return super(SaleOrder, own).create(vals_list).with_env(self.env)

    def write(self, vals):
        if {"state", "hub_date_placed", "catalogue_id"} & vals.keys():
            self.filtered("catalogue_id")._lock_rows()
        if "catalogue_id" in vals:
            self._check_catalogue_changeable(vals["catalogue_id"])
        if vals.get("state") in ("draft", "cancel"):
            vals = {**vals, "hub_date_placed": False}
        result = super().write(vals)
        if {"state", "hub_date_placed", "catalogue_id"} & vals.keys():
            self._sync_offers()
        return result

    def _get_delivery_moment(self, vals):
        """When the first round from the delivery day on leaves for this client."""
        catalogue = self.env["hub.catalogue"].browse(vals["catalogue_id"])
        client = self.env["res.partner"].browse(
            vals.get("partner_shipping_id") or vals.get("partner_id")
        )
        day, hour = self.env["hub.round"]._get_passage(client, catalogue.date_delivery)
        return catalogue._localize(day, hour)

    def _check_catalogue_changeable(self, catalogue_id):
        for order in self:
            if order.catalogue_id.id != (catalogue_id or False) and order._holds():
                raise UserError(
                    self.env._(
                        "%s is placed: withdraw it before changing its catalogue.",
                        order.name,
                    )
                )

    @api.onchange("catalogue_id", "partner_id", "partner_shipping_id")
    def _onchange_catalogue_id(self):
        if self.catalogue_id and self.partner_id:
            self.commitment_date = self._get_delivery_moment(
                {
                    "catalogue_id": self.catalogue_id.id,
                    "partner_id": self.partner_id.id,
                    "partner_shipping_id": self.partner_shipping_id.id,
                }
            )

    # ------------------------------------------------------------------
    # Placing
    # ------------------------------------------------------------------

    def _holds(self):
        """Whether this order's lines hold quantities of their offers."""
        self.ensure_one()
        return bool(self.catalogue_id) and (
            self.state == "sale"
            or (self.state == "sent" and bool(self.hub_date_placed))
        )

    def action_place(self):
        """Place catalogue orders: they hold their offers until the cut-off.

        Placing again after an edit is harmless: what is held follows the lines.

        :raise UserError: the sale is closed, a line may not be sold, or an offer
            has less left than asked; nothing is changed then.
        :return: True
        """
        self._lock_rows()
        self.catalogue_id._hold_open()
        self = self.with_context(hub_rows_locked=True)
        orders = self.filtered(lambda o: o.state in ("draft", "sent"))
        for order in self - orders:
            if order.state == "cancel":
                raise UserError(self.env._("“%s” is cancelled.", order.name))
            raise UserError(self.env._("This order is already confirmed."))
        orders._check_placeable()
        orders._check_lines_sellable()
        new = orders.filtered(lambda o: not o.hub_date_placed)
        (orders - new)._sync_offers()
        new.with_context(hub_lines_checked=CHECKED).write(
            {
                "state": "sent",
                "hub_date_placed": fields.Datetime.now(),
                "hub_setaside_reason": False,
            }
        )
        return True

    def action_withdraw(self):
        """Take placed orders back to the basket, giving their offers back."""
        orders = self.filtered(lambda o: o.state == "sent" and o.catalogue_id)
        orders.write({"state": "draft"})
        return True

    def _check_placeable(self):
        for order in self:
            catalogue = order.catalogue_id
            if not catalogue:
                raise UserError(self.env._("%s belongs to no catalogue.", order.name))
            if not order._is_in_time():
                raise UserError(catalogue._get_closed_message())
            if not any(line.product_uom_qty > 0 for line in order._get_goods_lines()):
                raise UserError(self.env._("The basket is empty."))

    def _get_goods_lines(self):
        return self.order_line.filtered(lambda line: not line.display_type)

    def _check_lines_sellable(self):
        """Second and third moments of the gate: placing and confirming.

        :raise UserError: names each line that may not be sold, with its reason.
        """
        self._raise_refusals(self._get_line_refusals())

    @api.model
    def _raise_refusals(self, refusals):
        if refusals:
            raise UserError(
                "\n".join(
                    f"{line.product_id.display_name}: {reason}"
                    for line, reason in refusals.items()
                )
            )

    def _get_line_refusals(self):
        """Reasons why lines may not be sold today, in a constant number of queries.

        :return: ``{order line: sentence}``, empty when all is well.
        """
        lines = self._get_goods_lines().filtered(
            lambda line: (
                (line.product_id.producer_id or line.offer_id)
                and line.product_uom_qty > 0
            )
        )
        return lines._get_refusals()

    # ------------------------------------------------------------------
    # What is held of the offers
    # ------------------------------------------------------------------

    def _lock_rows(self):
        """Queue behind whoever edits the same orders, then read them afresh.

        Whoever changes what an order holds takes the order's row first, then its
        lines', then the offers': two people on one order never count on what the
        other is changing, and never wait for each other in a circle.
        """
        if not self.ids or self.env.context.get("hub_rows_locked"):
            return
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM sale_order WHERE id = ANY(%s) ORDER BY id"
            " FOR NO KEY UPDATE",
            [sorted(self.ids)],
        )
        self.invalidate_recordset()
        self.order_line.invalidate_recordset()

    def _sync_offers(self):
        """Post what the lines hold now against what they should hold.

        Idempotent: every event (placing, editing, withdrawing, cancelling,
        confirming) calls this and it moves the difference only.
        """
        orders = self.filtered(
            lambda o: o.catalogue_id or any(o.order_line.mapped("hub_quantity_held"))
        )
        orders.order_line._sync_held()

    # ------------------------------------------------------------------
    # Confirming
    # ------------------------------------------------------------------

    def action_confirm(self):
        orders = self.filtered(lambda o: o.state in ("draft", "sent"))
        if self.env.context.get("hub_lines_checked") is not CHECKED:
            orders.filtered("catalogue_id")._check_confirmable()
            orders._check_lines_sellable()
        orders._get_goods_lines()._freeze_terms()
        checked = self.with_context(hub_lines_checked=CHECKED)
        result = super(SaleOrder, checked).action_confirm()
        if not self.env.context.get("hub_planned_later"):
            late = orders.filtered(lambda o: o.catalogue_id.state in ("closed", "done"))
            late.catalogue_id._plan_goods(late)
        return result

    def _check_confirmable(self):
        for order in self:
            if order.catalogue_id.state not in ("open", "closed"):
                raise UserError(order.catalogue_id._get_closed_message())

    def _action_cancel(self):
        result = super()._action_cancel()
        self._sync_offers()
        return result

    # ------------------------------------------------------------------
    # Invoicing: one invoice per payer
    # ------------------------------------------------------------------

    def _get_invoice_grouping_keys(self):
        keys = super()._get_invoice_grouping_keys()
        if self and all(order.catalogue_id for order in self):
            keys = [key for key in keys if key != "partner_shipping_id"]
        return keys

    def _get_product_catalog_domain(self):
        domain = super()._get_product_catalog_domain()
        if self.catalogue_id:
            offers = self.catalogue_id.offer_ids.filtered(lambda o: not o.is_suspended)
            domain &= fields.Domain("id", "in", offers.product_id.ids)
        return domain
