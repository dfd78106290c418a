from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HubCatalogue(models.Model):
    """One weekly sale: opened, ordered from, cut off, delivered, invoiced."""

    _name = "hub.catalogue"
    _description = "Weekly catalogue"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_delivery desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_open = fields.Datetime(
        "Opening", required=True, default=lambda self: fields.Datetime.now()
    )
    date_close = fields.Datetime("Cut-off", required=True)
    date_delivery = fields.Date(
        "Delivery",
        required=True,
        index=True,
        help="First delivery day; each order carries its own day.",
    )
    date_dropoff = fields.Datetime(
        "Drop-off",
        compute="_compute_date_dropoff",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="When the producers bring their goods.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("open", "Open"),
            ("closed", "Closed"),
            ("done", "Done"),
            ("cancel", "Cancelled"),
        ],
        required=True,
        default="draft",
        index=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    offer_ids = fields.One2many("hub.offer", "catalogue_id", "Offers")
    order_ids = fields.One2many("sale.order", "catalogue_id", "Orders")
    picking_ids = fields.One2many("stock.picking", "catalogue_id", "Transfers")
    dropoff_ids = fields.One2many(
        "stock.picking",
        "catalogue_id",
        "Drop-offs",
        domain=[("picking_type_id.hub_role", "=", "dropoff")],
    )
    delivery_ids = fields.One2many(
        "stock.picking",
        "catalogue_id",
        "Deliveries",
        domain=[("picking_type_id.hub_role", "=", "delivery")],
    )
    offer_count = fields.Integer(compute="_compute_counts")
    order_count = fields.Integer(compute="_compute_counts")
    dropoff_count = fields.Integer(compute="_compute_counts")
    delivery_count = fields.Integer(compute="_compute_counts")
    is_accepting = fields.Boolean(
        compute="_compute_is_accepting",
        help="Open, between its opening and its cut-off.",
    )

    _dates_check = models.Constraint(
        "CHECK(date_open < date_close)", "A catalogue closes after it opens."
    )

    @api.depends("date_delivery")
    def _compute_name(self):
        for catalogue in self:
            day = catalogue.date_delivery
            if not day:
                catalogue.name = self.env._("New catalogue")
                continue
            catalogue.name = self.env._(
                "Week %(week)s, %(day)s",
                week=day.isocalendar().week,
                day=day.strftime("%d/%m/%Y"),
            )

    @api.depends("date_delivery")
    def _compute_date_dropoff(self):
        for catalogue in self:
            if catalogue.date_delivery:
                catalogue.date_dropoff = catalogue._localize(
                    catalogue.date_delivery - timedelta(days=1), 14.0
                )
            else:
                catalogue.date_dropoff = False

    @api.depends("state", "date_open", "date_close")
    def _compute_is_accepting(self):
        now = fields.Datetime.now()
        for catalogue in self:
            catalogue.is_accepting = (
                catalogue.state == "open"
                and bool(catalogue.date_open and catalogue.date_close)
                and catalogue.date_open <= now < catalogue.date_close
            )

    def _compute_counts(self):
        def count(model, extra=Domain.TRUE):
            rows = self.env[model]._read_group(
                Domain("catalogue_id", "in", self.ids) & extra,
                ["catalogue_id"],
                ["__count"],
            )
            return dict(rows)

        offers = count("hub.offer")
        orders = count("sale.order", Domain("state", "!=", "cancel"))
        role = "picking_type_id.hub_role"
        dropoffs = count("stock.picking", Domain(role, "=", "dropoff"))
        deliveries = count("stock.picking", Domain(role, "=", "delivery"))
        for catalogue in self:
            catalogue.offer_count = offers.get(catalogue, 0)
            catalogue.order_count = orders.get(catalogue, 0)
            catalogue.dropoff_count = dropoffs.get(catalogue, 0)
            catalogue.delivery_count = deliveries.get(catalogue, 0)

    @api.constrains("date_close", "date_delivery")
    def _check_delivery_after_close(self):
        for catalogue in self:
            closing_day = catalogue._to_local(catalogue.date_close).date()
            if closing_day > catalogue.date_delivery:
                raise UserError(
                    self.env._(
                        "The cut-off of “%s” comes after its delivery day.",
                        catalogue.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if any(catalogue.state != "draft" for catalogue in self):
            raise UserError(
                self.env._("Only a draft catalogue can be deleted; cancel it instead.")
            )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open(self):
        """Open draft catalogues for ordering; opening twice changes nothing.

        :raise UserError: a catalogue has no offer, or its cut-off has passed.
        """
        self.check_access("write")
        catalogues = self.filtered(lambda c: c.state == "draft")
        now = fields.Datetime.now()
        for catalogue in catalogues:
            if not catalogue.offer_ids:
                raise UserError(
                    self.env._("“%s” has nothing to offer yet.", catalogue.name)
                )
            if catalogue.date_close <= now:
                raise UserError(
                    self.env._("The cut-off of “%s” has passed.", catalogue.name)
                )
        # Offers hold prices, which volunteers who open a sale do not write.
        offers = catalogues.sudo().offer_ids
        offers._refresh_terms()
        offers._check_suspensions()
        catalogues.filtered(lambda c: c.date_open > now).date_open = now
        catalogues.state = "open"
        return True

    def action_cancel(self):
        """Cancel catalogues and their unconfirmed orders, freeing the offers.

        :raise UserError: an order of the catalogue is confirmed.
        """
        if any(order.state == "sale" for order in self.order_ids):
            raise UserError(
                self.env._("Orders are confirmed: cancel them before the catalogue.")
            )
        self.order_ids.filtered(lambda o: o.state in ("draft", "sent"))._action_cancel()
        self.state = "cancel"
        return True

    def action_draft(self):
        """Bring cancelled catalogues back to draft."""
        self.filtered(lambda c: c.state == "cancel").state = "draft"
        return True

    def action_done(self):
        """Archive a delivered week.

        :raise UserError: a delivery is still to be validated.
        """
        waiting = self.delivery_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%(count)s deliveries are not validated yet.", count=len(waiting)
                )
            )
        self.filtered(lambda c: c.state == "closed").state = "done"
        return True

    def action_add_products(self):
        """Offer every offerable product in season that is not offered yet."""
        self.ensure_one()
        products = self.env["product.product"].search(
            self._get_offerable_products_domain()
        )
        products = products.filtered("product_tmpl_id.is_offerable")
        self.env["hub.offer"].create(
            [self._prepare_offer_vals(product) for product in products]
        )
        return True

    def action_copy_to_next_week(self):
        """Draft next week's catalogue with this week's offers and terms.

        :return: the action that shows it.
        """
        self.ensure_one()
        following = self.create(self._prepare_next_vals())
        offerable = self.offer_ids.filtered("product_tmpl_id.is_offerable")
        self.env["hub.offer"].create(
            [offer._prepare_next_offer_vals(following) for offer in offerable]
        )
        return following._get_records_action()

    def _get_offerable_products_domain(self):
        return self._get_season_products_domain() & Domain(
            "id", "not in", self.offer_ids.product_id.ids
        )

    def _get_season_products_domain(self):
        month = self.date_delivery.month
        return (
            Domain("producer_id", "!=", False)
            & Domain("sale_ok", "=", True)
            & (
                Domain("season_month_ids", "=", False)
                | Domain("season_month_ids.number", "=", month)
            )
        )

    def _prepare_offer_vals(self, product):
        return {"catalogue_id": self.id, "product_id": product.id}

    def action_view_offers(self):
        """Show the offers of these catalogues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_offer_action"
        )
        action["domain"] = [("catalogue_id", "in", self.ids)]
        action["context"] = {"default_catalogue_id": self[:1].id}
        return action

    def action_view_orders(self):
        """Show the orders of these catalogues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.sale_order_action_hub"
        )
        action["domain"] = [("catalogue_id", "in", self.ids)]
        action["context"] = {"default_catalogue_id": self[:1].id}
        return action

    def action_view_dropoffs(self):
        """Show the drop-offs of these catalogues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.stock_picking_action_dropoff"
        )
        action["domain"] = [("id", "in", self.dropoff_ids.ids)]
        return action

    def action_view_deliveries(self):
        """Show the deliveries of these catalogues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.stock_picking_action_delivery"
        )
        action["domain"] = [("id", "in", self.delivery_ids.ids)]
        return action
