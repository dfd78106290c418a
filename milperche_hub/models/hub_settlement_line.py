from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.commission import allocate_cents, unit_price
from ..tools.due_date import latest_payment_date
from ..tools.ties import match

BORNE_BY = [("producer", "The producer"), ("hub", "The hub")]


class HubSettlementLine(models.Model):
    """One delivered line, return, reduction or adjustment, settled once.

    ``amount_net + amount_commission - amount_borne = amount_gross``, always: what
    the producer gets, what the hub keeps, less what the hub takes on itself, is what
    the client pays for the goods.
    """

    _name = "hub.settlement.line"
    _description = "Settlement line"
    _order = "settlement_id, date, product_id, id"
    _check_company_auto = True

    settlement_id = fields.Many2one(
        "hub.settlement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="settlement_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    producer_id = fields.Many2one(
        related="settlement_id.producer_id", store=True, index=True
    )
    kind = fields.Selection(
        [
            ("delivery", "Delivery"),
            ("return", "Return"),
            ("reduction", "Reduction"),
            ("adjustment", "Adjustment"),
        ],
        required=True,
        readonly=True,
        default="delivery",
    )
    move_id = fields.Many2one(
        "stock.move", "Delivered line", readonly=True, index="btree_not_null"
    )
    reduction_id = fields.Many2one(
        "hub.reduction", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", compute="_compute_origin", compute_sudo=True
    )
    picking_id = fields.Many2one(
        "stock.picking", compute="_compute_origin", compute_sudo=True
    )
    lot_ids = fields.Many2many(
        "stock.lot", compute="_compute_lot_ids", compute_sudo=True
    )
    # The bookkeeper, who may not read the stock, still reads which lots were sold.
    lot_names = fields.Char("Lots", compute="_compute_lot_ids", compute_sudo=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    date = fields.Date("Delivered on", required=True, readonly=True)
    date_due = fields.Date("Pay by", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    price_unit = fields.Float("Price", digits="Product Price", readonly=True)
    commission_rate = fields.Float("Commission %", digits=(6, 3), readonly=True)
    borne_by = fields.Selection(
        BORNE_BY, readonly=True, help="Who a reduction is taken from."
    )
    reason = fields.Char(readonly=True)
    amount_gross = fields.Monetary("Sales excl. tax", readonly=True)
    amount_commission = fields.Monetary("Commission", readonly=True)
    amount_borne = fields.Monetary(
        "Borne by the hub",
        readonly=True,
        help="What clients do not pay, or the producer gets besides, at the hub's"
        " cost.",
    )
    amount_net = fields.Monetary("Net", readonly=True)
    account_move_line_id = fields.Many2one(
        "account.move.line",
        "Invoice line",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    amount_invoiced = fields.Monetary("Invoiced", compute="_compute_amount_invoiced")

    _move_unique = models.UniqueIndex(
        "(move_id)", "This delivered line is already settled."
    )
    _reduction_unique = models.UniqueIndex(
        "(reduction_id)", "This reduction is already settled."
    )
    # the figures look for the few adjustments among all lines
    _adjustment_index = models.Index("(date) WHERE kind = 'adjustment'")
    _origin_check = models.Constraint(
        "CHECK(move_id IS NOT NULL OR reduction_id IS NOT NULL"
        " OR (kind = 'adjustment' AND reason IS NOT NULL AND reason <> ''))",
        "Say why: an adjustment has a reason.",
    )
    _balance_check = models.Constraint(
        "CHECK(amount_gross IS NULL OR round(COALESCE(amount_net, 0)"
        " + COALESCE(amount_commission, 0) - COALESCE(amount_borne, 0), 2)"
        " = round(amount_gross, 2) OR (COALESCE(amount_net, 0) = 0"
        " AND COALESCE(amount_commission, 0) = 0 AND COALESCE(amount_borne, 0) = 0))",
        "A line's net and commission, less what the hub bears, are its sales.",
    )

    @api.depends("move_id", "reduction_id.move_id")
    def _compute_origin(self):
        for line in self:
            move = line._get_origin_move()
            line.sale_line_id = move.sale_line_id
            line.picking_id = move.picking_id

    @api.depends("move_id.move_line_ids.lot_id", "reduction_id.move_id")
    def _compute_lot_ids(self):
        for line in self:
            line.lot_ids = line._get_origin_move().move_line_ids.lot_id
            line.lot_names = ", ".join(line.lot_ids.mapped("name"))

    @api.depends("account_move_line_id.price_subtotal", "amount_gross")
    def _compute_amount_invoiced(self):
        """The invoice line's amount; where lines share it, the last has the rest."""
        for line in self:
            invoice_line = line.account_move_line_id.sudo()
            amount = invoice_line._get_hub_sign() * invoice_line.price_subtotal
            mates = invoice_line.settlement_line_ids
            if len(mates) > 1:
                last = mates.sorted("id")[-1:]
                if line._origin == last._origin:
                    amount -= sum((mates - last).mapped("amount_gross"))
                else:
                    amount = line.amount_gross
            line.amount_invoiced = amount

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(line.settlement_id.is_posted for line in self):
            raise UserError(self.env._("A posted settlement keeps its lines."))

    def _get_origin_move(self):
        """The delivered line behind a line, of which a reduction takes off."""
        self.ensure_one()
        return self.move_id or self.reduction_id.move_id

    # ------------------------------------------------------------------
    # Commission
    # ------------------------------------------------------------------

    def _allocate_commission(self):
        """Exact decimals per rate, spread by largest remainder.

        A reduction that the hub bears costs the producer nothing and the commission
        nothing; an adjustment has no commission: both are borne by the hub.
        """
        parts = allocate_cents(
            [
                (
                    line.amount_gross,
                    line.commission_rate,
                    line.kind == "adjustment" or line.borne_by == "hub",
                    line.amount_net if line.kind == "adjustment" else None,
                )
                for line in self
            ]
        )
        for line, (commission, net, borne) in zip(self, parts, strict=True):
            line._set_amounts(commission / 100, net / 100, borne / 100)

    def _set_amounts(self, commission, net, borne):
        vals = {
            "amount_commission": commission,
            "amount_net": net,
            "amount_borne": borne,
        }
        changed = any(
            self.currency_id.compare_amounts(self[name], value)
            for name, value in vals.items()
        )
        if changed:
            self.write(vals)

    # ------------------------------------------------------------------
    # The client's invoice
    # ------------------------------------------------------------------

    def _tie_invoice_lines(self):
        """Tie delivered lines to the posted client-invoice lines that bill them."""
        loose = self.filtered(
            lambda line: (
                line.move_id and line.quantity and not line.account_move_line_id
            )
        )
        for sale_line, lines in loose.grouped(
            lambda line: line.sudo().move_id.sale_line_id
        ).items():
            invoiced = sale_line._get_untied_invoiced()
            if not invoiced:
                continue
            lines = lines.sorted(lambda line: (line.date, line.id))
            ties, left = match([(line, line.quantity) for line in lines], invoiced)
            for invoice_line, keys in ties:
                self.browse().union(*keys).account_move_line_id = invoice_line
            if left and not ties:
                # Invoiced by hand in another quantity: the difference shows.
                left[0].account_move_line_id = left[0]._get_likely(invoiced)

    def _get_likely(self, invoiced):
        self.ensure_one()
        for invoice_line, quantity in invoiced:
            if (quantity < 0) == (self.quantity < 0):
                return invoice_line
        return self.env["account.move.line"]

    @api.model
    def _get_payment_limit(self, rule, day):
        """Last legal day to pay goods under due ``rule`` delivered on ``day``."""
        return latest_payment_date(rule, day)

    # ------------------------------------------------------------------
    # The producer's bill
    # ------------------------------------------------------------------

    def _get_bill_key(self):
        """Lines with the same key make one line of the self-billed invoice."""
        self.ensure_one()
        reason = self.reason if self.kind == "adjustment" else False
        taxes = self._get_bill_taxes()
        return self.product_id, self.uom_id, self.commission_rate, taxes, reason

    def _prepare_bill_line_vals(self, sign):
        """Values of one self-billed line for these lines of one key."""
        quantity = sum(self.mapped("quantity"))
        net = sum(self.mapped("amount_net"))
        product = self.product_id
        if not product or product.uom_id.is_zero(quantity):
            quantity, price = 1.0, sign * net
        else:
            quantity *= sign
            price = unit_price(sign * net, quantity)
        adjustment = self.filtered(lambda line: line.kind == "adjustment")
        return {
            "product_id": product.id,
            "name": adjustment[:1].reason or product.display_name,
            "quantity": quantity,
            "product_uom_id": self.uom_id.id,
            "price_unit": price,
            "tax_ids": [Command.set(self[:1]._get_bill_taxes().ids)],
        }
