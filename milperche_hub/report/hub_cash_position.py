from odoo import fields, models
from odoo.tools import SQL


class HubCashPosition(models.Model):
    """Cash ahead: what clients and funders owe, what producers are owed, the gap.

    Open invoices and bills by their due date, the drafts of settlements, which are
    owed with their VAT though not invoiced, and what is left of subsidies on the day it
    is expected; last and without a date, what nobody dared to date. A view: nothing is
    stored twice.
    """

    _name = "hub.cash.position"
    _description = "Cash position"
    _auto = False
    _order = "date, id"
    _depends = {
        "account.move.line": ["amount_residual", "date_maturity", "parent_state"],
        "hub.settlement": [
            "amount_net",
            "amount_vat",
            "bill_id",
            "date_due",
            "state",
        ],
        "hub.subsidy": ["amount_to_receive", "date_expected"],
    }

    date = fields.Date("Due", readonly=True)
    owed_by_clients = fields.Monetary("Owed by clients", readonly=True)
    owed_by_funders = fields.Monetary("Expected from funders", readonly=True)
    owed_to_producers = fields.Monetary("Owed to producers", readonly=True)
    gap = fields.Monetary("Gap of the day", readonly=True)
    running_gap = fields.Monetary(
        "Gap so far",
        readonly=True,
        aggregator=False,
        help="What clients and funders will have paid, less what producers will have"
        " been paid, by that day.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY company_id, date) AS id,
                   date, company_id, currency_id,
                   owed_by_clients, owed_by_funders, owed_to_producers, gap,
                   sum(gap) OVER (PARTITION BY company_id ORDER BY date) AS running_gap
              FROM (SELECT owed.date, owed.company_id, company.currency_id,
                           sum(owed.from_clients) AS owed_by_clients,
                           sum(owed.from_funders) AS owed_by_funders,
                           sum(owed.to_producers) AS owed_to_producers,
                           sum(owed.from_clients + owed.from_funders
                               - owed.to_producers) AS gap
                      FROM (%s UNION ALL %s UNION ALL %s) owed
                      JOIN res_company company ON company.id = owed.company_id
                  GROUP BY owed.date, owed.company_id, company.currency_id) days
            """,
            self._get_open_items(),
            self._get_unbilled_settlements(),
            self._get_subsidies(),
        )

    def _get_open_items(self):
        return SQL(
            """
            SELECT COALESCE(line.date_maturity, line.date) AS date, line.company_id,
                   CASE WHEN account.account_type = 'asset_receivable'
                        THEN line.amount_residual ELSE 0 END AS from_clients,
                   0 AS from_funders,
                   CASE WHEN account.account_type = 'liability_payable'
                        THEN -line.amount_residual ELSE 0 END AS to_producers
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE line.parent_state = 'posted'
               AND line.amount_residual <> 0
               AND (account.account_type = 'asset_receivable'
                    OR (account.account_type = 'liability_payable'
                        AND partner.is_producer))
            """
        )

    def _get_unbilled_settlements(self):
        return SQL(
            """
            SELECT COALESCE(date_due, date_to), company_id, 0, 0,
                   amount_net + COALESCE(amount_vat, 0)
              FROM hub_settlement
             WHERE bill_id IS NULL AND state IN ('draft', 'posted', 'contested')
            """
        )

    def _get_subsidies(self):
        """The same as ``hub.subsidy._get_receivables``, for every company."""
        return SQL(
            """
            SELECT date_expected, company_id, 0, amount_to_receive, 0
              FROM hub_subsidy
             WHERE amount_to_receive > 0
            """
        )
