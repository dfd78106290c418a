from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from .hub_settlement_line import BORNE_BY


class HubReduction(models.Model):
    """What a client is granted on delivered goods, and who bears it.

    Born from an accepted claim or from a credit note that no return of goods
    explains. It is credited to the client as soon as the goods are invoiced, and
    settled once: at the rate frozen when they were sold, whatever the rate is now.
    """

    _name = "hub.reduction"
    _description = "Accepted reduction"
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_id = fields.Many2one(
        "stock.move", "Delivered line", readonly=True, index="btree_not_null"
    )
    move_line_id = fields.Many2one("stock.move.line", "Delivered lot", readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    producer_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    date = fields.Date("Accepted on", required=True, readonly=True)
    quantity = fields.Float(
        digits="Product Unit", readonly=True, help="0: a rebate on what was kept."
    )
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    price_unit = fields.Float("Price", digits="Product Price", readonly=True)
    commission_rate = fields.Float("Commission %", digits=(6, 3), readonly=True)
    amount = fields.Monetary("Reduction excl. tax", required=True, readonly=True)
    borne_by = fields.Selection(
        BORNE_BY, required=True, default="producer", readonly=True
    )
    reason = fields.Char(required=True, readonly=True)
    is_correction = fields.Boolean(
        "Weight Correction",
        readonly=True,
        help="These goods never left: they cannot come back.",
    )
    account_move_line_id = fields.Many2one(
        "account.move.line",
        "Credit note line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    settlement_line_ids = fields.One2many(
        "hub.settlement.line", "reduction_id", "Settlement lines"
    )

    _amount_check = models.Constraint(
        "CHECK(amount > 0)", "A reduction takes an amount off."
    )

    @api.depends("product_id", "amount", "reason")
    def _compute_display_name(self):
        for reduction in self:
            reduction.display_name = f"{reduction.product_id.name}: {reduction.reason}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.settlement_line_ids or self.account_move_line_id:
            raise UserError(
                self.env._("A reduction that was credited or settled is kept.")
            )

    # ------------------------------------------------------------------
    # Settling
    # ------------------------------------------------------------------

    @api.model
    def _get_to_settle(self, producers, date_from, date_to):
        """Reductions accepted in a period that no settlement holds."""
        domain = (
            Domain("producer_id", "in", producers.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("settlement_line_ids", "=", False)
            & Domain("date", "<=", date_to)
        )
        if date_from:
            domain &= Domain("date", ">=", date_from)
        return self.search(domain, order="date, id")

    def _prepare_claim_line_vals(self, settlement):
        """Values of the negative settlement line of an accepted reduction."""
        self.ensure_one()
        rule = self.product_id.categ_id.hub_due_rule
        return {
            "settlement_id": settlement.id,
            "kind": "reduction",
            "reduction_id": self.id,
            "partner_id": self.partner_id.id,
            "product_id": self.product_id.id,
            "date": self.date,
            "date_due": self.env["hub.settlement.line"]._get_payment_limit(
                rule, self.date
            ),
            "quantity": -self.quantity,
            "uom_id": self.uom_id.id,
            "price_unit": self.price_unit,
            "commission_rate": self.commission_rate,
            "borne_by": self.borne_by,
            "reason": self.reason,
            "amount_gross": -self.amount,
            "account_move_line_id": self.account_move_line_id.id,
        }

    # ------------------------------------------------------------------
    # Crediting
    # ------------------------------------------------------------------

    def _credit(self):
        """Credit the client for reductions whose goods are invoiced.

        :return: the posted credit notes, one per invoice
        """
        refunds = self.env["account.move"]
        waiting = self.sudo().filtered(lambda r: not r.account_move_line_id)
        for invoice, reductions in waiting.grouped(
            lambda reduction: reduction._get_invoice_line().move_id
        ).items():
            if invoice:
                refunds |= reductions._create_refund(invoice)
        return refunds

    def _get_invoice_line(self):
        """The posted invoice line of the goods that this reduction takes off."""
        self.ensure_one()
        lines = self.move_id.sale_line_id.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_invoice"
                and not line.move_id._is_hub_reversed()
            )
        )
        tied = self.move_id.settlement_line_ids.account_move_line_id
        return (tied & lines)[:1] or lines[:1]

    def _create_refund(self, invoice):
        refund = self.env["account.move"].create(self._prepare_refund_vals(invoice))
        lines = refund.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        for reduction, line in zip(self, lines, strict=True):
            reduction._set_credited(line)
        refund._post(soft=False)
        return refund

    def _prepare_refund_vals(self, invoice):
        today = fields.Date.context_today(self)
        return {
            "move_type": "out_refund",
            "reversed_entry_id": invoice.id,
            "partner_id": invoice.partner_id.id,
            "partner_shipping_id": invoice.partner_shipping_id.id,
            "journal_id": invoice.journal_id.id,
            "currency_id": invoice.currency_id.id,
            "company_id": invoice.company_id.id,
            "hub_seller_id": invoice.hub_seller_id.id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "invoice_origin": invoice.name,
            "invoice_line_ids": [
                Command.create(reduction._prepare_refund_line_vals())
                for reduction in self
            ],
        }

    def _prepare_refund_line_vals(self):
        """A credit of goods keeps their quantity; a rebate is one amount."""
        self.ensure_one()
        invoice_line = self._get_invoice_line()
        quantity = self.quantity or 1.0
        return {
            "product_id": self.product_id.id,
            "name": f"{self.product_id.display_name}: {self.reason}",
            "quantity": quantity,
            "product_uom_id": self.uom_id.id,
            "price_unit": self.price_unit if self.quantity else self.amount,
            "tax_ids": [Command.set(invoice_line.tax_ids.ids)],
            "account_id": invoice_line.account_id.id,
            "producer_id": self.producer_id.id,
            "commission_rate": self.commission_rate,
            "sale_line_ids": [Command.set(self.move_id.sale_line_id.ids)],
        }

    def _set_credited(self, line):
        self.account_move_line_id = line
        self.settlement_line_ids.account_move_line_id = line

    @api.constrains("amount", "quantity", "move_id")
    def _check_within_delivered(self):
        """Never more than what was delivered, all reductions of the line together."""
        for move in self.move_id:
            reductions = self.search([("move_id", "=", move.id)])
            granted = sum(reductions.mapped("amount"))
            worth = move._get_amount_gross()
            if self.env.company.currency_id.compare_amounts(granted, worth) > 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s was delivered for %(worth).2f: %(granted).2f"
                        " cannot be taken off it.",
                        product=move.product_id.display_name,
                        worth=worth,
                        granted=granted,
                    )
                )
