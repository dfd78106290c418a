from odoo import fields, models
from odoo.tools import SQL


class HubCashPosition(models.Model):
    """Cash ahead: what clients owe, what producers are owed, the gap day by day.

    Open invoices and bills by their due date, and the drafts of settlements, which
    are owed though not invoiced. A view: nothing is stored twice.
    """

    _name = "hub.cash.position"
    _description = "Cash position"
    _auto = False
    _order = "date, id"

    date = fields.Date("Due", readonly=True)
    owed_by_clients = fields.Monetary("Owed by clients", readonly=True)
    owed_to_producers = fields.Monetary("Owed to producers", readonly=True)
    gap = fields.Monetary("Gap of the day", readonly=True)
    running_gap = fields.Monetary(
        "Gap so far",
        readonly=True,
        aggregator=False,
        help="What clients will have paid less what producers will, by that day.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY company_id, date) AS id,
                   date, company_id, currency_id, owed_by_clients, owed_to_producers,
                   owed_by_clients - owed_to_producers AS gap,
                   sum(owed_by_clients - owed_to_producers)
                       OVER (PARTITION BY company_id ORDER BY date) AS running_gap
              FROM (SELECT owed.date, owed.company_id, company.currency_id,
                           sum(owed.from_clients) AS owed_by_clients,
                           sum(owed.to_producers) AS owed_to_producers
                      FROM (%s UNION ALL %s) owed
                      JOIN res_company company ON company.id = owed.company_id
                  GROUP BY owed.date, owed.company_id, company.currency_id) days
            """,
            self._get_open_items(),
            self._get_unbilled_settlements(),
        )

    def _get_open_items(self):
        return SQL(
            """
            SELECT COALESCE(line.date_maturity, line.date) AS date, line.company_id,
                   CASE WHEN account.account_type = 'asset_receivable'
                        THEN line.amount_residual ELSE 0 END AS from_clients,
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
            SELECT COALESCE(date_due, date_to), company_id, 0, amount_net
              FROM hub_settlement
             WHERE bill_id IS NULL AND state IN ('draft', 'posted', 'contested')
            """
        )
