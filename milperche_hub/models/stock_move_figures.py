from odoo import api, fields, models

#: what was sold when to whom, then for how much
SALE_FACTS = ("hub_sale_date", "hub_sale_partner_id", "hub_sale_quantity")
SALE_AMOUNTS = ("hub_sale_amount", "hub_sale_commission")


class StockMove(models.Model):
    """What one delivered line is worth in the figures, kept on the line itself.

    The figures add these up. They are frozen with the documents they come from: the
    price of the order, then the cents of the settlement; labels and weight of the day
    of delivery. Without them each question would read five documents per line.
    """

    _inherit = "stock.move"

    hub_sale_date = fields.Date(
        "Delivered on",
        compute="_compute_hub_sale",
        store=True,
        compute_sudo=True,
        groups="base.group_user",
        help="Empty for what is not a sale of a producer's goods.",
    )
    hub_sale_partner_id = fields.Many2one(
        "res.partner",
        "Sold to",
        compute="_compute_hub_sale",
        store=True,
        compute_sudo=True,
        groups="base.group_user",
    )
    hub_sale_quantity = fields.Float(
        "Sold",
        digits="Product Unit",
        compute="_compute_hub_sale",
        store=True,
        compute_sudo=True,
        groups="base.group_user",
        help="In the product's unit; negative when it came back.",
    )
    hub_sale_amount = fields.Float(
        "Sold excl. tax",
        digits=(16, 2),
        compute="_compute_hub_sale_amounts",
        store=True,
        compute_sudo=True,
        groups="milperche_hub.group_coordinator,account.group_account_readonly",
    )
    hub_sale_commission = fields.Float(
        "Commission",
        digits=(16, 6),
        compute="_compute_hub_sale_amounts",
        store=True,
        compute_sudo=True,
        groups="milperche_hub.group_coordinator,account.group_account_readonly",
    )
    hub_sale_weight = fields.Float(
        "Sold (kg)",
        digits=(16, 7),
        compute="_compute_hub_sale_weight",
        store=True,
        compute_sudo=True,
        groups="base.group_user",
    )
    hub_sale_labels = fields.Char(
        "Labels of the Day",
        compute="_compute_hub_sale_labels",
        store=True,
        compute_sudo=True,
        groups="base.group_user",
        help="EGalim codes proved on the day of delivery, the one that counts first.",
    )

    hub_sale_local = fields.Selection(
        [("yes", "Local"), ("no", "Not local"), ("unknown", "Not known")],
        "Local",
        compute="_compute_hub_sale_local",
        store=True,
        compute_sudo=True,
        groups="base.group_user",
        help="By the main definition in force on the day of delivery.",
    )

    # All that a question about the figures usually reads: the moves themselves, a
    # wide table, are left alone. The first two are asked by joins even when
    # PostgreSQL leaves the joins out.
    _hub_sale_index = models.Index(
        "(hub_sale_date) INCLUDE (id, sale_line_id, company_id, producer_id,"
        " hub_sale_partner_id, product_id, picking_id, hub_sale_quantity,"
        " hub_sale_amount, hub_sale_commission, hub_sale_weight)"
        " WHERE hub_sale_date IS NOT NULL"
    )

    @api.depends(
        "date",
        "hub_credited_quantity",
        "location_dest_id",
        "location_id",
        "producer_id",
        "product_uom",
        "quantity",
        "sale_line_id",
        "state",
        "to_refund",
    )
    def _compute_hub_sale(self):
        for move in self:
            if move._is_hub_sale():
                facts = move._prepare_sale_facts()
                if (move.hub_sale_date or facts["hub_sale_date"]) != facts[
                    "hub_sale_date"
                ]:
                    move._count_refunds_again()
                move.update(facts)
            elif move.hub_sale_date:
                # most lines wait for their delivery: nothing to write on them
                move.update(dict.fromkeys(SALE_FACTS, False))

    @api.depends(
        "hub_sale_date",
        "hub_sale_quantity",
        "settlement_line_ids.amount_commission",
        "settlement_line_ids.amount_gross",
        "settlement_line_ids.settlement_id.is_posted",
    )
    def _compute_hub_sale_amounts(self):
        for move in self:
            if move.hub_sale_date:
                move.update(move._prepare_sale_amounts())
            elif move.hub_sale_amount:
                move.update(dict.fromkeys(SALE_AMOUNTS, False))

    @api.depends("hub_sale_date", "hub_sale_quantity")
    def _compute_hub_sale_weight(self):
        sold = self.filtered("hub_sale_date")
        weights = self.env["hub.weight.factor"]._get_unit_weights(
            {(move.product_id, move.hub_sale_date) for move in sold}
        )
        for move in self - sold:
            if move.hub_sale_weight:
                move.hub_sale_weight = 0.0
        for move in sold:
            weight = weights[move.product_id, move.hub_sale_date]
            move.hub_sale_weight = move.hub_sale_quantity * weight

    @api.depends("hub_sale_date")
    def _compute_hub_sale_labels(self):
        for date, moves in self.grouped("hub_sale_date").items():
            if not date:
                moves.filtered("hub_sale_labels").hub_sale_labels = False
                continue
            labels = moves.product_id.product_tmpl_id._hub_label_ids(date)
            for move in moves:
                criteria = labels[move.product_id.product_tmpl_id]
                move.hub_sale_labels = ",".join(criteria._get_egalim_codes())

    @api.depends("hub_sale_date", "hub_sale_partner_id")
    def _compute_hub_sale_local(self):
        answers = {True: "yes", False: "no", None: "unknown"}
        for date, moves in self.grouped("hub_sale_date").items():
            if not date:
                moves.filtered("hub_sale_local").hub_sale_local = False
                continue
            main = self.env["hub.local.definition"]._get_in_force(date)[:1]
            partners = moves.producer_id | moves.hub_sale_partner_id
            places = {partner: partner._hub_get_place() for partner in partners}
            for move in moves:
                farm, there = places[move.producer_id], places[move.hub_sale_partner_id]
                answer = main and main._prepare_answer(farm, there)["answer"]
                move.hub_sale_local = answers[answer if main else None]

    # ------------------------------------------------------------------
    # One line
    # ------------------------------------------------------------------

    def _is_hub_sale(self):
        """Whether the line is in :meth:`_get_delivered_domain`, and counts.

        A return that a credit note had paid back already does not.
        """
        self.ensure_one()
        return bool(
            self.state == "done"
            and self.sale_line_id
            and self.producer_id
            and self.quantity
            and (
                self.location_dest_id.usage == "customer"
                or (self.location_id.usage == "customer" and self.to_refund)
            )
            and self._get_sold_quantity()
        )

    def _prepare_sale_facts(self):
        """What was sold, when and to whom."""
        self.ensure_one()
        line = self.sale_line_id
        client = line.order_id.partner_id
        if not client.hub_client_kind:
            client = client.commercial_partner_id
        return {
            "hub_sale_date": self.env["hub.catalogue"]._to_local(self.date).date(),
            "hub_sale_partner_id": client.id,
            "hub_sale_quantity": line.product_uom_id._compute_quantity(
                self._get_sold_quantity(), self.product_id.uom_id, round=False
            ),
        }

    def _prepare_sale_amounts(self):
        """The cents of the posted settlement; before it what the order says."""
        self.ensure_one()
        lines = self.settlement_line_ids.filtered("settlement_id.is_posted")
        if lines:
            amount = sum(lines.mapped("amount_gross"))
            commission = sum(lines.mapped("amount_commission"))
        else:
            amount = self._get_sale_amount(self._get_sold_quantity())
            commission = amount * self.sale_line_id.commission_rate / 100.0
        return {"hub_sale_amount": amount, "hub_sale_commission": commission}

    def _get_sale_amount(self, quantity):
        """Quantity at the frozen price excl. tax, as its invoice line rounds it.

        Where the order line's own subtotal is not its quantity times its price,
        taxes are in the price and the price without them is taken.

        :param float quantity: in the order line's unit
        """
        self.ensure_one()
        line = self.sale_line_id
        price = line.price_unit * (1 - (line.discount or 0.0) / 100.0)
        if abs(line.price_subtotal - line.product_uom_qty * price) > 0.01:
            price = line.price_reduce_taxexcl
        rate = line.order_id.currency_rate or 1.0
        return self.company_id.currency_id.round(quantity * price / rate)

    # ------------------------------------------------------------------
    # Computed anew
    # ------------------------------------------------------------------

    @api.model
    def _get_products_sold_before(self, products, date):
        """Which of the products have a delivered line before ``date``."""
        if not products:
            return products
        groups = self.sudo()._read_group(
            [("product_id", "in", products.ids), ("hub_sale_date", "<", date)],
            ["product_id"],
        )
        return products.browse(product.id for (product,) in groups)

    @api.model
    def _weigh_sales_again(self, products):
        """Have the kilograms of these products' sales computed anew."""
        if products:
            moves = self.sudo().search(
                [("product_id", "in", products.ids), ("hub_sale_date", "!=", False)]
            )
            moves._compute_again("hub_sale_weight")

    def _count_sales_again(self):
        """Have what these lines are worth computed anew."""
        self._compute_again(*SALE_FACTS, *SALE_AMOUNTS)

    def _compute_again(self, *names):
        """Have fields computed anew, and what credit notes copied of them."""
        for name in names:
            self.env.add_to_compute(self._fields[name], self)
        self._count_refunds_again()

    def _count_refunds_again(self):
        """Have what is credited of these lines computed anew."""
        lines = self.env["account.move.line"]._get_refunds_of(self.sale_line_id)
        lines._count_refunds_again()
