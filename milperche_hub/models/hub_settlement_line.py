from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.commission import split_commission, unit_price
from ..tools.due_date import latest_payment_date


class HubSettlementLine(models.Model):
    """One delivered line (or return), settled once, tied to its invoice line."""

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
    move_id = fields.Many2one(
        "stock.move", "Delivered line", required=True, readonly=True, index=True
    )
    sale_line_id = fields.Many2one(related="move_id.sale_line_id")
    picking_id = fields.Many2one(related="move_id.picking_id")
    lot_ids = fields.Many2many(
        "stock.lot", compute="_compute_lot_ids", compute_sudo=True
    )
    # The bookkeeper, who may not read the stock, still reads which lots were sold.
    lot_names = fields.Char("Lots", compute="_compute_lot_ids", compute_sudo=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    date = fields.Date("Delivered on", required=True, readonly=True)
    date_due = fields.Date("Pay by", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    price_unit = fields.Float("Price", digits="Product Price", readonly=True)
    commission_rate = fields.Float("Commission %", digits=(5, 2), readonly=True)
    amount_gross = fields.Monetary("Sales excl. tax", readonly=True)
    amount_commission = fields.Monetary("Commission", readonly=True)
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

    @api.depends("move_id.move_line_ids.lot_id")
    def _compute_lot_ids(self):
        for line in self:
            line.lot_ids = line.move_id.move_line_ids.lot_id
            line.lot_names = ", ".join(line.lot_ids.mapped("name"))

    @api.depends("account_move_line_id.price_subtotal")
    def _compute_amount_invoiced(self):
        for line in self:
            invoice_line = line.account_move_line_id.sudo()
            sign = -1 if invoice_line.move_id.move_type == "out_refund" else 1
            line.amount_invoiced = sign * invoice_line.price_subtotal

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(line.settlement_id.is_posted for line in self):
            raise UserError(self.env._("A posted settlement keeps its lines."))

    def _allocate_commission(self):
        """Exact decimals per rate, spread by largest remainder."""
        parts = split_commission(
            [(line.amount_gross, line.commission_rate) for line in self]
        )
        for line, (commission, net) in zip(self, parts, strict=True):
            line.write(
                {"amount_commission": float(commission), "amount_net": float(net)}
            )

    def _tie_invoice_lines(self):
        """Tie each line to the posted client-invoice line of its delivered line."""
        for line in self.filtered(lambda line: not line.account_move_line_id):
            kind = "out_invoice" if line.quantity >= 0 else "out_refund"
            candidates = line.move_id.sale_line_id.sudo().invoice_lines.filtered(
                lambda invoice_line, kind=kind: (
                    invoice_line.parent_state == "posted"
                    and invoice_line.move_id.move_type == kind
                    and not invoice_line.settlement_line_ids
                )
            )
            line.account_move_line_id = candidates[:1]

    @api.model
    def _get_payment_limit(self, rule, day):
        """Last legal day to pay goods under due ``rule`` delivered on ``day``."""
        return latest_payment_date(rule, day)

    def _prepare_bill_line_vals(self, sign):
        """Values of one self-billed line for these lines of one product and rate."""
        quantity = sum(self.mapped("quantity"))
        net = sum(self.mapped("amount_net"))
        product = self.product_id
        if product.uom_id.is_zero(quantity):
            quantity, price = 1.0, sign * net
        else:
            quantity *= sign
            price = unit_price(sign * net, quantity)
        return {
            "product_id": product.id,
            "name": product.display_name,
            "quantity": quantity,
            "product_uom_id": self.uom_id.id,
            "price_unit": price,
            "tax_ids": [Command.set(self._get_bill_taxes().ids)],
        }

    def _get_bill_taxes(self):
        """VAT of the producer's regime: only those liable to it charge any."""
        if self.producer_id.vat_regime != "vat":
            return self.env["account.tax"]
        return self.product_id.supplier_taxes_id._filter_taxes_by_company(
            self.company_id
        )
