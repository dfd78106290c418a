from odoo import fields, models
from odoo.tools import SQL


class HubPeriod(models.Model):
    """The tables of the month pack: trial balance, VAT, open items."""

    _inherit = "hub.period"

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
        senses = self._get_vat_senses()
        return [
            heads,
            *(
                [senses[sense], regimes.get(regime, regime), rate, base, tax]
                for (sense, regime, rate), (base, tax) in sorted(sums.items())
            ),
        ]

    def _get_vat_senses(self):
        return {"sale": self.env._("Sales"), "purchase": self.env._("Purchases")}

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
        for move in moves:
            sense = self._get_vat_sense(move)
            yield from self._get_vat_lines_of(
                move, sense, self._get_vat_regime(move, sense)
            )

    def _get_vat_lines_of(self, move, sense, regime):
        sign = -1 if move.is_sale_document(True) else 1
        for line in move.line_ids:
            if line.tax_line_id:
                rate = line.tax_line_id.amount
                yield (sense, regime, rate), 0.0, sign * line.balance
            elif line.display_type == "product":
                for tax in line.tax_ids or [None]:
                    rate = tax.amount if tax else 0.0
                    yield (sense, regime, rate), sign * line.balance, 0.0

    def _get_vat_sense(self, move):
        """ "sale" or "purchase": whose VAT it is, and in which sense."""
        return "sale" if move.is_sale_document(True) else "purchase"

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
