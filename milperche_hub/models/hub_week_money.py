from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date


class HubWeek(models.AbstractModel):
    """Exceptions of the clients' money; never shown to volunteers."""

    _inherit = "hub.week"

    @api.model
    def _get_to_invoice_exceptions(self, catalogues):
        """Orders to invoice, once their whole week is delivered: one per payer."""
        orders = (
            self.env["sale.order"]
            .search(
                Domain("catalogue_id", "!=", False)
                & Domain("company_id", "=", self.env.company.id)
                & Domain("invoice_status", "=", "to invoice")
                & ~Domain(
                    "catalogue_id.picking_ids.state", "not in", ("done", "cancel")
                )
            )
            ._filter_billed_with_week()
        )
        if not orders:
            return []
        weeks = orders.catalogue_id
        return [
            self._prepare_exception(
                "warning",
                self.env._("Delivered and not invoiced"),
                self._prepare_button(
                    self.env._("Make the invoices"), weeks, "action_invoice"
                ),
                records=orders,
                detail=self.env._(
                    "%(amount)s excl. tax, %(weeks)s. One draft invoice per payer.",
                    amount=self._format_money(
                        sum(orders.order_line.mapped("untaxed_amount_to_invoice"))
                    ),
                    weeks=self._join_names(weeks.mapped("name")),
                ),
                catalogue=weeks if len(weeks) == 1 else None,
            )
        ]

    @api.model
    def _get_draft_invoice_exceptions(self, catalogues):
        """Client invoices and credit notes of the hub's orders, not posted."""
        invoices = self.env["account.move"].search(
            Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("state", "=", "draft")
            & Domain("company_id", "=", self.env.company.id)
            & Domain(
                "invoice_line_ids.sale_line_ids.order_id.catalogue_id", "!=", False
            )
        )
        if not invoices:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Draft invoices"),
                self._prepare_button(self.env._("Post them"), invoices, "action_post"),
                records=invoices,
                detail=self.env._(
                    "%s excl. tax.",
                    self._format_money(sum(invoices.mapped("amount_untaxed_signed"))),
                ),
            )
        ]

    @api.model
    def _get_overdue_invoice_exceptions(self, catalogues):
        """Posted client invoices past their due date."""
        invoices = self.env["account.move"].search(
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", self._today()),
                ("company_id", "=", self.env.company.id),
            ],
            order="invoice_date_due",
        )
        if not invoices:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Clients late to pay"),
                self._prepare_open(
                    self.env._("See the invoices"),
                    invoices,
                    view="account.view_out_invoice_tree",
                ),
                records=invoices,
                detail=self.env._(
                    "%(amount)s, the oldest due on %(day)s: %(names)s",
                    amount=self._format_money(
                        sum(invoices.mapped("amount_residual_signed"))
                    ),
                    day=format_date(self.env, invoices[0].invoice_date_due),
                    names=self._join_names(invoices.partner_id.mapped("name")),
                ),
            )
        ]

    @api.model
    def _format_money(self, amount):
        return format_amount(self.env, amount, self.env.company.currency_id)
