from odoo import api, models
from odoo.fields import Command

from .hub_import_sheet import Column, Entry

SUSPENSE = "471000"


class HubImportOpening(models.AbstractModel):
    """Balances of the first day: one journal entry, an open line per document.

    The turnover they come from was counted elsewhere, so they touch neither VAT nor
    the figures: the other side is the suspense account, which the accountant clears
    with the opening balance sheet.
    """

    _name = "hub.import.opening"
    _inherit = "hub.import.sheet"
    _description = "Opening balances to import"
    _target = "account.move"
    _partner_heading = "Client"
    _account_field = "property_account_receivable_id"
    _account_type = "asset_receivable"
    _sign = 1

    @api.model
    def _get_columns(self):
        return [
            Column("partner", (self._partner_heading, "Nom", "Partner"), required=True),
            Column("name", ("Pièce", "Facture", "Document"), required=True),
            Column("date", ("Date",), "date", required=True),
            Column("date_maturity", ("Échéance", "Due"), "date"),
            Column("amount", ("Montant TTC", "Montant", "Amount"), "number", True),
        ]

    @api.model
    def _get_partner_domain(self):
        return []

    @api.model
    def _prepare_entries(self, rows, errors):
        names = [row.get("partner") for __, row in rows]
        partners = self._find_partners(names, self._get_partner_domain())
        known = self._find_documents(rows)
        entries = []
        for number, row in rows:
            partner = self._choose(
                partners, row.get("partner"), number, self._partner_heading, errors
            )
            if not row.get("amount"):
                sentence = self.env._("An open document is not worth nothing.")
                errors.append((number, "Montant TTC", sentence))
            if partner and (partner.commercial_partner_id, row.get("name")) in known:
                sentence = self.env._("%s was taken in already.", row["name"])
                errors.append((number, "Pièce", sentence))
            if partner:
                vals = self._prepare_line(partner, row)
                entries.append(Entry(number, self.env[self._target], vals))
                known.add((partner.commercial_partner_id, row.get("name")))
        return entries

    def _find_documents(self, rows):
        """Documents that stand in the books already, by partner and name."""
        names = [row.get("name") for __, row in rows]
        lines = self.env["account.move.line"].search(
            [
                ("move_id.hub_is_opening", "=", True),
                ("move_id.state", "!=", "cancel"),
                ("name", "in", names),
                ("partner_id", "!=", False),
            ]
        )
        return {(line.partner_id, line.name) for line in lines}

    def _prepare_line(self, partner, row):
        partner = partner.commercial_partner_id
        account = partner.with_company(self.env.company)[self._account_field]
        return {
            "partner_id": partner.id,
            "name": row.get("name"),
            "account_id": account.id,
            "balance": self._sign * (row.get("amount") or 0.0),
            "date_maturity": row.get("date_maturity") or row.get("date"),
            "hub_opening_date": row.get("date"),
        }

    def _write_entries(self, entries):
        lines = [dict(entry.vals) for entry in entries]
        dates = [line.pop("hub_opening_date") for line in lines]
        move = self.env[self._target].create(
            {
                "move_type": "entry",
                "hub_is_opening": True,
                "date": max(dates),
                "ref": self.env._("Opening balances"),
                "line_ids": [Command.create(line) for line in lines]
                + [Command.create(self._prepare_counterpart(lines))],
            }
        )
        return move

    def _prepare_counterpart(self, lines):
        currency = self.env.company.currency_id
        balance = currency.round(sum(line["balance"] for line in lines))
        return {
            "name": self.env._("Opening balances"),
            "account_id": self._get_suspense_account().id,
            "balance": -balance,
        }

    @api.model
    def _get_export_records(self):
        """Open lines of the partners' accounts: what is still owed today."""
        return self.env["account.move.line"].search(
            [
                ("account_id.account_type", "=", self._account_type),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("partner_id", "!=", False),
                ("company_id", "=", self.env.company.id),
                *(
                    ("partner_id." + name, operator, value)
                    for name, operator, value in self._get_partner_domain()
                ),
            ],
            order="id",
        )

    @api.model
    def _export_row(self, line):
        partner = line.partner_id
        return {
            "partner": partner.hub_producer_code
            or partner.company_registry
            or partner.name,
            "name": line.move_id.name if not line.move_id.hub_is_opening else line.name,
            "date": line.date,
            "date_maturity": line.date_maturity,
            "amount": self._sign * line.amount_residual,
        }

    @api.model
    def _get_suspense_account(self):
        company = self.env.company
        Account = self.env["account.account"].with_company(company)
        return Account.search(
            [
                ("code", "=", SUSPENSE),
                ("company_ids", "parent_of", company.ids),
            ],
            limit=1,
        )


class HubImportInvoice(models.AbstractModel):
    """What clients owed on the first day."""

    _name = "hub.import.invoice"
    _inherit = "hub.import.opening"
    _description = "Open client invoices to import"


class HubImportDebt(models.AbstractModel):
    """What the hub owed its producers on the first day."""

    _name = "hub.import.debt"
    _inherit = "hub.import.opening"
    _description = "Debts to producers to import"
    _partner_heading = "Producteur"
    _account_field = "property_account_payable_id"
    _account_type = "liability_payable"
    _sign = -1

    @api.model
    def _get_partner_domain(self):
        return [("is_producer", "=", True)]
