import csv
import io
import re

from odoo import models

ACCOUNT, AUXILIARY, AUXILIARY_NAME, DEBIT, CREDIT = 4, 6, 7, 11, 12


class L10nFrFecExportWizard(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """The producers' money has an auxiliary account per producer in the FEC.

    Core gives one to clients and suppliers only.
    """

    _inherit = "l10n_fr.fec.export.wizard"

    def generate_fec(self):
        result = super().generate_fec()
        account = self.env.company._get_hub_mandate_account()
        if not account:
            return result
        code = account.with_company(self.env.company).code
        content = result["file_content"].decode()
        rows = list(csv.reader(io.StringIO(content), delimiter="|"))
        own = [row for row in rows[1:] if row[ACCOUNT] == code]
        if not own:
            return result
        partners = self._get_mandators(account)
        # the balance carried forward comes first, one row for the account
        carried = own[: len(own) - len(partners)]
        for row, partner in zip(own[len(carried) :], partners, strict=True):
            self._set_auxiliary(row, partner)
        for row in carried:
            place = rows.index(row)
            rows[place : place + 1] = self._split_carried(row, account)
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

    def _split_carried(self, row, account):
        """The row of a balance carried forward, one for each producer it is of."""
        groups = self.env["account.move.line"]._read_group(
            [
                *self._get_base_domain(),
                ("date", "<", self.date_from),
                ("account_id", "=", account.id),
            ],
            ["partner_id"],
            ["balance:sum"],
        )
        rows = []
        for partner, balance in groups:
            if not self.env.company.currency_id.is_zero(balance):
                own = list(row)
                self._set_auxiliary(own, partner)
                amount = f"{abs(balance):018.2f}".replace(".", ",")
                own[DEBIT] = amount if balance > 0 else "0,00"
                own[CREDIT] = amount if balance < 0 else "0,00"
                rows.append(own)
        return rows

    def _set_auxiliary(self, row, partner):
        row[AUXILIARY] = _clean(partner.ref) or (str(partner.id) if partner else "")
        row[AUXILIARY_NAME] = _clean(partner.name)

    def _write_rows(self, rows):
        with io.StringIO() as file:
            csv.writer(file, delimiter="|", lineterminator="\r\n").writerows(rows)
            return file.getvalue()[:-2].encode()


def _clean(text):
    """As core does: neither the file's separator nor a break within a field."""
    return re.sub(r"[\t\r\n]", " ", (text or "").replace("|", "/"))
