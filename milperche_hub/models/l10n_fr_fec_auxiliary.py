import csv
import io

from odoo import models

ACCOUNT, AUXILIARY, AUXILIARY_NAME = 4, 6, 7


class L10nFrFecExportWizard(models.TransientModel):
    """The producers' money has an auxiliary account per producer in the FEC.

    Core gives one to clients and suppliers only.
    """

    _inherit = "l10n_fr.fec.export.wizard"

    def generate_fec(self):
        result = super().generate_fec()
        account = self.env.company._get_hub_mandate_account()
        code = account.with_company(self.env.company).code if account else ""
        content = result["file_content"].decode()
        rows = list(csv.reader(io.StringIO(content), delimiter="|"))
        own = [row for row in rows[1:] if code and row[ACCOUNT] == code]
        if not own:
            return result
        partners = self._get_mandators(account)
        # the balances carried forward come first, one row for the account
        for row, partner in zip(own[len(own) - len(partners) :], partners, strict=True):
            row[AUXILIARY] = partner.ref or (str(partner.id) if partner else "")
            row[AUXILIARY_NAME] = (partner.name or "").replace("|", "/")
        return {**result, "file_content": self._write_rows(rows)}

    def _get_mandators(self, account):
        """The partner of each line of the account, in the order of the file."""
        lines = self.env["account.move.line"].search(
            [
                *self._get_base_domain(),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("account_id", "=", account.id),
            ],
            order="date, move_name, id",
        )
        return [line.partner_id for line in lines]

    @staticmethod
    def _write_rows(rows):
        with io.StringIO() as file:
            csv.writer(file, delimiter="|", lineterminator="\r\n").writerows(rows)
            return file.getvalue()[:-2].encode()
