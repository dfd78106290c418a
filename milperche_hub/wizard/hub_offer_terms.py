from odoo import api, fields, models
from odoo.tools import formatLang


class HubOfferTerms(models.TransientModel):
    """Change the frozen price or commission of an offer, knowing what it touches."""

    _name = "hub.offer.terms"
    _description = "Change the terms of an offer"

    offer_id = fields.Many2one(
        "hub.offer", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="offer_id.currency_id")
    uom_id = fields.Many2one(related="offer_id.uom_id")
    price_before = fields.Float(
        "Price Now", related="offer_id.price_unit", digits="Product Price"
    )
    rate_before = fields.Float(
        "Commission Now", related="offer_id.commission_rate", digits=(5, 2)
    )
    price_unit = fields.Float(
        "New Price",
        digits="Product Price",
        compute="_compute_terms",
        store=True,
        precompute=True,
        readonly=False,
    )
    commission_rate = fields.Float(
        "New Commission %",
        digits=(5, 2),
        compute="_compute_terms",
        store=True,
        precompute=True,
        readonly=False,
    )
    reason = fields.Char()
    scope = fields.Selection(
        [("all", "All orders"), ("new", "Only what is ordered from now on")],
        "Holds for",
        required=True,
        default="all",
        help="What was placed before may keep its price; baskets never do.",
    )
    tell_clients = fields.Boolean(
        "Tell the Clients Concerned",
        default=True,
        help="Those who placed an order of it get the price before and after.",
    )
    line_ids = fields.Many2many(
        "sale.order.line", string="Lines Touched", compute="_compute_effect"
    )
    line_count = fields.Integer("Lines", compute="_compute_effect")
    amount_before = fields.Monetary("Sales Now", compute="_compute_effect")
    amount_after = fields.Monetary("Sales Then", compute="_compute_effect")
    net_before = fields.Monetary("Producer's Share Now", compute="_compute_effect")
    net_after = fields.Monetary("Producer's Share Then", compute="_compute_effect")

    @api.depends("offer_id")
    def _compute_terms(self):
        for dialog in self:
            dialog.price_unit = dialog.offer_id.price_unit
            dialog.commission_rate = dialog.offer_id.commission_rate

    @api.depends("offer_id", "price_unit", "commission_rate", "scope")
    def _compute_effect(self):
        for dialog in self:
            lines = dialog.offer_id._get_touched_lines()
            if dialog.scope == "new":
                lines -= lines._get_placed()
            own = lines.filtered(lambda line: line._get_agreed_price() is None)
            quantity = sum(own.mapped("product_uom_qty"))
            fixed = sum((lines - own).mapped("price_subtotal"))
            before = sum(lines.mapped("price_subtotal"))
            after = fixed + quantity * dialog.price_unit
            dialog.line_ids = lines
            dialog.line_count = len(lines)
            dialog.amount_before = before
            dialog.amount_after = after
            dialog.net_before = before * (1 - dialog.rate_before / 100)
            dialog.net_after = after * (1 - dialog.commission_rate / 100)

    def action_apply(self):
        """Change the terms and every line they touch; tell who placed an order.

        :raise UserError: see :meth:`hub.offer._change_terms`.
        """
        self.ensure_one()
        offer, before = self.offer_id, self.price_before
        vals = {
            name: self[name]
            for name in ("price_unit", "commission_rate")
            if self[name] != offer[name]
        }
        net = offer._format_net_price()
        lines = offer._change_terms(vals, self.reason, only_new=self.scope == "new")
        if self.tell_clients and "price_unit" in vals:
            self._tell(lines, before)
        if offer._format_net_price() != net:
            self._tell_producer(net)
        return True

    def _tell(self, lines, before):
        orders = lines.order_id.filtered("hub_date_placed")
        version = self.offer_id.change_ids[:1].id
        self.env["hub.message"]._post_once(
            [self._prepare_message_vals(order, before, version) for order in orders]
        )

    def _prepare_message_vals(self, order, before, version):
        client = order.partner_id
        offer = self.offer_id.with_context(lang=client.lang or self.env.lang)
        product = offer.product_id.name
        return {
            "key": f"terms-{version}-{order.id}",
            "kind": "terms",
            "partner_id": client.id,
            "subject": offer.env._("%s: the price has changed", product),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_terms",
                client,
                {
                    "offer": offer,
                    "before": self._format_price(offer, before),
                    "after": self._format_price(offer, offer.price_unit),
                    "reason": self.reason,
                },
            ),
            "res_model": order._name,
            "res_id": order.id,
        }

    def _tell_producer(self, before):
        """Its net price changed: the producer reads it before and after, once."""
        producer = self.offer_id.producer_id
        offer = self.offer_id.with_context(lang=producer.lang or self.env.lang)
        values = {
            "offer": offer,
            "before": before,
            "after": offer._format_net_price(),
            "reason": self.reason,
            "scope": self.scope,
        }
        body = self.env["hub.message"]._render(
            "milperche_hub.message_terms_producer", producer, values
        )
        vals = {
            "key": f"terms-{self.offer_id.change_ids[:1].id}-producer-{producer.id}",
            "kind": "terms_producer",
            "partner_id": producer.id,
            "subject": offer.env._("%s: your price changes", offer.product_id.name),
            "body": body,
            "res_model": offer._name,
            "res_id": offer.id,
        }
        self.env["hub.message"]._post_once([vals])

    @api.model
    def _format_price(self, offer, price):
        return formatLang(
            offer.env, price, dp="Product Price", currency_obj=offer.currency_id
        )
