import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import tabular

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
            # not "download", after which the page would not show the lock
            "target": "new",
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
        """A table with its heads first; amounts to the cent, no text a formula."""
        heads, *rows = rows
        return tabular.write_csv(heads, rows, decimals=2)

    def _get_fec(self):
        """Core's FEC of the month; ``test_file`` leaves the lock date to its button."""
        wizard = self.env["l10n_fr.fec.export.wizard"].with_company(self.company_id)
        fec = wizard.create(
            {"date_from": self.date_from, "date_to": self.date_to, "test_file": True}
        ).generate_fec()
        return fec["file_name"], fec["file_content"]

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
