from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_is_zero


class HubOffer(models.Model):
    """One product in one catalogue: its price, its rate, and what is left of it.

    The row is the lock of the sale: ``quantity_taken`` changes only through
    :meth:`_post_taken`, whose guarded update is backed by a CHECK constraint.
    """

    _name = "hub.offer"
    _description = "Catalogue offer"
    _order = "catalogue_id desc, categ_id, product_id, id"
    _rec_name = "product_id"
    _check_company_auto = True

    catalogue_id = fields.Many2one(
        "hub.catalogue", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="catalogue_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    catalogue_state = fields.Selection(related="catalogue_id.state")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("producer_id", "!=", False), ("sale_ok", "=", True)],
    )
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id", store=True)
    producer_id = fields.Many2one(
        related="product_id.producer_id", store=True, index=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    price_unit = fields.Float(
        "Price excl. tax",
        digits="Product Price",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    commission_rate = fields.Float(
        "Commission %",
        digits=(6, 3),
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    on_demand = fields.Boolean(
        help="Harvested or made to order: no limit on what can be ordered."
    )
    # Required: the lock compares them in SQL, where an empty number compares to none.
    quantity_offered = fields.Float(
        "Offered", digits="Product Unit", required=True, default=0.0
    )
    quantity_taken = fields.Float(
        "Taken",
        digits="Product Unit",
        required=True,
        default=0.0,
        readonly=True,
        copy=False,
    )
    quantity_left = fields.Float(
        "Left", digits="Product Unit", compute="_compute_quantity_left"
    )
    is_suspended = fields.Boolean(readonly=True, copy=False)
    suspension_reason = fields.Text(readonly=True, copy=False)
    line_ids = fields.One2many("sale.order.line", "offer_id", "Order lines")

    _product_unique = models.UniqueIndex(
        "(catalogue_id, product_id)", "A product is offered once in a catalogue."
    )
    _quantity_check = models.Constraint(
        "CHECK(quantity_taken >= 0 AND quantity_offered >= 0"
        " AND (on_demand OR quantity_taken <= quantity_offered))",
        "More than what is offered cannot be taken.",
    )
    _price_check = models.Constraint(
        "CHECK(price_unit >= 0)", "A price cannot be negative."
    )
    _rate_check = models.Constraint(
        "CHECK(commission_rate >= 0 AND commission_rate <= 100)",
        "A commission lies between 0 and 100 %.",
    )

    @api.depends("product_id")
    def _compute_terms(self):
        rates = self._get_commission_rates()
        for offer in self:
            offer.price_unit = offer.product_id.lst_price
            offer.commission_rate = rates.get(offer.product_id, 0.0)

    @api.depends("quantity_offered", "quantity_taken", "on_demand")
    def _compute_quantity_left(self):
        for offer in self:
            offer.quantity_left = (
                0.0
                if offer.on_demand
                else offer.quantity_offered - offer.quantity_taken
            )

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        offers._check_enters_catalogue()
        return offers

    def write(self, vals):
        if "quantity_offered" in vals or "on_demand" in vals:
            self._check_offered_covers_taken(vals)
        result = super().write(vals)
        if {"product_id", "catalogue_id"} & vals.keys():
            self._check_enters_catalogue()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_taken(self):
        for offer in self:
            if not float_is_zero(offer.quantity_taken, precision_digits=6):
                raise UserError(
                    self.env._(
                        "%(product)s is already ordered: suspend the offer instead.",
                        product=offer.product_id.display_name,
                    )
                )

    def _check_enters_catalogue(self):
        """First moment of the gate: what is not proved enters no catalogue."""
        reasons = self.product_tmpl_id._hub_blocking_reasons(self._get_gate_date())
        for offer in self:
            sentences = reasons.get(offer.product_tmpl_id)
            if sentences:
                raise UserError(
                    self.env._(
                        "%(product)s cannot be offered: %(reasons)s",
                        product=offer.product_id.display_name,
                        reasons=" · ".join(sentences),
                    )
                )

    def _check_offered_covers_taken(self, vals):
        for offer in self:
            on_demand = vals.get("on_demand", offer.on_demand)
            offered = vals.get("quantity_offered", offer.quantity_offered)
            if (
                not on_demand
                and offer.uom_id.compare(offered, offer.quantity_taken) < 0
            ):
                raise UserError(
                    self.env._(
                        "%(taken)s %(uom)s of %(product)s are already ordered:"
                        " the offer cannot go below.",
                        taken=self.env["hub.catalogue"]._format_portal_quantity(
                            offer.quantity_taken
                        ),
                        uom=offer.uom_id._get_hub_name(),
                        product=offer.product_id.display_name,
                    )
                )

    @api.model
    def _get_gate_date(self):
        return self.env["hub.proof"]._get_gate_date()

    def _get_commission_rates(self):
        return self.env["hub.commission.rule"]._get_rates(
            self.product_id, self._get_gate_date()
        )

    def _refresh_terms(self):
        """Freeze the commission rate in force on the day of opening."""
        rates = self._get_commission_rates()
        for offer in self:
            offer.commission_rate = rates.get(offer.product_id, 0.0)

    def _prepare_next_offer_vals(self, catalogue):
        return {
            "catalogue_id": catalogue.id,
            "product_id": self.product_id.id,
            "price_unit": self.price_unit,
            "on_demand": self.on_demand,
            "quantity_offered": self.quantity_offered,
        }

    # ------------------------------------------------------------------
    # The lock
    # ------------------------------------------------------------------

    @api.model
    def _post_taken(self, deltas):
        """Change what is taken from offers, all or nothing.

        :param dict deltas: ``{offer id: quantity to add}``, in the product's unit;
            negative quantities give back.
        :raise UserError: an offer has less left than asked; names what is left.

        The rows are locked in the order of their ids, so that two baskets never
        wait for each other, then changed by one guarded update; what an offer in
        shortage gets back is not on sale again. NO KEY: each
        basket just written refers to its offers and so holds their keys; asking
        for the whole rows, two of them would wait for each other. Free of
        transaction control: callers at the edge choose READ COMMITTED, under
        which a waiter sees the fresh counter instead of a serialization error.
        """
        deltas = {key: delta for key, delta in deltas.items() if delta}
        if not deltas:
            return
        ids = sorted(deltas)
        self.env.execute_query(
            SQL(
                "SELECT id FROM hub_offer WHERE id = ANY(%s) ORDER BY id"
                " FOR NO KEY UPDATE",
                ids,
            )
        )
        updated = self.env.execute_query(
            SQL(
                """
                UPDATE hub_offer
                   SET quantity_taken = round(quantity_taken + change.delta, 6),
                       quantity_offered = CASE WHEN is_short
                           THEN LEAST(quantity_offered, GREATEST(quantity_supply,
                                      round(quantity_taken + change.delta, 6)))
                           ELSE quantity_offered END
                  FROM unnest(%s::int[], %s::numeric[]) AS change(id, delta)
                 WHERE hub_offer.id = change.id
                   AND (change.delta <= 0 OR hub_offer.on_demand
                        OR quantity_taken + change.delta <= quantity_offered)
             RETURNING hub_offer.id
                """,
                ids,
                [deltas[key] for key in ids],
            )
        )
        self.browse(ids).invalidate_recordset(
            ["quantity_taken", "quantity_left", "quantity_offered"]
        )
        refused = self.browse(set(ids) - {row[0] for row in updated})
        if refused:
            raise UserError(refused.sorted("id")._get_refusal_message())

    def _get_refusal_message(self):
        """One sentence per offer that says what is left of it."""
        return "\n".join(
            self.env._(
                "%(product)s: only %(left)s %(uom)s left.",
                product=offer.product_id.display_name,
                left=self.env["hub.catalogue"]._format_portal_quantity(
                    max(offer.quantity_left, 0.0)
                ),
                uom=offer.uom_id._get_hub_name(),
            )
            for offer in self
        )
