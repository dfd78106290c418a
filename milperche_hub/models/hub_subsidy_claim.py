from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.cells import write_workbook


class HubSubsidy(models.Model):
    """The list of expenses a funder asks for, bill by bill."""

    _inherit = "hub.subsidy"

    def _get_claim_rows(self):
        """Bill lines with a share on the funder's account.

        :return: ``[{"supplier", "invoice", "date", "what", "amount_untaxed",
            "amount_total", "paid_on", "paid_by", "action", "share",
            "amount_share"}]``, amounts of refunds negative; ``paid_on`` is a date, or
            a text when there are several
        """
        self.ensure_one()
        account = str(self.analytic_account_id.id)
        rows = []
        for line in self.env["account.move.line"].search(self._get_claim_domain()):
            parts = [
                (key.split(","), percentage)
                for key, percentage in (line.analytic_distribution or {}).items()
                if account in key.split(",")
            ]
            for accounts, percentage in parts:
                rows.append(self._prepare_claim_row(line, accounts, percentage))
        return rows

    def _get_claim_domain(self):
        return (
            Domain("move_id.move_type", "in", ("in_invoice", "in_refund"))
            & Domain("parent_state", "=", "posted")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("display_type", "=", "product")
            & Domain("move_id.invoice_date", ">=", self.date_start)
            & Domain("move_id.invoice_date", "<=", self.date_end)
            & Domain("analytic_distribution", "in", self.analytic_account_id.ids)
        )

    def _prepare_claim_row(self, line, accounts, percentage):
        move = line.move_id
        sign = -1 if move.move_type == "in_refund" else 1
        payments = self._get_payments(move)
        others = self.env["account.analytic.account"].browse(
            int(account)
            for account in accounts
            if int(account) != self.analytic_account_id.id
        )
        return {
            "supplier": move.partner_id.name or "",
            "invoice": move.ref or move.name,
            "date": move.invoice_date,
            "what": line.name or "",
            "amount_untaxed": sign * line.price_subtotal,
            "amount_total": sign * line.price_total,
            "paid_on": self._tell_days([day for day, _means in payments]),
            "paid_by": ", ".join(dict.fromkeys(means for _day, means in payments)),
            "action": ", ".join(others.mapped("name")),
            "share": percentage,
            "amount_share": self.currency_id.round(
                sign * line.price_subtotal * percentage / 100.0
            ),
        }

    def _tell_days(self, days):
        days = list(dict.fromkeys(days))
        if len(days) == 1:
            return days[0]
        return ", ".join(format_date(self.env, day) for day in days)

    def _get_payments(self, move):
        """When and how a bill was paid: ``[(day, means)]``."""
        terms = move.line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        )
        partials = terms.matched_debit_ids | terms.matched_credit_ids
        others = (partials.debit_move_id | partials.credit_move_id) - terms
        return sorted({(other.date, self._get_means(other)) for other in others})

    def _get_means(self, line):
        """The method of payment; the bank or the cash where it says no more."""
        method = line.payment_id.payment_method_line_id
        is_named = method and method.code != "manual"
        return method.name if is_named else line.move_id.journal_id.name

    def _make_claim_file(self):
        """The list as the bytes of an XLSX file."""
        self.ensure_one()
        rows = self._get_claim_rows()
        titles = self._get_claim_titles()
        cells = [[row[key] for key in titles] for row in rows]
        total = {key: "" for key in titles}
        total["supplier"] = self.env._("Total")
        for key in ("amount_untaxed", "amount_total", "amount_share"):
            total[key] = float(sum(row[key] for row in rows))
        cells.append(list(total.values()))
        return write_workbook([(self.name, list(titles.values()), cells)])

    def _get_claim_titles(self):
        return {
            "supplier": self.env._("Supplier"),
            "invoice": self.env._("Invoice"),
            "date": self.env._("Date"),
            "what": self.env._("What"),
            "amount_untaxed": self.env._("Amount excl. tax"),
            "amount_total": self.env._("Amount incl. tax"),
            "paid_on": self.env._("Paid on"),
            "paid_by": self.env._("Means of payment"),
            "action": self.env._("Action"),
            "share": self.env._("Share (%)"),
            "amount_share": self.env._("Claimed excl. tax"),
        }
