from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

DUE_SOON_DAYS = 5


class HubWeek(models.AbstractModel):
    """Exceptions of the money; the coordinator's, never shown to volunteers."""

    _inherit = "hub.week"

    # ------------------------------------------------------------------
    # Clients
    # ------------------------------------------------------------------

    @api.model
    def _get_to_invoice_exceptions(self, catalogues):
        """Orders to invoice, once their whole week is delivered: one per payer."""
        orders = self.env["sale.order"].search(
            Domain("catalogue_id", "!=", False)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("invoice_status", "=", "to invoice")
            & ~Domain("catalogue_id.picking_ids.state", "not in", ("done", "cancel"))
        )
        if not orders:
            return []
        weeks = orders.catalogue_id
        return [
            self._prepare_exception(
                "warning",
                self.env._("Delivered and not invoiced"),
                self._prepare_button(self.env._("Invoice"), weeks, "action_invoice"),
                records=orders,
                detail=self.env._(
                    "%(amount)s excl. tax, %(weeks)s. One draft invoice per payer.",
                    amount=self._format_money(sum(orders.mapped("amount_untaxed"))),
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

    # ------------------------------------------------------------------
    # Producers
    # ------------------------------------------------------------------

    @api.model
    def _get_settlement_due_exceptions(self, catalogues):
        """Deliveries of ended periods that no settlement holds."""
        settlement = self.env["hub.settlement"]
        moves = settlement._get_due_moves()
        if not moves:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Producers to settle"),
                self._prepare_button(
                    self.env._("Settle"), settlement, "action_generate_due"
                ),
                records=moves.producer_id,
                detail=self.env._(
                    "%(count)s delivered lines of periods ended by %(day)s.",
                    count=len(moves),
                    day=format_date(self.env, settlement._get_due_limit()),
                ),
            )
        ]

    @api.model
    def _get_draft_settlements(self):
        return self.env["hub.settlement"].search(
            [
                ("state", "=", "draft"),
                ("date_to", "<", self._today()),
                ("company_id", "=", self.env.company.id),
            ],
            order="date_due, id",
        )

    @api.model
    def _get_settlement_draft_exceptions(self, catalogues):
        """Settlements of ended periods, ready to post."""
        drafts = self._get_draft_settlements().filtered("producer_id.hub_mandate_date")
        if not drafts:
            return []
        first = min(filter(None, drafts.mapped("date_due")), default=False)
        late = first and first < self._today()
        return [
            self._prepare_exception(
                "danger" if late else "warning",
                self.env._("Settlements to post"),
                self._prepare_button(self.env._("Post them"), drafts, "action_post"),
                records=drafts,
                detail=self.env._(
                    "%(amount)s net, to pay from %(day)s on.",
                    amount=self._format_money(sum(drafts.mapped("amount_net"))),
                    day=format_date(self.env, first),
                ),
            )
        ]

    @api.model
    def _get_settlement_mandate_exceptions(self, catalogues):
        """Producers to settle who signed no self-billing mandate."""
        producers = (
            self._get_draft_settlements()
            .filtered(lambda s: not s.producer_id.hub_mandate_date)
            .producer_id
        )
        if not producers:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("No self-billing mandate"),
                self._prepare_open(self.env._("Record the mandate"), producers),
                records=producers,
                detail=self.env._(
                    "%s cannot be settled before.",
                    self._join_names(producers.mapped("name")),
                ),
            )
        ]

    @api.model
    def _get_settlement_late_exceptions(self, catalogues):
        """Posted settlements past their legal date, or close to it."""
        today = self._today()
        owed = self.env["hub.settlement"].search(
            [
                ("state", "=", "posted"),
                ("bill_id.move_type", "=", "in_invoice"),
                ("date_due", "<=", today + timedelta(days=DUE_SOON_DAYS)),
                ("company_id", "=", self.env.company.id),
            ],
            order="date_due, id",
        )
        late = owed.filtered(lambda s: s.date_due < today)
        cases = [
            ("danger", self.env._("Producers paid late"), late),
            ("warning", self.env._("Producers to pay in the coming days"), owed - late),
        ]
        return [
            self._prepare_exception(
                severity,
                title,
                self._prepare_button(
                    self.env._("Pay"),
                    settlements.bill_id,
                    "action_register_payment",
                    follow=True,
                ),
                records=settlements,
                detail=self.env._(
                    "%(amount)s, legal date %(day)s: %(names)s",
                    amount=self._format_money(sum(settlements.mapped("amount_total"))),
                    day=format_date(self.env, settlements[0].date_due),
                    names=self._join_names(settlements.producer_id.mapped("name")),
                ),
            )
            for severity, title, settlements in cases
            if settlements
        ]

    @api.model
    def _get_settlement_difference_exceptions(self, catalogues):
        """Unpaid settlements whose sales differ from what clients were invoiced."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.settlement_id
                  FROM hub_settlement_line line
                  JOIN hub_settlement settlement ON settlement.id = line.settlement_id
                  JOIN account_move_line item ON item.id = line.account_move_line_id
                  JOIN account_move move ON move.id = item.move_id
                 WHERE settlement.state IN ('draft', 'posted', 'contested')
                   AND settlement.company_id = %s
              GROUP BY line.settlement_id
                HAVING abs(sum(line.amount_gross - item.price_subtotal * CASE
                    move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END)) >= 0.005
                """,
                self.env.company.id,
            )
        )
        settlements = self.env["hub.settlement"].browse(row[0] for row in rows)
        if not settlements:
            return []
        return [
            self._prepare_exception(
                "danger",
                self.env._("Settled and invoiced differ"),
                self._prepare_open(self.env._("See the settlements"), settlements),
                records=settlements,
                detail=self._join_names(
                    f"{s.display_name}: {self._format_money(s.amount_difference)}"
                    for s in settlements
                ),
            )
        ]

    @api.model
    def _format_money(self, amount):
        return format_amount(self.env, amount, self.env.company.currency_id)
