from odoo import models, tools
from odoo.tools import SQL


class HubSalesAnalysis(models.Model):
    """The SQL view behind the figures, one method per part."""

    _inherit = "hub.sales.analysis"

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                "CREATE VIEW %s AS (%s UNION ALL %s)",
                SQL.identifier(self._table),
                self._get_weighed_sql(self._get_delivered_sql()),
                self._get_weighed_sql(self._get_refunded_sql()),
            )
        )

    # ------------------------------------------------------------------
    # Averages
    # ------------------------------------------------------------------

    def _get_common_columns_sql(self):
        """What a row says of its order, client and product, in both halves."""
        return SQL(
            """
            CASE WHEN client.hub_client_kind IS NULL
                 THEN client.commercial_partner_id ELSE client.id END AS partner_id,
            COALESCE(client.hub_client_kind, main.hub_client_kind) AS client_kind,
            so.partner_invoice_id AS payer_id,
            so.catalogue_id,
            so.id AS order_id,
            template.categ_id,
            categ.hub_egalim_family AS egalim_family,
            template.uom_id,
            company.currency_id
            """
        )

    def _get_common_joins_sql(self, row, product):
        """Joins behind the common columns, onto a sale order line called ``sol``.

        :param row: alias that has the company. :param product: the product's column.
        """
        return SQL(
            """
            LEFT JOIN sale_order so ON so.id = sol.order_id
            LEFT JOIN res_partner client ON client.id = so.partner_id
            LEFT JOIN res_partner main ON main.id = client.commercial_partner_id
            LEFT JOIN product_product product ON product.id = %(product)s
            LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
            LEFT JOIN product_category categ ON categ.id = template.categ_id
            LEFT JOIN uom_uom product_uom ON product_uom.id = template.uom_id
            LEFT JOIN uom_uom sol_uom ON sol_uom.id = sol.product_uom_id
            LEFT JOIN res_company company ON company.id = %(row)s.company_id
            LEFT JOIN res_partner company_partner
                ON company_partner.id = company.partner_id
            """,
            product=product,
            row=row,
        )

    def _get_weighed_sql(self, rows):
        """Rows with what follows from their quantity and the weight of a unit."""
        return SQL(
            """
            SELECT line.*,
                   line.quantity * line.unit_weight AS weight_kg,
                   CASE WHEN line.unit_weight > 0 THEN 0 ELSE 1 END
                       AS weight_missing,
                   line.amount_untaxed AS basket_amount,
                   line.quantity * line.unit_weight AS basket_weight,
                   line.line_count AS basket_lines
              FROM (%s) line
            """,
            rows,
        )

    def _get_delivered_sql(self):
        """Delivered lines and returns, at the settled amounts or at an estimate."""
        return SQL(
            """
            SELECT COALESCE(line.id::bigint * 4 + 1, move.id::bigint * 4) AS id,
                   COALESCE(line.date, (move.date AT TIME ZONE 'UTC' AT TIME ZONE
                       COALESCE(company_partner.tz, 'Europe/Paris'))::date) AS date,
                   move.company_id,
                   move.producer_id,
                   move.product_id,
                   move.picking_id,
                   COALESCE(invoice_line.move_id, (%(invoice)s)) AS move_id,
                   line.settlement_id,
                   settlement.is_posted IS NOT TRUE AS is_estimate,
                   COALESCE(product.weight, 0) AS unit_weight,
                   CASE WHEN line.id IS NULL
                        THEN %(sign)s * move.quantity * move_uom.factor
                        ELSE line.quantity * sol_uom.factor
                   END / product_uom.factor AS quantity,
                   COALESCE(line.amount_gross, %(gross)s) AS amount_untaxed,
                   COALESCE(
                       line.amount_commission,
                       %(gross)s * COALESCE(sol.commission_rate, 0)::numeric / 100
                   ) AS commission,
                   CASE WHEN target.usage = 'customer' AND line.quantity IS NULL
                             OR line.quantity > 0 THEN 1 ELSE 0 END AS line_count,
                   CASE WHEN target.usage = 'customer' THEN move.picking_id END
                       AS delivery_count,
                   %(columns)s
              FROM stock_move move
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
              LEFT JOIN sale_order_line sol ON sol.id = move.sale_line_id
              LEFT JOIN hub_settlement_line line ON line.move_id = move.id
              LEFT JOIN hub_settlement settlement ON settlement.id = line.settlement_id
              LEFT JOIN account_move_line invoice_line
                  ON invoice_line.id = line.account_move_line_id
              LEFT JOIN uom_uom move_uom ON move_uom.id = move.product_uom
              %(joins)s
             WHERE move.state = 'done'
               AND move.sale_line_id IS NOT NULL
               AND move.producer_id IS NOT NULL
               AND move.quantity != 0
               AND (target.usage = 'customer'
                    OR (source.usage = 'customer' AND move.to_refund))
            """,
            sign=self._get_sign_sql(),
            gross=self._get_estimated_gross_sql(),
            invoice=self._get_invoice_sql(),
            columns=self._get_common_columns_sql(),
            joins=self._get_common_joins_sql(SQL("move"), SQL("move.product_id")),
        )

    def _get_sign_sql(self):
        return SQL("CASE WHEN source.usage = 'customer' THEN -1 ELSE 1 END")

    def _get_estimated_gross_sql(self):
        """Delivered quantity at the frozen price excl. tax, as its invoice rounds it.

        Where the order line's own subtotal is not its quantity times its price,
        taxes are in the price and the price without them is taken.
        """
        return SQL(
            """
            ROUND(
                %(sign)s * move.quantity * move_uom.factor / sol_uom.factor
                * CASE WHEN ABS(sol.price_subtotal
                                - sol.product_uom_qty * %(price)s) > 0.01
                       THEN sol.price_reduce_taxexcl ELSE %(price)s END
                / COALESCE(NULLIF(so.currency_rate, 0)::numeric, 1), 2)
            """,
            sign=self._get_sign_sql(),
            price=SQL("sol.price_unit * (1 - COALESCE(sol.discount, 0) / 100)"),
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
               )) = (source.usage = 'customer')
             ORDER BY invoiced.id
             LIMIT 1
            """
        )

    def _get_refunded_sql(self):
        """Refund lines that no return of goods explains, as negative sales.

        A refund at the sale price takes its quantity back; at another price it is a
        rebate and the kilograms stay.
        """
        return SQL(
            """
            SELECT refund.id::bigint * 4 + 2 AS id,
                   COALESCE(refund_move.invoice_date, refund.date) AS date,
                   refund.company_id,
                   refund.producer_id,
                   refund.product_id,
                   NULL::integer AS picking_id,
                   refund.move_id,
                   line.settlement_id,
                   settlement.is_posted IS NOT TRUE AS is_estimate,
                   COALESCE(product.weight, 0) AS unit_weight,
                   CASE WHEN part.is_rebate THEN 0
                        ELSE -part.share * refund.quantity * refund_uom.factor
                             / product_uom.factor
                   END AS quantity,
                   COALESCE(line.amount_gross, -part.share * refund.balance)
                       AS amount_untaxed,
                   COALESCE(
                       line.amount_commission,
                       -part.share * refund.balance
                           * COALESCE(refund.commission_rate, 0) / 100
                   ) AS commission,
                   0 AS line_count,
                   NULL::integer AS delivery_count,
                   %(columns)s
              FROM account_move_line refund
              JOIN account_move refund_move ON refund_move.id = refund.move_id
              LEFT JOIN hub_settlement_line line
                  ON line.account_move_line_id = refund.id
              LEFT JOIN hub_settlement settlement ON settlement.id = line.settlement_id
              LEFT JOIN sale_order_line_invoice_rel rel
                  ON rel.invoice_line_id = refund.id
              LEFT JOIN sale_order_line sol ON sol.id = rel.order_line_id
              LEFT JOIN uom_uom refund_uom ON refund_uom.id = refund.product_uom_id
              %(joins)s
              CROSS JOIN LATERAL (%(part)s) part
             WHERE refund_move.move_type = 'out_refund'
               AND refund.parent_state = 'posted'
               AND refund.display_type = 'product'
               AND refund.producer_id IS NOT NULL
               AND line.move_id IS NULL
               AND (line.id IS NOT NULL OR part.share > 0)
            """,
            part=self._get_refund_part_sql(),
            columns=self._get_common_columns_sql(),
            joins=self._get_common_joins_sql(SQL("refund"), SQL("refund.product_id")),
        )

    def _get_refund_part_sql(self):
        """Whether a refund line is a rebate, and the share of it to count.

        What is refunded at the sale price beyond the goods that came back, as far as
        it is not delivered and waiting to be invoiced: 10 delivered and invoiced, 3
        refunded of which 2 came back, 1 counts.
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
                            sol.qty_delivered - invoiced.charged + invoiced.refunded
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
                                      / sol_uom.factor), 0) AS quantity
                    FROM stock_move back
                    JOIN stock_location origin ON origin.id = back.location_id
                    JOIN uom_uom back_uom ON back_uom.id = back.product_uom
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
             WHERE charge_rel.order_line_id = sol.id
               AND charge.parent_state = 'posted'
               AND (bill.move_type = 'out_invoice'
                    OR ABS(charge.price_unit - sol.price_unit) <= 0.005)
            """
        )
