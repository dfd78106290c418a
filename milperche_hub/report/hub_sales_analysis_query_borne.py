from odoo import models
from odoo.tools import SQL


class HubSalesAnalysis(models.Model):
    """What the hub bears: reductions at its own cost, and adjustments."""

    _inherit = "hub.sales.analysis"

    def _get_granted_sql(self):
        """What a refund line grants at the hub's own cost, not settled yet."""
        return SQL(
            """
            SELECT SUM(granted.amount)
              FROM hub_reduction granted
             WHERE granted.account_move_line_id = refund.id
               AND granted.borne_by = 'hub'
            """
        )

    def _get_adjusted_sql(self):
        """What the hub pays producers besides their sales: adjustments.

        Every column has the very type of the other parts': otherwise PostgreSQL works
        out all columns of all parts, asked for or not.
        """
        return SQL(
            """
            SELECT -line.id::bigint AS id,
                   line.date,
                   DATE_TRUNC('week', line.date::timestamp)::date AS week_start,
                   line.date AS date_sold,
                   line.company_id,
                   line.producer_id,
                   line.product_id,
                   NULL::integer AS picking_id,
                   NULL::integer AS partner_id,
                   NULL::integer AS move_id,
                   line.settlement_id,
                   settlement.is_posted IS NOT TRUE AS is_estimate,
                   0::numeric AS quantity,
                   0::numeric AS amount_untaxed,
                   0::numeric AS commission,
                   line.amount_borne,
                   0::numeric AS weight_kg,
                   0 AS weight_missing,
                   0 AS line_count,
                   NULL::integer AS delivery_count,
                   NULL::varchar AS labels,
                   NULL AS label,
                   NULL::varchar AS local,
                   0::numeric AS basket_amount,
                   0::numeric AS basket_weight,
                   0 AS basket_lines,
                   %(columns)s
              FROM hub_settlement_line line
              LEFT JOIN hub_settlement settlement ON settlement.id = line.settlement_id
              LEFT JOIN sale_order_line sol ON FALSE
              %(joins)s
             WHERE line.kind = 'adjustment'
            """,
            columns=self._get_common_columns_sql(),
            joins=self._get_common_joins_sql(
                SQL("line"), SQL("line.product_id"), SQL("NULL::integer")
            ),
        )
