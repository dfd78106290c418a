from odoo import fields, models

from .hub_settlement_line import BORNE_BY


class AccountMove(models.Model):
    """A client's credit note that no return explains is a reduction to be settled."""

    _inherit = "account.move"

    hub_borne_by = fields.Selection(
        BORNE_BY,
        "Reduction Borne By",
        default="producer",
        copy=False,
        groups="base.group_user",
        help="Who loses what this credit note grants for goods that did not come back.",
    )

    def _is_hub_reversed(self):
        """Whether an invoice was reversed as a whole, to be invoiced anew.

        A reduction of all that was delivered is not: those goods are paid by nobody.
        """
        self.ensure_one()
        if self.move_type == "out_refund":
            return bool(self.reversed_entry_id) and self._reverses_all()
        return any(refund._reverses_all() for refund in self.reversal_move_ids)

    def _reverses_all(self):
        self.ensure_one()
        return (
            self.state == "posted"
            and self.move_type == "out_refund"
            and not self.invoice_line_ids.sudo().hub_reduction_ids
            and not self.currency_id.compare_amounts(
                self.amount_total, self.reversed_entry_id.amount_total
            )
        )

    def _settle_credits(self):
        """Record what these posted credit notes grant, credit what waited for them."""
        refunds = self.filtered(lambda move: move.move_type == "out_refund")
        for refund in refunds.filtered(lambda move: move._is_hub_invoice()):
            if refund._is_hub_reversed():
                refund._untie_reversed()
            else:
                refund._record_reductions()
        invoices = self - refunds
        moves = invoices.invoice_line_ids.sudo().sale_line_ids.move_ids
        moves.hub_reduction_ids._credit()

    def _untie_reversed(self):
        """The goods of an invoice reversed as a whole are to be invoiced again."""
        lines = self.reversed_entry_id.invoice_line_ids | self.invoice_line_ids
        lines.sudo().settlement_line_ids.account_move_line_id = False

    def _record_reductions(self):
        """Make a reduction of each credited line that no return of goods explains."""
        self.ensure_one()
        vals_list = []
        for line in self.sudo().invoice_line_ids.filtered("producer_id"):
            vals = not line.hub_reduction_ids and line._prepare_reduction_vals()
            if vals:
                vals_list.append(vals)
        reductions = self.env["hub.reduction"].sudo().create(vals_list)
        for reduction in reductions:
            reduction._set_credited(reduction.account_move_line_id)

    def button_draft(self):
        """A credit note taken back takes its reductions back."""
        result = super().button_draft()
        reductions = self.invoice_line_ids.sudo().hub_reduction_ids
        reductions = reductions.filtered(
            lambda reduction: (
                not reduction.settlement_line_ids.settlement_id.filtered("is_posted")
            )
        )
        reductions.settlement_line_ids.unlink()
        reductions.account_move_line_id = False
        reductions.unlink()
        return result


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _prepare_reduction_vals(self):
        """Values of the reduction a credited line is, or False when goods came back."""
        self.ensure_one()
        sale_line = self.sale_line_ids[:1]
        quantity = self._get_unreturned_quantity(sale_line)
        if sale_line and not quantity and not self._is_rebate(sale_line):
            return False
        amount = self.price_subtotal
        if quantity and self.product_uom_id.compare(quantity, self.quantity) < 0:
            amount = sale_line._get_hub_amount(quantity)
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            return False
        move = sale_line.move_ids.filtered(
            lambda m: m.state == "done" and m.location_dest_id.usage == "customer"
        ).sorted("quantity")[-1:]
        partner = sale_line.order_id.partner_shipping_id or self.partner_id
        return {
            "company_id": self.company_id.id,
            "move_id": move.id,
            "product_id": self.product_id.id,
            "producer_id": self.producer_id.id,
            "partner_id": partner.id,
            "date": self.move_id.invoice_date,
            "quantity": quantity,
            "uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "commission_rate": move.settlement_line_ids.commission_rate
            or sale_line.commission_rate
            or self.commission_rate,
            "amount": amount,
            "borne_by": self.move_id.hub_borne_by or "producer",
            "reason": self.move_id.ref or self.env._("Credit note"),
            "account_move_line_id": self.id,
        }

    def _is_rebate(self, sale_line):
        return abs(self.price_unit - sale_line.price_unit) > 0.005

    def _get_unreturned_quantity(self, sale_line):
        """What is credited at the sale price beyond the goods that came back."""
        self.ensure_one()
        if not sale_line:
            return self.quantity
        if self._is_rebate(sale_line):
            return 0.0
        back = sale_line.move_ids.filtered(
            lambda m: m.state == "done" and m.location_id.usage == "customer"
        )
        returned = -sum(move._get_sold_quantity() for move in back)
        credited = sale_line.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_refund"
                and not line.hub_reduction_ids
                and not line.move_id._is_hub_reversed()
            )
        )
        beyond = sum(credited.mapped("quantity")) - returned
        return max(min(self.quantity, beyond), 0.0)
