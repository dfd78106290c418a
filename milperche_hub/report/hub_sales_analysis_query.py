from odoo import models, tools
from odoo.tools import SQL


class HubSalesAnalysis(models.Model):
    """The SQL view behind the figures, one method per part.

    Only left joins on unique keys and scalar subqueries: PostgreSQL leaves out those
    of columns that a question does not ask for. What every question asks is on the
    delivered line itself (``stock.move``'s ``hub_sale_*``).
    """

    _inherit = "hub.sales.analysis"

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s UNION ALL %s UNION ALL %s)",
                SQL.identifier(self._table),
                self._get_delivered_sql(),
                self._get_refunded_sql(),
                self._get_adjusted_sql(),
            )
        )

    # ------------------------------------------------------------------
    # What both halves say
    # ------------------------------------------------------------------

    def _get_common_columns_sql(self):
        """What a row says of its order, client, product and farm, in both halves."""
        return SQL(
            """
            client.hub_client_kind AS client_kind,
            so.partner_invoice_id AS payer_id,
            so.catalogue_id,
            so.id AS order_id,
            template.categ_id,
            categ.hub_egalim_family AS egalim_family,
            template.uom_id,
            farm.hub_commune_id AS producer_commune_id,
            COALESCE(commune.department, LEFT(farm.zip, 2)) AS producer_department,
            company.currency_id
            """
        )

    def _get_common_joins_sql(self, row, product, client):
        """Joins behind the common columns, onto a sale order line called ``sol``.

        :param row: alias that has the company and the producer
        :param product: the product's column. :param client: the client's.
        """
        return SQL(
            """
            LEFT JOIN sale_order so ON so.id = sol.order_id
            LEFT JOIN res_partner client ON client.id = %(client)s
            LEFT JOIN res_partner farm ON farm.id = %(row)s.producer_id
            LEFT JOIN hub_commune commune ON commune.id = farm.hub_commune_id
            LEFT JOIN product_product product ON product.id = %(product)s
            LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
            LEFT JOIN product_category categ ON categ.id = template.categ_id
            LEFT JOIN res_company company ON company.id = %(row)s.company_id
            """,
            client=client,
            product=product,
            row=row,
        )

    # ------------------------------------------------------------------
    # Delivered lines and returns
    # ------------------------------------------------------------------

    def _get_delivered_sql(self):
        """Delivered lines and returns, at the settled amounts or at an estimate."""
        return SQL(
            """
            SELECT move.id::bigint * 2 AS id,
                   move.hub_sale_date AS date,
                   DATE_TRUNC('week', move.hub_sale_date::timestamp)::date
                       AS week_start,
                   CASE WHEN move.hub_sale_quantity > 0 THEN move.hub_sale_date
                        ELSE COALESCE((
                            SELECT MIN(first.hub_sale_date)
                              FROM stock_move first
                             WHERE first.sale_line_id = move.sale_line_id
                               AND first.hub_sale_quantity > 0
                        ), move.hub_sale_date) END AS date_sold,
                   move.company_id,
                   move.producer_id,
                   move.product_id,
                   move.picking_id,
                   move.hub_sale_partner_id AS partner_id,
                   COALESCE(invoice_line.move_id, (%(invoice)s)) AS move_id,
                   line.settlement_id,
                   settlement.is_posted IS NOT TRUE AS is_estimate,
                   move.hub_sale_quantity AS quantity,
                   move.hub_sale_amount AS amount_untaxed,
                   move.hub_sale_commission AS commission,
                   0::numeric AS amount_borne,
                   move.hub_sale_weight AS weight_kg,
                   CASE WHEN move.hub_sale_weight = 0 THEN 1 ELSE 0 END
                       AS weight_missing,
                   CASE WHEN move.hub_sale_quantity > 0 THEN 1 ELSE 0 END
                       AS line_count,
                   CASE WHEN move.hub_sale_quantity > 0 THEN move.picking_id END
                       AS delivery_count,
                   move.hub_sale_labels AS labels,
                   NULLIF(SPLIT_PART(move.hub_sale_labels, ',', 1), '') AS label,
                   move.hub_sale_local AS local,
                   move.hub_sale_amount AS basket_amount,
                   move.hub_sale_weight AS basket_weight,
                   CASE WHEN move.hub_sale_quantity > 0 THEN 1 ELSE 0 END
                       AS basket_lines,
                   %(columns)s
              FROM stock_move move
              LEFT JOIN sale_order_line sol ON sol.id = move.sale_line_id
              LEFT JOIN hub_settlement_line line ON line.move_id = move.id
              LEFT JOIN hub_settlement settlement ON settlement.id = line.settlement_id
              LEFT JOIN account_move_line invoice_line
                  ON invoice_line.id = line.account_move_line_id
              %(joins)s
             WHERE move.hub_sale_date IS NOT NULL
            """,
            invoice=self._get_invoice_sql(),
            columns=self._get_common_columns_sql(),
            joins=self._get_common_joins_sql(
                SQL("move"), SQL("move.product_id"), SQL("move.hub_sale_partner_id")
            ),
        )

    def _get_invoice_sql(self):
        """Invoice of a line that no settlement ties to its own yet."""
        return SQL(
            """
            SELECT invoiced.move_id
              FROM sale_order_line_invoice_rel rel
              JOIN account_move_line invoiced ON invoiced.id = rel.invoice_line_id
             WHERE rel.order_line_id = sol.id
               AND invoiced.parent_state = 'posted'
               AND (invoiced.quantity < 0 OR invoiced.move_id IN (
                    SELECT id FROM account_move WHERE move_type = 'out_refund'
               )) = (move.hub_sale_quantity < 0)
             ORDER BY invoiced.id
             LIMIT 1
            """
        )

    # ------------------------------------------------------------------
    # Refunds
    # ------------------------------------------------------------------

    def _get_refunded_sql(self):
        """Refund lines that no return of goods explains, as negative sales.

        A refund at the sale price takes its quantity back, at the weight and with the
        labels of its delivery; at another price it is a rebate and the kilograms stay.
        """
        return SQL(
            """
            SELECT refund.id::bigint * 2 + 1 AS id,
                   COALESCE(refund_move.invoice_date, refund.date) AS date,
                   DATE_TRUNC('week', COALESCE(
                       refund_move.invoice_date, refund.date
                   )::timestamp)::date AS week_start,
                   COALESCE(
                       part.date_sold, refund_move.invoice_date, refund.date
                   ) AS date_sold,
                   refund.company_id,
                   refund.producer_id,
                   refund.product_id,
                   NULL::integer AS picking_id,
                   part.partner_id,
                   refund.move_id,
                   line.settlement_id,
                   settlement.is_posted IS NOT TRUE AS is_estimate,
                   part.quantity,
                   COALESCE(line.amount_gross, -part.share * refund.balance)
                       AS amount_untaxed,
                   COALESCE(
                       line.amount_commission,
                       CASE WHEN (%(granted)s) IS NULL
                            THEN -part.share * refund.balance
                                 * COALESCE(refund.commission_rate, 0) / 100
                            ELSE 0
                       END
                   ) AS commission,
                   COALESCE(line.amount_borne, (%(granted)s), 0) AS amount_borne,
                   part.quantity * part.unit_weight AS weight_kg,
                   CASE WHEN part.quantity != 0 AND part.unit_weight = 0
                        THEN 1 ELSE 0 END AS weight_missing,
                   0 AS line_count,
                   NULL::integer AS delivery_count,
                   part.labels,
                   NULLIF(SPLIT_PART(part.labels, ',', 1), '') AS label,
                   part.local,
                   COALESCE(line.amount_gross, -part.share * refund.balance)
                       AS basket_amount,
                   part.quantity * part.unit_weight AS basket_weight,
                   0 AS basket_lines,
                   %(columns)s
              FROM account_move refund_move
              JOIN account_move_line refund ON refund.move_id = refund_move.id
              LEFT JOIN hub_settlement_line line
                  ON line.account_move_line_id = refund.id
              LEFT JOIN hub_settlement settlement ON settlement.id = line.settlement_id
              LEFT JOIN sale_order_line_invoice_rel rel
                  ON rel.invoice_line_id = refund.id
              LEFT JOIN sale_order_line sol ON sol.id = rel.order_line_id
              CROSS JOIN LATERAL (%(part)s) part
              %(joins)s
             WHERE refund_move.move_type = 'out_refund'
               AND refund_move.state = 'posted'
               AND refund.display_type = 'product'
               AND refund.producer_id IS NOT NULL
               AND line.move_id IS NULL
               AND (line.id IS NOT NULL OR part.share > 0)
            """,
            part=self._get_refund_part_sql(),
            granted=self._get_granted_sql(),
            columns=self._get_common_columns_sql(),
            joins=self._get_common_joins_sql(
                SQL("refund"), SQL("refund.product_id"), SQL("part.partner_id")
            ),
        )

    def _get_refund_part_sql(self):
        """What a refund line takes back: ``share, quantity, unit_weight, …``."""
        return SQL(
            """
            SELECT counted.share,
                   CASE WHEN counted.is_rebate THEN 0
                        ELSE -counted.share * refund.quantity
                             * COALESCE(refund_uom.factor / own_uom.factor, 1)::numeric
                   END AS quantity,
                   COALESCE(origin.hub_sale_weight / origin.hub_sale_quantity,
                            own.weight, 0) AS unit_weight,
                   origin.hub_sale_date AS date_sold,
                   origin.hub_sale_labels AS labels,
                   origin.hub_sale_local AS local,
                   COALESCE(origin.hub_sale_partner_id, sold.partner_id,
                            refund.partner_id) AS partner_id
              FROM (%(share)s) counted
              LEFT JOIN sale_order sold ON sold.id = sol.order_id
              LEFT JOIN product_product own ON own.id = refund.product_id
              LEFT JOIN product_template own_template
                  ON own_template.id = own.product_tmpl_id
              LEFT JOIN uom_uom own_uom ON own_uom.id = own_template.uom_id
              LEFT JOIN uom_uom refund_uom ON refund_uom.id = refund.product_uom_id
              LEFT JOIN stock_move origin ON origin.id = (
                  SELECT MIN(first.id)
                    FROM stock_move first
                   WHERE first.sale_line_id = sol.id
                     AND first.hub_sale_quantity > 0
              )
            """,
            share=self._get_refund_share_sql(),
        )

    def _get_refund_share_sql(self):
        """Whether a refund line is a rebate, and the share of it to count.

        What is refunded at the sale price beyond the goods that came back, as far as
        it is not delivered and waiting to be invoiced: 10 delivered and invoiced, 3
        refunded of which 2 came back, 1 counts. What came back after its refund leaves
        it alone: the return does not count.
        """
        return SQL(
            """
            SELECT sol.id IS NOT NULL
                       AND ABS(refund.price_unit - sol.price_unit) > 0.005
                       AS is_rebate,
                   CASE WHEN sol.id IS NULL
                             OR ABS(refund.price_unit - sol.price_unit) > 0.005
                        THEN 1
                        ELSE GREATEST(0, LEAST(
                            invoiced.noted,
                            invoiced.refunded - back.quantity,
                            sol.qty_delivered + back.credited
                                - invoiced.charged + invoiced.refunded
                        )) / NULLIF(invoiced.noted, 0)
                   END AS share
              FROM (
                  SELECT COALESCE(SUM(-one.balance_quantity)
                             FILTER (WHERE one.balance_quantity < 0), 0) AS refunded,
                         COALESCE(SUM(one.balance_quantity)
                             FILTER (WHERE one.balance_quantity > 0), 0) AS charged,
                         COALESCE(SUM(-one.balance_quantity)
                             FILTER (WHERE one.move_type = 'out_refund'), 0) AS noted
                    FROM (%(invoiced)s) one
              ) invoiced,
              (
                  SELECT COALESCE(SUM(back.quantity * back_uom.factor
                                      / sol_uom.factor
                                      - COALESCE(back.hub_credited_quantity, 0)
                                  ), 0) AS quantity,
                         COALESCE(SUM(back.hub_credited_quantity), 0) AS credited
                    FROM stock_move back
                    JOIN stock_location origin ON origin.id = back.location_id
                    JOIN uom_uom back_uom ON back_uom.id = back.product_uom
                    JOIN uom_uom sol_uom ON sol_uom.id = sol.product_uom_id
                   WHERE back.sale_line_id = sol.id
                     AND back.state = 'done'
                     AND back.to_refund
                     AND origin.usage = 'customer'
              ) back
            """,
            invoiced=self._get_invoiced_sql(),
        )

    def _get_invoiced_sql(self):
        """Quantities invoiced (positive) and refunded (negative) at the sale price."""
        return SQL(
            """
            SELECT bill.move_type,
                   CASE WHEN bill.move_type = 'out_refund' THEN -1 ELSE 1 END
                       * charge.quantity * charge_uom.factor / sol_uom.factor
                       AS balance_quantity
              FROM sale_order_line_invoice_rel charge_rel
              JOIN account_move_line charge ON charge.id = charge_rel.invoice_line_id
              JOIN account_move bill ON bill.id = charge.move_id
              JOIN uom_uom charge_uom ON charge_uom.id = charge.product_uom_id
              JOIN uom_uom sol_uom ON sol_uom.id = sol.product_uom_id
             WHERE charge_rel.order_line_id = sol.id
               AND charge.parent_state = 'posted'
               AND (bill.move_type = 'out_invoice'
                    OR ABS(charge.price_unit - sol.price_unit) <= 0.005)
            """
        )
