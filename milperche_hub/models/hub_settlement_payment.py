from odoo import api, fields, models


class HubSettlement(models.Model):
    """When a settlement is paid: waiting for clients never passes the legal date."""

    _inherit = "hub.settlement"

    date_pay = fields.Date(
        "Pay on",
        compute="_compute_date_pay",
        help="The legal date; sooner when the hub pays as soon as the clients have"
        " paid, which never passes the legal date.",
    )
    amount_residual = fields.Monetary("Left to pay", compute="_compute_date_pay")

    @api.depends(
        "date_due",
        "bill_id.amount_residual",
        "line_ids.account_move_line_id.move_id.payment_state",
        "company_id.hub_pay_producers",
    )
    def _compute_date_pay(self):
        for settlement in self:
            bill = settlement.bill_id.sudo()
            sign = -1 if bill.move_type == "in_refund" else 1
            settlement.amount_residual = sign * bill.amount_residual
            settlement.date_pay = settlement._get_date_pay()

    def _get_date_pay(self):
        self.ensure_one()
        if self.company_id.hub_pay_producers == "due" or not self.date_due:
            return self.date_due
        day = self._get_clients_paid_on()
        return min(day, self.date_due) if day else self.date_due

    def _get_clients_paid_on(self):
        """The day on which the last client paid; False while one has not."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.move_id and line.quantity)
        invoices = lines.account_move_line_id.sudo().move_id
        if any(not line.account_move_line_id for line in lines) or not all(
            invoice.payment_state in ("paid", "in_payment") for invoice in invoices
        ):
            return False
        terms = invoices.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        partials = terms.matched_credit_ids
        return max(partials.mapped("max_date"), default=False)
