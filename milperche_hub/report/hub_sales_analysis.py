from odoo import api, fields, models
from odoo.tools import SQL

from ..models.account_move_line_figures import REFUND_FACTS
from ..models.hub_criterion import EGALIM_CODES
from ..models.res_partner import CLIENT_KINDS

#: averages per delivery, and what each divides
BASKETS = {
    "basket_amount": "amount_untaxed",
    "basket_weight": "weight_kg",
    "basket_lines": "line_count",
}


class HubSalesAnalysis(models.Model):
    """The hub's figures: sales delivered, less refunds.

    One row per delivered line, negative when goods came back, plus one per refund
    that no return of goods explains. Amounts are the settled ones as soon as the
    producer's settlement holds the line; until then a flagged estimate.
    """

    _name = "hub.sales.analysis"
    _description = "Hub figures"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "account.move": ["move_type"],
        "account.move.line": [
            "company_id",
            "move_id",
            "parent_state",
            "producer_id",
            "product_id",
            "quantity",
            *REFUND_FACTS,
        ],
        "hub.settlement": ["is_posted"],
        "hub.settlement.line": [
            "account_move_line_id",
            "amount_borne",
            "company_id",
            "date",
            "kind",
            "move_id",
            "producer_id",
            "product_id",
            "settlement_id",
        ],
        "product.category": ["hub_egalim_family"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "res.company": ["currency_id"],
        "hub.commune": ["department"],
        "res.partner": ["hub_client_kind", "hub_commune_id", "zip"],
        "sale.order": ["catalogue_id", "partner_invoice_id"],
        "sale.order.line": ["order_id"],
        "stock.picking": ["batch_id"],
        "stock.picking.batch": ["round_id"],
        "stock.move": [
            "company_id",
            "hub_sale_amount",
            "hub_sale_commission",
            "hub_sale_date",
            "hub_sale_labels",
            "hub_sale_local",
            "hub_sale_partner_id",
            "hub_sale_quantity",
            "hub_sale_weight",
            "picking_id",
            "producer_id",
            "product_id",
            "sale_line_id",
        ],
    }

    date = fields.Date("Delivered on", readonly=True)
    week_start = fields.Date(
        "Week of", readonly=True, help="Monday of the week, for readable groups."
    )
    date_sold = fields.Date(
        "Sold on",
        readonly=True,
        help="The day of delivery of what came back or was credited.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    client_kind = fields.Selection(CLIENT_KINDS, "Kind of Client", readonly=True)
    round_id = fields.Many2one(
        "hub.round",
        "Zone (Round)",
        readonly=True,
        help="The delivery round that brought it: the hub's zones.",
    )
    client_commune_id = fields.Many2one(
        "hub.commune", "Zone: Client's Commune", readonly=True
    )
    client_department = fields.Char("Zone: Client's Département", readonly=True)
    payer_id = fields.Many2one("res.partner", readonly=True)
    producer_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Family", readonly=True)
    egalim_family = fields.Selection(
        lambda self: (
            self.env["product.category"]._fields["hub_egalim_family"].selection
        ),
        "EGalim Family",
        readonly=True,
    )
    label = fields.Selection(
        EGALIM_CODES,
        readonly=True,
        help="The EGalim label proved on the day of delivery; the first that counts"
        " where there are several.",
    )
    labels = fields.Char("All Labels", readonly=True)
    local = fields.Selection(
        [("yes", "Local"), ("no", "Not local"), ("unknown", "Not known")],
        readonly=True,
        help="By the main definition of local in force on the day of delivery.",
    )
    producer_commune_id = fields.Many2one(
        "hub.commune", "Origin: Commune", readonly=True
    )
    producer_department = fields.Char("Origin: Département", readonly=True)
    catalogue_id = fields.Many2one("hub.catalogue", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Delivery", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    settlement_id = fields.Many2one("hub.settlement", readonly=True)
    is_estimate = fields.Boolean(
        "Estimate",
        readonly=True,
        help="Not in a posted settlement yet: the commission is not rounded.",
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    amount_untaxed = fields.Monetary("Turnover excl. tax", readonly=True)
    commission = fields.Monetary(readonly=True)
    amount_borne = fields.Monetary(
        "Borne by the Hub",
        readonly=True,
        help="Reductions and adjustments that producers do not pay: the hub's cost.",
    )
    weight_kg = fields.Float("Weight (kg)", digits=(16, 3), readonly=True)
    weight_missing = fields.Integer(
        "Lines Without Weight",
        readonly=True,
        help="Lines whose product has no weight: their kg are missing from the total.",
    )
    line_count = fields.Integer("Delivered Lines", readonly=True)
    delivery_count = fields.Integer(
        "Deliveries",
        readonly=True,
        aggregator="count_distinct",
        help="Deliveries in which something was delivered.",
    )
    basket_amount = fields.Monetary(
        "Average Basket",
        readonly=True,
        aggregator="avg",
        help="Turnover excl. tax, less refunds, divided by the number of deliveries.",
    )
    basket_weight = fields.Float(
        "Average Basket (kg)",
        digits=(16, 3),
        readonly=True,
        aggregator="avg",
        help="Kilograms delivered divided by the number of deliveries.",
    )
    basket_lines = fields.Float(
        "Average Basket (lines)",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Delivered lines divided by the number of deliveries.",
    )

    @api.model
    def _get_egalim_families(self):
        return self.env["product.category"]._fields["hub_egalim_family"].selection

    def _read_group_select(self, aggregate_spec, query):
        """An average basket is a ratio of two totals, whatever the grouping."""
        dividend = BASKETS.get(aggregate_spec.split(":")[0])
        if not dividend:
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(%s)::numeric / NULLIF(COUNT(DISTINCT %s), 0)",
            self._field_to_sql(self._table, dividend, query),
            self._field_to_sql(self._table, "delivery_count", query),
        )
