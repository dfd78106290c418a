import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.bank_files import BadStatement, parse_statement
from ..tools.bank_matching import whose


class HubBankImport(models.TransientModel):
    """Import a bank statement, CSV or CAMT; a file imported twice adds nothing."""

    _name = "hub.bank.import"
    _description = "Import a bank statement"

    journal_id = fields.Many2one(
        "account.journal",
        "Bank",
        required=True,
        domain="[('type', '=', 'bank')]",
        default=lambda self: self._default_journal_id(),
    )
    file = fields.Binary(required=True)
    filename = fields.Char()

    @api.model
    def _default_journal_id(self):
        journals = self.env["account.journal"]
        return journals.search(
            [
                *journals._check_company_domain(self.env.company),
                ("type", "=", "bank"),
            ],
            limit=1,
        )

    def action_import(self):
        """Write the lines that are new and show what they pay.

        :raise UserError: the file cannot be read, or all of it was already imported.
        """
        self.ensure_one()
        transactions = self._parse()
        fresh = self._get_fresh(transactions)
        if not fresh:
            raise UserError(self.env._("Every line of this file was already imported."))
        names = self._get_open_names()
        lines = self.env["account.bank.statement.line"].create(
            [self._prepare_line_vals(line, names) for line in fresh]
        )
        self.env["account.bank.statement"].create(
            {
                "name": self.filename or self.env._("Bank file"),
                "line_ids": [(6, 0, lines.ids)],
            }
        )
        return self._show(lines)

    def _parse(self):
        try:
            transactions = parse_statement(base64.b64decode(self.file))
        except BadStatement as error:
            raise UserError(self._explain(error)) from error
        if not transactions:
            raise UserError(self.env._("This file has no line."))
        return [line for line in transactions if line["amount"]]

    def _explain(self, error):
        sentences = {
            "columns": self.env._(
                "No columns of a statement were found: the file needs a date, a label"
                " (libellé) and an amount, or a debit and a credit."
            ),
            "xml": self.env._("This XML file is not a bank statement (CAMT)."),
            "amount": self.env._("This amount cannot be read: %s", error.detail),
            "date": self.env._("This date cannot be read: %s", error.detail),
        }
        return sentences[error.code]

    def _get_fresh(self, transactions):
        known = self.env["account.bank.statement.line"].search_fetch(
            [
                ("journal_id", "=", self.journal_id.id),
                ("hub_import_key", "in", [line["key"] for line in transactions]),
            ],
            ["hub_import_key"],
        )
        keys = set(known.mapped("hub_import_key"))
        return [line for line in transactions if line["key"] not in keys]

    def _get_open_names(self):
        """``{id: name}`` of the partners that owe something, or are owed it."""
        groups = self.env["account.move.line"]._read_group(
            [
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "=", self.journal_id.company_id.id),
                (
                    "account_id.account_type",
                    "in",
                    ("asset_receivable", "liability_payable"),
                ),
                ("partner_id", "!=", False),
            ],
            ["partner_id"],
        )
        partners = self.env["res.partner"].union(*(group[0] for group in groups))
        return {p.id: p.name for p in partners.commercial_partner_id}

    def _prepare_line_vals(self, line, names):
        return {
            "journal_id": self.journal_id.id,
            "date": line["date"],
            "amount": float(line["amount"]),
            "payment_ref": line["label"] or "/",
            "partner_name": line["partner_name"] or False,
            "account_number": line["account"] or False,
            "partner_id": self._find_partner(line, names).id,
            "hub_import_key": line["key"],
        }

    def _find_partner(self, line, names):
        """Whose account it is: by its IBAN, its name, or a name in the label.

        :param dict names: ``{id: name}`` of those looked for in the label
        """
        partners = self.env["res.partner"]
        if line["account"]:
            banks = self.env["res.partner.bank"].sudo()
            iban = line["account"].replace(" ", "")
            found = banks.search([("sanitized_acc_number", "=", iban)]).partner_id
            if len(found) == 1:
                return found
        if line["partner_name"]:
            found = partners.search(
                [("name", "=ilike", line["partner_name"]), ("parent_id", "=", False)]
            )
            if len(found) == 1:
                return found
        return partners.browse(whose(line["label"], names))

    def _show(self, lines):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.account_bank_statement_line_action_match"
        )
        action["domain"] = [("id", "in", lines.ids)]
        action["context"] = {}
        return action
