from odoo import fields, models, tools
from odoo.tools import SQL

from ..models.res_partner import CLIENT_KINDS
from ..models.res_partner_cook import COOK_KINDS


class HubQualityAnalysis(models.Model):
    """Quality in numbers: one row per delivered line, with what was said of it.

    Averages of the rates are claims per 100 lines. Claims that were refused count
    nowhere; a cook's preference counts apart.
    """

    _name = "hub.quality.analysis"
    _description = "Quality"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "hub.claim": ["move_line_id", "reason", "state"],
        "rating.rating": ["hub_aspect", "rating", "res_id"],
        "res.partner": ["hub_client_kind", "hub_cook_kind"],
        "stock.move": ["hub_sale_date", "hub_sale_partner_id", "hub_sale_quantity"],
        "stock.move.line": ["move_id"],
    }

    date = fields.Date("Delivered on", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    client_kind = fields.Selection(CLIENT_KINDS, "Kind of Kitchen", readonly=True)
    cook_kind = fields.Selection(COOK_KINDS, "Kind of Cook", readonly=True)
    producer_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    line_count = fields.Integer("Lines Delivered", readonly=True)
    claim_count = fields.Integer("Claims", readonly=True)
    claim_rate = fields.Float(
        "Claims per 100 Lines", aggregator="avg", digits=(16, 1), readonly=True
    )
    calibre_count = fields.Integer("Calibre", readonly=True)
    freshness_count = fields.Integer("Freshness", readonly=True)
    weight_count = fields.Integer("Weight", readonly=True)
    missing_count = fields.Integer("Missing", readonly=True)
    other_count = fields.Integer("Other Defect", readonly=True)
    preference_count = fields.Integer("Cook's Preference", readonly=True)
    quality = fields.Float(
        "Goods, out of 5", aggregator="avg", digits=(16, 1), readonly=True
    )
    service = fields.Float(
        "Service, out of 5", aggregator="avg", digits=(16, 1), readonly=True
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._get_sql())
        )

    def _get_sql(self):
        return SQL(
            """
            SELECT move.id, move.hub_sale_date AS date, move.company_id,
                   move.hub_sale_partner_id AS partner_id, move.producer_id,
                   move.product_id, client.hub_client_kind AS client_kind,
                   client.hub_cook_kind AS cook_kind, 1 AS line_count,
                   COALESCE(said.claims, 0) AS claim_count,
                   COALESCE(said.claims, 0) * 100.0 AS claim_rate,
                   COALESCE(said.calibre, 0) AS calibre_count,
                   COALESCE(said.freshness, 0) AS freshness_count,
                   COALESCE(said.weight, 0) AS weight_count,
                   COALESCE(said.missing, 0) AS missing_count,
                   COALESCE(said.other, 0) AS other_count,
                   COALESCE(said.preference, 0) AS preference_count,
                   rated.quality, rated.service
              FROM stock_move move
              JOIN res_partner client ON client.id = move.hub_sale_partner_id
         LEFT JOIN (%s) said ON said.move_id = move.id
         LEFT JOIN (%s) rated ON rated.res_id = move.picking_id
             WHERE move.hub_sale_date IS NOT NULL AND move.hub_sale_quantity > 0
            """,
            self._get_claims_sql(),
            self._get_ratings_sql(),
        )

    def _get_claims_sql(self):
        return SQL(
            """
            SELECT line.move_id,
                   COUNT(*) FILTER (WHERE claim.reason <> 'preference') AS claims,
                   COUNT(*) FILTER (WHERE claim.reason = 'calibre') AS calibre,
                   COUNT(*) FILTER (WHERE claim.reason = 'freshness') AS freshness,
                   COUNT(*) FILTER (WHERE claim.reason = 'weight') AS weight,
                   COUNT(*) FILTER (WHERE claim.reason = 'missing') AS missing,
                   COUNT(*) FILTER (WHERE claim.reason = 'other') AS other,
                   COUNT(*) FILTER (WHERE claim.reason = 'preference') AS preference
              FROM hub_claim claim
              JOIN stock_move_line line ON line.id = claim.move_line_id
             WHERE claim.state <> 'refused'
          GROUP BY line.move_id
            """
        )

    def _get_ratings_sql(self):
        return SQL(
            """
            SELECT res_id,
                   AVG(rating) FILTER (WHERE hub_aspect = 'quality') AS quality,
                   AVG(rating) FILTER (WHERE hub_aspect = 'service') AS service
              FROM rating_rating
             WHERE res_model = 'stock.picking' AND hub_aspect IS NOT NULL AND consumed
          GROUP BY res_id
            """
        )
