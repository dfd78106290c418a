from odoo import models, tools
from odoo.tools import SQL


class HubSalesAnalysis(models.Model):
    """The SQL view behind the figures, one method per part.

    What every question asks is kept on the delivered line and on the refund line
    (``hub_sale_*``), and put together first; what says more of a row is joined to the
    whole, by left joins on unique keys and scalar subqueries, which PostgreSQL leaves
    out when nobody asks. It reads the parts as one table, with several workers, as
    long as each is one table without a condition of its own.
    """

    _inherit = "hub.sales.analysis"

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._get_sql())
        )

    def _get_sql(self):
        facts = (
            self._get_delivered_sql(),
            self._get_refunded_sql(),
            self._get_adjusted_sql(),
        )
        return SQL(
            "SELECT %s FROM (%s) fact %s WHERE fact.date IS NOT NULL",
            SQL(", ").join(self._get_columns_sql()),
            SQL(" UNION ALL ").join(facts),
            self._get_joins_sql(),
        )

    # ------------------------------------------------------------------
    # What a row says besides its facts
    # ------------------------------------------------------------------

    def _get_columns_sql(self):
        """Columns of the view, in lists by what they are read from."""
        return [
            self._get_fact_columns_sql(),
            self._get_origin_columns_sql(),
            self._get_document_columns_sql(),
        ]

    def _get_fact_columns_sql(self):
        """What the facts alone tell."""
        return SQL(
            """
            fact.id,
            fact.date,
            DATE_TRUNC('week', fact.date::timestamp)::date AS week_start,
            fact.company_id,
            fact.producer_id,
            fact.product_id,
            fact.picking_id,
            fact.partner_id,
            fact.quantity,
            fact.amount_untaxed,
            fact.commission,
            fact.amount_borne,
            fact.weight_kg,
            CASE WHEN fact.quantity != 0 AND fact.weight_kg = 0 THEN 1 ELSE 0 END
                AS weight_missing,
            CASE WHEN fact.move_id IS NOT NULL AND fact.quantity > 0
                 THEN 1 ELSE 0 END AS line_count,
            CASE WHEN fact.move_id IS NOT NULL AND fact.quantity > 0
                 THEN fact.picking_id END AS delivery_count,
            fact.labels,
            NULLIF(SPLIT_PART(fact.labels, ',', 1), '') AS label,
            fact.local,
            fact.amount_untaxed AS basket_amount,
            fact.weight_kg AS basket_weight,
            CASE WHEN fact.move_id IS NOT NULL AND fact.quantity > 0
                 THEN 1 ELSE 0 END AS basket_lines
            """
        )

    def _get_origin_columns_sql(self):
        """What the client, the farm and the product are today."""
        return SQL(
            """
            client.hub_client_kind AS client_kind,
            client.hub_commune_id AS client_commune_id,
            COALESCE(place.department, LEFT(client.zip, 2)) AS client_department,
            template.categ_id,
            categ.hub_egalim_family AS egalim_family,
            template.uom_id,
            farm.hub_commune_id AS producer_commune_id,
            COALESCE(commune.department, LEFT(farm.zip, 2)) AS producer_department,
            company.currency_id
            """
        )

    def _get_document_columns_sql(self):
        """Order, round, invoice and settlement, and the day of what it takes back."""
        return SQL(
            """
            sol.order_id,
            so.partner_invoice_id AS payer_id,
            so.catalogue_id,
            run.round_id,
            COALESCE(fact.invoice_id, invoice_line.move_id, (%s)) AS move_id,
            COALESCE(fact.settlement_id, line.settlement_id) AS settlement_id,
            settlement.is_posted IS NOT TRUE AS is_estimate,
            CASE WHEN fact.quantity > 0 THEN fact.date ELSE COALESCE((
                SELECT MIN(first.hub_sale_date)
                  FROM stock_move first
                 WHERE first.sale_line_id = fact.sale_line_id
                   AND first.hub_sale_quantity > 0
            ), fact.date) END AS date_sold
            """,
            self._get_invoice_sql(),
        )

    def _get_invoice_sql(self):
        """Invoice of a line that no settlement ties to its own yet."""
        return SQL(
            """
            SELECT invoiced.move_id
              FROM sale_order_line_invoice_rel rel
              JOIN account_move_line invoiced ON invoiced.id = rel.invoice_line_id
             WHERE rel.order_line_id = fact.sale_line_id
               AND invoiced.parent_state = 'posted'
               AND (invoiced.quantity < 0 OR invoiced.move_id IN (
                    SELECT id FROM account_move WHERE move_type = 'out_refund'
               )) = (fact.quantity < 0)
             ORDER BY invoiced.id
             LIMIT 1
            """
        )

    def _get_joins_sql(self):
        """Joins onto the facts, each on a unique key."""
        return SQL(
            """
            LEFT JOIN sale_order_line sol ON sol.id = fact.sale_line_id
            LEFT JOIN sale_order so ON so.id = sol.order_id
            LEFT JOIN stock_picking picking ON picking.id = fact.picking_id
            LEFT JOIN stock_picking_batch run ON run.id = picking.batch_id
            LEFT JOIN res_partner client ON client.id = fact.partner_id
            LEFT JOIN hub_commune place ON place.id = client.hub_commune_id
            LEFT JOIN res_partner farm ON farm.id = fact.producer_id
            LEFT JOIN hub_commune commune ON commune.id = farm.hub_commune_id
            LEFT JOIN product_product product ON product.id = fact.product_id
            LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
            LEFT JOIN product_category categ ON categ.id = template.categ_id
            LEFT JOIN res_company company ON company.id = fact.company_id
            LEFT JOIN hub_settlement_line line ON line.move_id = fact.move_id
            LEFT JOIN hub_settlement settlement
                ON settlement.id = COALESCE(fact.settlement_id, line.settlement_id)
            LEFT JOIN account_move_line invoice_line
                ON invoice_line.id = line.account_move_line_id
            """
        )

    # ------------------------------------------------------------------
    # Facts: the same columns, of the very same types, in each part
    # ------------------------------------------------------------------

    def _get_delivered_sql(self):
        """Delivered lines and returns, at the settled amounts or at an estimate."""
        return SQL(
            """
            SELECT id::bigint * 2 AS id,
                   hub_sale_date AS date,
                   company_id,
                   producer_id,
                   product_id,
                   picking_id,
                   hub_sale_partner_id AS partner_id,
                   sale_line_id,
                   id AS move_id,
                   NULL::integer AS invoice_id,
                   NULL::integer AS settlement_id,
                   hub_sale_quantity AS quantity,
                   hub_sale_amount AS amount_untaxed,
                   hub_sale_commission AS commission,
                   0::numeric AS amount_borne,
                   hub_sale_weight AS weight_kg,
                   hub_sale_labels AS labels,
                   hub_sale_local AS local
              FROM stock_move
            """
        )

    def _get_refunded_sql(self):
        """Refund lines that no return of goods explains, as negative sales."""
        return SQL(
            """
            SELECT id::bigint * 2 + 1 AS id,
                   hub_sale_date AS date,
                   company_id,
                   producer_id,
                   product_id,
                   hub_sale_picking_id AS picking_id,
                   hub_sale_partner_id AS partner_id,
                   hub_sale_line_id AS sale_line_id,
                   NULL::integer AS move_id,
                   move_id AS invoice_id,
                   hub_sale_settlement_id AS settlement_id,
                   hub_sale_quantity AS quantity,
                   hub_sale_amount AS amount_untaxed,
                   hub_sale_commission AS commission,
                   hub_sale_amount_borne AS amount_borne,
                   hub_sale_weight AS weight_kg,
                   hub_sale_labels AS labels,
                   hub_sale_local AS local
              FROM account_move_line
            """
        )

    def _get_adjusted_sql(self):
        """What the hub pays producers besides their sales: adjustments."""
        return SQL(
            """
            SELECT -id::bigint AS id,
                   date,
                   company_id,
                   producer_id,
                   product_id,
                   NULL::integer AS picking_id,
                   NULL::integer AS partner_id,
                   NULL::integer AS sale_line_id,
                   NULL::integer AS move_id,
                   NULL::integer AS invoice_id,
                   settlement_id,
                   0::numeric AS quantity,
                   0::numeric AS amount_untaxed,
                   0::numeric AS commission,
                   amount_borne,
                   0::numeric AS weight_kg,
                   NULL::varchar AS labels,
                   NULL::varchar AS local
              FROM hub_settlement_line
             WHERE kind = 'adjustment'
            """
        )
