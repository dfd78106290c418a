from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, format_date

DUE_SOON_DAYS = 5


class HubWeek(models.AbstractModel):
    """Exceptions of what producers are owed; never shown to volunteers."""

    _inherit = "hub.week"

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
                    "%s: without it, a pro-forma asks for their own invoice.",
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
                SELECT DISTINCT line.settlement_id
                  FROM (SELECT account_move_line_id, sum(amount_gross) AS gross
                          FROM hub_settlement_line
                         WHERE account_move_line_id IS NOT NULL
                      GROUP BY account_move_line_id) tied
                  JOIN hub_settlement_line line USING (account_move_line_id)
                  JOIN hub_settlement settlement ON settlement.id = line.settlement_id
                  JOIN account_move_line item ON item.id = line.account_move_line_id
                  JOIN account_move move ON move.id = item.move_id
                 WHERE settlement.state IN ('draft', 'posted', 'contested')
                   AND settlement.company_id = %s
                   AND abs(tied.gross - item.price_subtotal * CASE
                    move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END) >= 0.005
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
                    f"{s.display_name} – {self._format_money(s.amount_difference)}"
                    for s in settlements
                ),
            )
        ]
