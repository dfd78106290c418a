import csv
import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

STATEMENTS = "milperche_hub.report_settlement"


class HubPeriod(models.Model):
    """The month pack: what the accountant asks for, in one file; then the lock date."""

    _inherit = "hub.period"

    date_pack = fields.Datetime("Pack Made On", readonly=True)
    pack_id = fields.Many2one("ir.attachment", "Month Pack", readonly=True)
    is_locked = fields.Boolean(compute="_compute_is_locked", compute_sudo=True)
    unposted_count = fields.Integer(compute="_compute_is_locked", compute_sudo=True)

    @api.depends("company_id.fiscalyear_lock_date")
    def _compute_is_locked(self):
        for period in self:
            lock = period.company_id.sudo().fiscalyear_lock_date
            period.is_locked = bool(lock and lock >= period.date_to)
            period.unposted_count = self.env["account.move"].search_count(
                [
                    ("company_id", "=", period.company_id.id),
                    ("state", "=", "draft"),
                    ("date", "<=", period.date_to),
                ]
            )

    def action_pack(self):
        """Make the month's file for the accountant and download it.

        FEC, trial balance, VAT by rate and regime, open items per partner, and the
        PDFs of the invoices, self-billed invoices and statements.

        :raise UserError: the page is not a month's, or the month goes on.
        """
        self.ensure_one()
        self._check_accountant()
        if self.kind != "month" or not self.is_over:
            raise UserError(self.env._("The pack is made for a month that is over."))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in self.sudo()._get_pack_files():
                archive.writestr(path, content)
        month = self.date_from.strftime("%Y-%m")
        self.pack_id = self.env["ir.attachment"].create(
            {
                "name": self.env._("month-pack-%s.zip", month),
                "raw": buffer.getvalue(),
                "mimetype": "application/zip",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.date_pack = fields.Datetime.now()
        self.message_post(body=self.env._("Month pack made."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.pack_id.id}?download=true",
            "target": "download",
        }

    def action_lock(self):
        """Lock the books up to the end of the month.

        :raise UserError: entries of the month are still drafts.
        """
        self.ensure_one()
        self._check_accountant()
        if self.unposted_count:
            raise UserError(
                self.env._(
                    "%s entries of this month are still drafts: post or delete them.",
                    self.unposted_count,
                )
            )
        self.company_id.sudo().fiscalyear_lock_date = self.date_to
        self.message_post(body=self.env._("Books locked."))
        return True

    def _check_accountant(self):
        groups = ("account.group_account_user", "account.group_account_manager")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("The month is closed by the bookkeeper or the manager.")
            )

    def _get_pack_files(self):
        """``[(path, bytes)]`` of the pack; add papers by extending it."""
        return [
            self._get_fec(),
            (self.env._("trial-balance.csv"), self._get_csv(self._get_balance_rows())),
            (self.env._("vat.csv"), self._get_csv(self._get_vat_rows())),
            (self.env._("open-items.csv"), self._get_csv(self._get_open_rows())),
            *self._get_pack_pdfs(),
        ]

    def _get_csv(self, rows):
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
        for row in rows:
            writer.writerow(
                [
                    f"{cell:.2f}".replace(".", ",") if isinstance(cell, float) else cell
                    for cell in row
                ]
            )
        return buffer.getvalue().encode("utf-8-sig")

    def _get_fec(self):
        """Core's FEC of the month; ``test_file`` leaves the lock date to its button."""
        wizard = self.env["l10n_fr.fec.export.wizard"].with_company(self.company_id)
        fec = wizard.create(
            {"date_from": self.date_from, "date_to": self.date_to, "test_file": True}
        ).generate_fec()
        return fec["file_name"], fec["file_content"]

    # ------------------------------------------------------------------
    # Papers
    # ------------------------------------------------------------------

    def _get_balance_rows(self):
        """The trial balance: before, debit and credit of the month, after."""
        heads = [
            self.env._("Account"),
            self.env._("Name"),
            self.env._("Before"),
            self.env._("Debit"),
            self.env._("Credit"),
            self.env._("After"),
        ]
        rows, totals = [], [0.0, 0.0, 0.0, 0.0]
        for code, name, *amounts in self._query_balance():
            amounts = [float(amount) for amount in amounts]
            rows.append([code, name, *amounts])
            totals = [
                total + amount for total, amount in zip(totals, amounts, strict=True)
            ]
        totals = [round(total, 2) + 0.0 for total in totals]
        return [heads, *rows, [self.env._("Total"), "", *totals]]

    def _query_balance(self):
        items = self.env["account.move.line"]
        accounts = self.env["account.account"].with_company(self.company_id)
        start = self.company_id.compute_fiscalyear_dates(self.date_from)["date_from"]
        posted = [
            ("company_id", "=", self.company_id.id),
            ("parent_state", "=", "posted"),
        ]
        before = dict(
            items._read_group(
                [*posted, ("date", "<", self.date_from)],
                ["account_id"],
                ["balance:sum"],
            )
        )
        past_years = dict(
            items._read_group(
                [
                    *posted,
                    ("date", "<", start),
                    ("account_id.include_initial_balance", "=", False),
                ],
                ["account_id"],
                ["balance:sum"],
            )
        )
        month = {
            account: (debit, credit)
            for account, debit, credit in items._read_group(
                [
                    *posted,
                    ("date", ">=", self.date_from),
                    ("date", "<=", self.date_to),
                ],
                ["account_id"],
                ["debit:sum", "credit:sum"],
            )
        }
        carried = sum(past_years.values())
        rows = []
        found = accounts.union(*before, *month)
        for account in found.sorted(lambda account: account.code or ""):
            opening = before.get(account, 0.0) - past_years.get(account, 0.0)
            debit, credit = month.get(account, (0.0, 0.0))
            if opening or debit or credit:
                rows.append(
                    (
                        account.code,
                        account.name,
                        opening,
                        debit,
                        credit,
                        opening + debit - credit,
                    )
                )
        if carried:
            # profit or loss of past years, not yet appropriated
            name = self.env._("Result of past years")
            rows.append(("12", name, carried, 0.0, 0.0, carried))
        return rows

    def _get_vat_rows(self):
        """Bases and VAT of the month, by sense, rate and regime of who charges it."""
        heads = [
            self.env._("Sense"),
            self.env._("Regime"),
            self.env._("Rate %"),
            self.env._("Base"),
            self.env._("VAT"),
        ]
        sums = {}
        for line in self._get_vat_lines():
            key, base, tax = line
            old = sums.get(key, (0.0, 0.0))
            sums[key] = (old[0] + base, old[1] + tax)
        regimes = dict(
            self.env["res.partner"].fields_get(["vat_regime"], ["selection"])[
                "vat_regime"
            ]["selection"]
        )
        senses = {"sale": self.env._("Sales"), "purchase": self.env._("Purchases")}
        return [
            heads,
            *(
                [senses[sense], regimes.get(regime, regime), rate, base, tax]
                for (sense, regime, rate), (base, tax) in sorted(sums.items())
            ),
        ]

    def _get_vat_lines(self):
        """``((sense, regime, rate), base, VAT)`` of each invoice line and tax line."""
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "!=", "entry"),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ]
        )
        for line in moves.line_ids:
            sense = "sale" if line.move_id.is_sale_document(True) else "purchase"
            sign = -1 if sense == "sale" else 1
            regime = self._get_vat_regime(line.move_id, sense)
            if line.tax_line_id:
                rate = line.tax_line_id.amount
                yield (sense, regime, rate), 0.0, sign * line.balance
            elif line.display_type == "product":
                for tax in line.tax_ids or [None]:
                    rate = tax.amount if tax else 0.0
                    yield (sense, regime, rate), sign * line.balance, 0.0

    def _get_vat_regime(self, move, sense):
        if sense == "sale":
            return self.company_id.hub_vat_regime
        partner = move.commercial_partner_id
        return partner.vat_regime if partner.is_producer else "vat"

    def _get_open_rows(self):
        """Open items at the month's end, partner by partner, as they were that day."""
        heads = [
            self.env._("Account"),
            self.env._("Partner"),
            self.env._("Document"),
            self.env._("Date"),
            self.env._("Due date"),
            self.env._("Left"),
        ]
        rows = []
        for item, left in self._query_open_items():
            rows.append(
                [
                    item.account_id.code,
                    item.partner_id.display_name or "",
                    item.move_id.name,
                    fields.Date.to_string(item.date),
                    fields.Date.to_string(item.date_maturity) or "",
                    left,
                ]
            )
        return [heads, *sorted(rows, key=lambda row: (row[0], row[1], row[3]))]

    def _query_open_items(self):
        """What was reconciled after the month still counts as open at its end."""
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.balance
                       - COALESCE((SELECT sum(amount) FROM account_partial_reconcile p
                                    WHERE p.debit_move_id = line.id
                                      AND p.max_date <= %(day)s), 0)
                       + COALESCE((SELECT sum(amount) FROM account_partial_reconcile p
                                    WHERE p.credit_move_id = line.id
                                      AND p.max_date <= %(day)s), 0)
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.company_id = %(company)s
                   AND line.parent_state = 'posted' AND line.date <= %(day)s
                   AND account.account_type IN ('asset_receivable', 'liability_payable')
                """,
                day=self.date_to,
                company=self.company_id.id,
            )
        )
        items = self.env["account.move.line"].with_company(self.company_id)
        for line_id, left in found:
            if abs(left) >= 0.005:
                yield items.browse(line_id), float(left)

    # ------------------------------------------------------------------
    # PDFs
    # ------------------------------------------------------------------

    def _get_pack_pdfs(self):
        invoices = self._get_month_moves(("out_invoice", "out_refund"))
        ready = invoices.filtered(lambda m: m._is_facturx_ready())
        ready._make_facturx()
        folder = self.env._("invoices")
        files = [(f"{folder}/{name}", raw) for name, raw in invoices._get_pdf_files()]
        without = invoices.filtered(lambda m: not m.invoice_pdf_report_id)
        bills = self._get_month_moves(("in_invoice", "in_refund")).filtered(
            "hub_is_selfbill"
        )
        for name, report, records in (
            (self.env._("other-invoices.pdf"), "account.account_invoices", without),
            (self.env._("self-billed.pdf"), "account.account_invoices", bills),
            (self.env._("statements.pdf"), STATEMENTS, self._get_month_settlements()),
        ):
            if records:
                content, __ = self.env["ir.actions.report"]._render_qweb_pdf(
                    report, records.ids
                )
                files.append((name, content))
        return files

    def _get_month_moves(self, kinds):
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", kinds),
                ("state", "=", "posted"),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ],
            order="name",
        )

    def _get_month_settlements(self):
        return self.env["hub.settlement"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("is_posted", "=", True),
                ("date_to", ">=", self.date_from),
                ("date_to", "<=", self.date_to),
            ]
        )
