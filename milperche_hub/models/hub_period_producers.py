from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date


class HubPeriod(models.Model):
    """The producers' side: settle, send the statements, post, pay."""

    _inherit = "hub.period"

    to_settle_count = fields.Integer(compute="_compute_producers", compute_sudo=True)
    statement_count = fields.Integer(compute="_compute_producers", compute_sudo=True)
    waiting_count = fields.Integer(compute="_compute_producers", compute_sudo=True)
    postable_count = fields.Integer(compute="_compute_producers", compute_sudo=True)
    awaited_count = fields.Integer(compute="_compute_producers", compute_sudo=True)
    to_pay_count = fields.Integer(compute="_compute_producers", compute_sudo=True)
    settle_text = fields.Char(compute="_compute_producers", compute_sudo=True)
    post_text = fields.Char(compute="_compute_producers", compute_sudo=True)
    pay_text = fields.Char(compute="_compute_producers", compute_sudo=True)
    amount_settled = fields.Monetary(compute="_compute_difference", compute_sudo=True)
    amount_invoiced = fields.Monetary(compute="_compute_difference", compute_sudo=True)
    amount_not_invoiced = fields.Monetary(
        compute="_compute_difference", compute_sudo=True
    )
    amount_difference = fields.Monetary(
        compute="_compute_difference", compute_sudo=True
    )

    def _compute_producers(self):
        today = fields.Date.context_today(self)
        for period in self:
            drafts = period._get_draft_settlements()
            waiting = drafts.filtered(lambda s: s._get_waiting_reason(today))
            unsent = drafts.filtered(lambda s: not s.date_prestatement)
            moves = period._get_moves_to_settle()
            to_pay = period._get_settlements_to_pay()
            period.to_settle_count = len(moves.producer_id)
            period.statement_count = len(unsent)
            period.waiting_count = len(waiting)
            period.postable_count = len(drafts - waiting)
            period.awaited_count = self.env["hub.settlement"].search_count(
                [
                    ("is_invoice_awaited", "=", True),
                    ("company_id", "=", period.company_id.id),
                ]
            )
            period.to_pay_count = len(to_pay.producer_id)
            period.settle_text = self.env._(
                "%(count)s producers to settle, %(unsent)s statements to send",
                count=period.to_settle_count,
                unsent=period.statement_count,
            )
            period.post_text = self.env._(
                "%(count)s settlements to post, %(net)s net; %(waiting)s wait for their"
                " producer; %(awaited)s producers' invoices awaited",
                count=period.postable_count,
                net=period._format_money(sum((drafts - waiting).mapped("amount_net"))),
                waiting=period.waiting_count,
                awaited=period.awaited_count,
            )
            period.pay_text = period._get_pay_text(to_pay)

    def _get_pay_text(self, to_pay):
        first = min(filter(None, to_pay.mapped("date_due")), default=False)
        text = self.env._(
            "%(count)s producers to pay, %(amount)s",
            count=len(to_pay.producer_id),
            amount=self._format_money(
                -sum(to_pay.bill_id.mapped("amount_residual_signed"))
            ),
        )
        if first:
            day = format_date(self.env, first)
            text += ", " + self.env._("the first by %s", day)
        return text

    def _compute_difference(self):
        """Delivered lines of the period: settled, invoiced, the difference."""
        for period in self:
            lines = self.env["hub.settlement.line"].search(
                [
                    ("company_id", "=", period.company_id.id),
                    ("date", ">=", period.date_from),
                    ("date", "<=", period.date_to),
                    ("settlement_id.state", "!=", "cancel"),
                ]
            )
            tied = lines.filtered("account_move_line_id")
            gross = sum(tied.mapped("amount_gross"))
            invoiced = sum(tied.mapped("amount_invoiced"))
            period.amount_settled = sum(lines.mapped("amount_gross"))
            period.amount_invoiced = invoiced
            period.amount_not_invoiced = period.amount_settled - gross
            period.amount_difference = period.currency_id.round(gross - invoiced)

    def _get_moves_to_settle(self):
        producers = self.env["res.partner"].with_context(active_test=False)
        return (
            self.env["stock.move"]
            .with_company(self.company_id)
            ._get_moves_to_settle(
                producers.search([("is_producer", "=", True)]), None, self.date_to
            )
        )

    def _get_draft_settlements(self):
        return self.env["hub.settlement"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "draft"),
                ("date_to", "<=", self.date_to),
                ("line_ids", "!=", False),
            ]
        )

    def _get_settlements_to_pay(self):
        return self.env["hub.settlement"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("bill_id.state", "=", "posted"),
                ("bill_id.payment_state", "in", ("not_paid", "partial")),
            ]
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_settle(self):
        """Make the draft settlements of the periods that ended."""
        self.ensure_one()
        if not self.is_over:
            raise UserError(self.env._("This period is not over yet."))
        self._check_may_settle()
        settlements = self.env["hub.settlement"].sudo()._generate_due()
        if not settlements:
            raise UserError(self.env._("No delivered line is left to settle."))
        return self._say_done(
            self.env._("%(count)s settlements drafted.", count=len(settlements))
        )

    def _check_may_settle(self):
        """The bookkeeper settles on this page only, whose rules these are.

        :raise AccessError: for anyone but the bookkeeper and the coordinator.
        """
        groups = ("milperche_hub.group_coordinator", "account.group_account_user")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("The coordinator or the bookkeeper settles the producers.")
            )

    def action_send_statements(self):
        """Send each producer the statement that may be contested."""
        self._check_may_settle()
        drafts = self.sudo()._get_draft_settlements()
        unsent = drafts.filtered(lambda s: not s.date_prestatement)
        if not unsent:
            raise UserError(self.env._("Every statement was sent."))
        unsent.action_send_prestatement()
        return self._say_done(
            self.env._("%(count)s statements sent.", count=len(unsent))
        )

    def action_post_settlements(self):
        """Post those that wait for nobody; the others keep their reason."""
        self._check_may_settle()
        today = fields.Date.context_today(self)
        drafts = self.sudo()._get_draft_settlements()
        ready = drafts.filtered(lambda s: not s._get_waiting_reason(today))
        if not ready:
            reasons = [s._get_waiting_reason(today) for s in drafts]
            raise UserError(
                "\n".join(reasons) or self.env._("No settlement is left to post.")
            )
        ready.action_post()
        return self._say_done(
            self.env._("%(count)s settlements posted.", count=len(ready))
        )

    def action_show_settlements(self):
        """Show the drafts, and those that wait."""
        drafts = self._get_draft_settlements()
        awaited = self.env["hub.settlement"].search(
            [
                ("is_invoice_awaited", "=", True),
                ("company_id", "=", self.company_id.id),
            ]
        )
        settlements = drafts | awaited
        return settlements._get_records_action(
            name=self.env._("Settlements"),
            views=[(False, "list"), (False, "form")],
            view_mode="list,form",
            domain=[("id", "in", settlements.ids)],
            res_id=False,
        )

    def action_pay(self):
        """Show the transfers proposed, one per producer."""
        return self.env["hub.payment.run"].create({})._reopen()

    def action_cash(self):
        """Show what is owed both ways, day by day."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_cash_position_action"
        )
