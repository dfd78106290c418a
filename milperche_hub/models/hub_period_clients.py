from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HubPeriod(models.Model):
    """The clients' side: delivered not invoiced, invoice, check, send, be paid."""

    _inherit = "hub.period"

    to_invoice_count = fields.Integer(compute="_compute_clients", compute_sudo=True)
    draft_count = fields.Integer(compute="_compute_clients", compute_sudo=True)
    missing_count = fields.Integer(compute="_compute_clients", compute_sudo=True)
    to_send_count = fields.Integer(compute="_compute_clients", compute_sudo=True)
    to_deposit_count = fields.Integer(compute="_compute_clients", compute_sudo=True)
    late_count = fields.Integer(compute="_compute_clients", compute_sudo=True)
    bank_count = fields.Integer(compute="_compute_clients", compute_sudo=True)
    invoice_text = fields.Char(compute="_compute_clients", compute_sudo=True)
    check_text = fields.Char(compute="_compute_clients", compute_sudo=True)
    send_text = fields.Char(compute="_compute_clients", compute_sudo=True)
    bank_text = fields.Char(compute="_compute_clients", compute_sudo=True)

    def _compute_clients(self):
        for period in self:
            orders = period._get_orders_to_invoice()
            drafts, late = period._get_draft_invoices(), period._get_late_invoices()
            missing = drafts.filtered(lambda m: m.hub_is_public and m.hub_missing)
            to_send = period._get_to_send()
            to_deposit = period._get_to_deposit()
            period.to_invoice_count = len(orders)
            period.draft_count = len(drafts)
            period.missing_count = len(missing)
            period.to_send_count = len(to_send)
            period.to_deposit_count = len(to_deposit)
            period.late_count = len(late.commercial_partner_id)
            period.bank_count = self.env["account.bank.statement.line"].search_count(
                period._get_bank_domain()
            )
            period._write_texts(orders, drafts, late)

    def _write_texts(self, orders, drafts, late):
        self.ensure_one()
        amount = sum(orders.order_line.mapped("untaxed_amount_to_invoice"))
        self.invoice_text = self.env._(
            "%(count)s orders delivered and not invoiced, %(amount)s excl. tax",
            count=len(orders),
            amount=self._format_money(amount),
        )
        self.check_text = self.env._(
            "%(count)s draft invoices, %(amount)s excl. tax; %(missing)s lack"
            " something",
            count=len(drafts),
            amount=self._format_money(sum(drafts.mapped("amount_untaxed_signed"))),
            missing=self.missing_count,
        )
        self.send_text = self.env._(
            "%(mail)s to mail, %(deposit)s to deposit for public payers",
            mail=self.to_send_count,
            deposit=self.to_deposit_count,
        )
        self.bank_text = self.env._(
            "%(lines)s bank lines to match; %(payers)s payers late, %(amount)s",
            lines=self.bank_count,
            payers=self.late_count,
            amount=self._format_money(sum(late.mapped("amount_residual_signed"))),
        )

    # ------------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------------

    def _get_orders_to_invoice(self):
        self.ensure_one()
        orders = self.env["sale.order"].with_company(self.company_id).sudo()
        found = orders.search(orders._get_to_bill_domain())
        return found._filter_period_ended(self.date_to)

    def _get_invoice_domain(self):
        return (
            Domain("company_id", "=", self.company_id.id)
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("hub_date_to", "!=", False)
            & Domain("hub_date_to", "<=", self.date_to)
        )

    def _get_draft_invoices(self):
        domain = self._get_invoice_domain() & Domain("state", "=", "draft")
        return self.env["account.move"].search(domain)

    def _get_to_send(self):
        """What is to mail up to this period's end, not what came after it."""
        moves = self.env["account.move"].with_company(self.company_id)
        of_goods = Domain("hub_date_to", "<=", self.date_to)
        of_no_goods = Domain("hub_date_to", "=", False) & Domain(
            "invoice_date", "<=", self.date_to
        )
        return moves.search(moves._get_to_mail_domain() & (of_goods | of_no_goods))

    def _get_to_deposit(self):
        domain = (
            self._get_invoice_domain()
            & Domain("hub_is_public", "=", True)
            & Domain("hub_send_state", "in", ("to_send", "rejected"))
        )
        return self.env["account.move"].search(domain)

    def _get_late_invoices(self):
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", fields.Date.context_today(self)),
            ]
        )

    def _get_bank_domain(self):
        return [("is_reconciled", "=", False), ("company_id", "=", self.company_id.id)]

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_preview_invoices(self):
        """Show the invoices the next step makes, and why some are apart or refused."""
        return self._make_run()._reopen()

    def action_invoice(self):
        """Make the draft invoices of the periods ended by this one's last day.

        :raise UserError: nothing is left to invoice.
        """
        run = self._make_run()
        run.action_invoice()
        drafts = run.line_ids.order_ids.invoice_ids.filtered(
            lambda move: move.state == "draft"
        )
        return self._say_done(
            self.env._("%(count)s draft invoices to check.", count=len(drafts))
        )

    def _make_run(self):
        self.ensure_one()
        return self.env["hub.invoice.run"].create({"date_to": self.date_to})

    def action_check(self):
        """Show the drafts, with what is missing on each."""
        return self._show_invoices(self._get_draft_invoices())

    def action_post_invoices(self):
        """Post the drafts but those that lack a reference their payer wants.

        The references are fillable until posting; the rest until sending.

        :raise UserError: nothing to post, or every draft lacks a reference.
        """
        drafts = self._get_draft_invoices()
        lacking = drafts.filtered(lambda m: m._lacks_hub_reference())
        ready = drafts - lacking
        if not ready:
            lacking._check_hub_ready()
            raise UserError(self.env._("No draft invoice is left."))
        ready._post(soft=False)
        return self._say_done(
            self.env._("%(count)s invoices posted.", count=len(ready))
        )

    def action_send(self):
        """Mail what nobody sent: private clients' invoices and self-billed copies."""
        moves = self._get_to_send()
        if not moves:
            raise UserError(self.env._("Nothing is left to mail."))
        messages = moves.action_hub_send()
        return self._say_done(
            self.env._("%(count)s mails written.", count=len(messages))
        )

    def action_facturx(self):
        """The Factur-X files of the public payers' invoices, in one ZIP."""
        moves = self._get_to_deposit()
        if not moves:
            raise UserError(self.env._("Nothing is left to deposit."))
        return moves.action_facturx_zip()

    def action_deposited(self):
        """Tick what was just deposited."""
        moves = self._get_to_deposit()
        if not moves:
            raise UserError(self.env._("Nothing is left to deposit."))
        moves.action_hub_deposited()
        return self._say_done(
            self.env._("%(count)s invoices deposited.", count=len(moves))
        )

    def action_show_public(self):
        """Show the public payers' invoices to deposit."""
        return self._show_invoices(self._get_to_deposit())

    def action_match(self):
        """Show the bank's lines and what is proposed for each."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.account_bank_statement_line_action_match"
        )

    def action_remind(self):
        """Write one letter to each payer that is late."""
        return self.env["res.partner"]._get_hub_late_payers().action_hub_remind()

    def action_show_late(self):
        """Show the overdue invoices."""
        return self._show_invoices(self._get_late_invoices())

    def _show_invoices(self, moves):
        view = self.env.ref("milperche_hub.account_move_view_list_public")
        return moves._get_records_action(
            name=self.env._("Invoices"),
            views=[(view.id, "list"), (False, "form")],
            view_mode="list,form",
            domain=[("id", "in", moves.ids)],
            res_id=False,
        )

    def _say_done(self, message):
        """Tell what was done, and show the page afresh."""
        self.message_post(body=message)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
