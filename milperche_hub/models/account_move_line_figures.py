from odoo import api, fields, models

#: what a refund line keeps for the figures, as a delivered line does
REFUND_FACTS = (
    "hub_sale_date",
    "hub_sale_partner_id",
    "hub_sale_line_id",
    "hub_sale_picking_id",
    "hub_sale_settlement_id",
    "hub_sale_quantity",
    "hub_sale_amount",
    "hub_sale_commission",
    "hub_sale_amount_borne",
    "hub_sale_weight",
    "hub_sale_labels",
    "hub_sale_local",
)
# read apart: whoever reads invoice lines leaves them alone
KEPT = {
    "compute": "_compute_hub_sale",
    "store": True,
    "compute_sudo": True,
    "prefetch": "hub_sale",
    "groups": "base.group_user",
}
KEPT_MONEY = {
    **KEPT,
    "groups": "milperche_hub.group_coordinator,account.group_account_readonly",
}


class AccountMoveLine(models.Model):
    """What a credit note takes off the figures, kept on its lines.

    Only lines that no return of goods explains: a return is a delivered line itself.
    Without these fields each question would read all documents behind each refund.
    """

    _inherit = "account.move.line"

    hub_sale_date = fields.Date("Credited on", **KEPT)
    hub_sale_partner_id = fields.Many2one("res.partner", "Credited to", **KEPT)
    hub_sale_line_id = fields.Many2one(
        "sale.order.line", "Order line credited", index="btree_not_null", **KEPT
    )
    hub_sale_picking_id = fields.Many2one("stock.picking", "Delivery credited", **KEPT)
    hub_sale_settlement_id = fields.Many2one(
        "hub.settlement", "Settled in", index="btree_not_null", **KEPT
    )
    hub_sale_quantity = fields.Float(
        "Quantity credited",
        digits="Product Unit",
        help="In the product's unit, negative; 0 for a rebate on what was kept.",
        **KEPT,
    )
    hub_sale_amount = fields.Float(
        "Credited excl. tax", digits=(16, 2), help="Negative.", **KEPT_MONEY
    )
    hub_sale_commission = fields.Float(
        "Commission credited", digits=(16, 6), **KEPT_MONEY
    )
    hub_sale_amount_borne = fields.Float(
        "Credited at the hub's cost", digits=(16, 2), **KEPT_MONEY
    )
    hub_sale_weight = fields.Float("Credited (kg)", digits=(16, 7), **KEPT)
    hub_sale_labels = fields.Char("Labels credited", **KEPT)
    hub_sale_local = fields.Selection(
        [("yes", "Local"), ("no", "Not local"), ("unknown", "Not known")],
        "Local credited",
        **KEPT,
    )

    # with them PostgreSQL answers the usual questions from the index alone
    _hub_sale_index = models.Index(
        "(hub_sale_date) INCLUDE (id, move_id, company_id, producer_id, product_id,"
        " hub_sale_partner_id, hub_sale_line_id, hub_sale_picking_id,"
        " hub_sale_quantity, hub_sale_amount, hub_sale_commission, hub_sale_weight)"
        " WHERE hub_sale_date IS NOT NULL"
    )

    @api.depends(
        "balance",
        "commission_rate",
        "date",
        "display_type",
        "hub_reduction_ids.amount",
        "hub_reduction_ids.borne_by",
        "hub_reduction_ids.is_correction",
        "hub_reduction_ids.settlement_line_ids.settlement_id.is_posted",
        "move_id.invoice_date",
        "move_id.move_type",
        "parent_state",
        "price_unit",
        "producer_id",
        "product_uom_id",
        "quantity",
        "sale_line_ids.move_ids.hub_credited_quantity",
        "sale_line_ids.price_unit",
        "sale_line_ids.qty_delivered",
        "sale_line_ids.qty_invoiced",
    )
    def _compute_hub_sale(self):
        for line in self:
            # most lines are invoices': they never have any of it
            if line.move_id.move_type == "out_refund":
                facts = line._prepare_refund_facts()
                if facts or line.hub_sale_date:
                    line.update({**dict.fromkeys(REFUND_FACTS, False), **facts})

    def _count_refunds_again(self):
        """Have what these refund lines keep for the figures computed anew."""
        for name in REFUND_FACTS:
            self.env.add_to_compute(self._fields[name], self)

    @api.model
    def _get_refunds_of(self, sale_lines):
        """Refund lines in the figures that credit these order lines."""
        if not sale_lines:
            return self.browse()
        return self.sudo().search([("hub_sale_line_id", "in", sale_lines.ids)])

    # ------------------------------------------------------------------
    # One line
    # ------------------------------------------------------------------

    def _prepare_refund_facts(self):
        """What a refund line takes off the figures; nothing when goods explain it.

        A refund at the sale price takes its quantity back, at the weight and with the
        labels of its delivery; at another price it is a rebate and the kilograms stay.
        """
        self.ensure_one()
        tied = self.settlement_line_ids
        settled = tied.filtered(lambda line: not line.move_id)
        sold = self.sale_line_ids[:1]
        share = self._get_refund_share(sold)
        if not self._is_counted_refund() or not (settled or (share > 0 and not tied)):
            return {}
        origin = sold.move_ids.filtered(lambda move: move.hub_sale_quantity > 0)
        origin = origin.sorted("id")[:1]
        quantity = 0.0
        if not (sold and self._is_rebate(sold)):
            quantity = -share * self.product_uom_id._compute_quantity(
                self.quantity, self.product_id.uom_id, round=False
            )
        client = origin.hub_sale_partner_id or sold.order_id.partner_id
        return {
            "hub_sale_date": self.move_id.invoice_date or self.date,
            "hub_sale_partner_id": (client or self.partner_id).id,
            "hub_sale_line_id": sold.id,
            "hub_sale_picking_id": origin.picking_id.id,
            "hub_sale_settlement_id": settled.settlement_id[:1].id,
            "hub_sale_quantity": quantity,
            "hub_sale_weight": quantity * self._get_refund_unit_weight(origin),
            "hub_sale_labels": origin.hub_sale_labels,
            "hub_sale_local": origin.hub_sale_local,
            **self._prepare_refund_amounts(settled, share),
        }

    def _is_counted_refund(self):
        return bool(
            self.parent_state == "posted"
            and self.display_type == "product"
            and self.producer_id
        )

    def _get_refund_unit_weight(self, origin):
        """What one unit weighed when it was delivered."""
        if origin:
            return origin.hub_sale_weight / origin.hub_sale_quantity
        return self.product_id.weight

    def _prepare_refund_amounts(self, settled, share):
        """The cents of the posted settlement; before it what the credit note says.

        What the hub grants at its own cost leaves its commission alone.
        """
        posted = settled.filtered("settlement_id.is_posted")
        if posted:
            return {
                "hub_sale_amount": sum(posted.mapped("amount_gross")),
                "hub_sale_commission": sum(posted.mapped("amount_commission")),
                "hub_sale_amount_borne": sum(posted.mapped("amount_borne")),
            }
        granted = self.hub_reduction_ids.filtered(lambda r: r.borne_by == "hub")
        amount = -share * self.balance
        return {
            "hub_sale_amount": amount,
            "hub_sale_commission": (
                0.0 if granted else amount * self.commission_rate / 100.0
            ),
            "hub_sale_amount_borne": sum(granted.mapped("amount")),
        }

    # ------------------------------------------------------------------
    # The share that counts
    # ------------------------------------------------------------------

    def _get_refund_share(self, sold):
        """The share of a refund line to count, from 0.0 to 1.0.

        What is refunded at the sale price beyond the goods that came back, as far as
        it is not delivered and waiting to be invoiced: 10 delivered and invoiced, 3
        refunded of which 2 came back, 1 counts. What came back after its refund leaves
        it alone: the return does not count. A corrected weight never left: it counts
        whatever comes back.
        """
        corrects = any(self.hub_reduction_ids.mapped("is_correction"))
        if not sold or corrects or self._is_rebate(sold):
            return 1.0
        corrected = sold._get_corrected_quantity()
        charged, refunded, noted = self._get_invoiced_quantities(sold)
        refunded -= corrected
        noted = round(noted - corrected, 6)
        back = sold.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.to_refund
                and move.location_id.usage == "customer"
            )
        )
        credited = sum(back.mapped("hub_credited_quantity"))
        returned = sum(
            move.product_uom._compute_quantity(
                move.quantity, sold.product_uom_id, round=False
            )
            for move in back
        )
        counted = min(
            noted,
            refunded - (returned - credited),
            sold.qty_delivered + credited - charged + refunded,
        )
        # free of what binary fractions leave, 0.1 + 0.2 - 0.3
        return max(0.0, round(counted, 6)) / noted if noted > 0 else 0.0

    def _get_invoiced_quantities(self, sold):
        """Quantities of an order line at the sale price, in its own unit.

        :return: what was charged, what was refunded by any document, and what of it
            by credit notes
        """
        charged = refunded = noted = 0.0
        for line in sold.invoice_lines:
            is_note = line.move_id.move_type == "out_refund"
            if line.parent_state != "posted" or (is_note and line._is_rebate(sold)):
                continue
            quantity = line.product_uom_id._compute_quantity(
                line.quantity, sold.product_uom_id, round=False
            )
            noted += quantity if is_note else 0.0
            quantity = -quantity if is_note else quantity
            charged += max(quantity, 0.0)
            refunded += max(-quantity, 0.0)
        return charged, refunded, noted
