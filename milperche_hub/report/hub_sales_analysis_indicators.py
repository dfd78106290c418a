from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

MEAT = "VIANDES_VOLAILLES"
#: what counts a part of the rows opens them alone
OPENED_BY = {
    "weight_missing": "weight_missing",
    "deliveries": "line_count",
    "lines": "line_count",
    "orders": "line_count",
    "clients": "line_count",
    "producers": "line_count",
}


class HubSalesAnalysis(models.Model):
    """The indicators of a period, each with what it was counted on."""

    _inherit = "hub.sales.analysis"

    @api.model
    def _get_period_domain(self, date_from, date_to):
        return (
            Domain("date", ">=", date_from)
            & Domain("date", "<=", date_to)
            & Domain("company_id", "=", self.env.company.id)
        )

    @api.model
    def _get_sales_domain(self, date_from, date_to):
        """Sales and refunds of a period, without what the hub paid besides them.

        An adjustment has no client: it belongs in no list of clients or of sales.
        """
        period = self._get_period_domain(date_from, date_to)
        return period & Domain("partner_id", "!=", False)

    @api.model
    def _get_delivered_domain(self, date_from, date_to):
        """Lines delivered in a period: who was served, who sold."""
        period = self._get_period_domain(date_from, date_to)
        return period & Domain("line_count", ">", 0)

    @api.model
    def _get_indicators(self, date_from, date_to):
        """Count a period.

        :return: ``{code: (value, model, domain)}``: a number, None for a share of
            nothing; the records it stands on
        """
        domain = self._get_sales_domain(date_from, date_to)
        result = {
            code: (value, self._name, list(domain))
            for code, value in self._get_sales_indicators(domain).items()
        }
        for code, column in OPENED_BY.items():
            lines = domain & Domain(column, ">", 0)
            result[code] = (result[code][0], self._name, list(lines))
        firsts = self._get_first_families(date_from, date_to)
        result["first_families"] = (
            len(firsts),
            self._name,
            list(domain & self._get_firsts_domain(firsts)),
        )
        result.update(self._get_delivery_indicators(date_from, date_to))
        result.update(self._get_association_indicators(date_from, date_to))
        lines = result["lines"][0]
        claims = self._get_claims(date_from, date_to)
        rate = len(claims) * 100.0 / lines if lines else None
        result["claims"] = (rate, claims._name, [("id", "in", claims.ids)])
        return result

    def _get_sales_indicators(self, domain):
        [row] = self._read_group(
            domain,
            [],
            [
                "amount_untaxed:sum",
                "commission:sum",
                "weight_kg:sum",
                "weight_missing:sum",
                "delivery_count:count_distinct",
                "line_count:sum",
            ],
        )
        amount, commission, weight, missing, deliveries, lines = row
        [(orders, clients, producers)] = self._read_group(
            domain & Domain("line_count", ">", 0),
            [],
            [
                "order_id:count_distinct",
                "partner_id:count_distinct",
                "producer_id:count_distinct",
            ],
        )
        meat = quality = nearby = 0.0
        for family, label, local, part in self._read_group(
            domain, ["egalim_family", "label", "local"], ["amount_untaxed:sum"]
        ):
            meat += part if family == MEAT else 0.0
            quality += part if label else 0.0
            nearby += part if local == "yes" else 0.0
        return {
            "turnover": amount,
            "commission": commission,
            "producers_net": amount - commission,
            "producers_share": _percent(amount - commission, amount),
            "weight": weight,
            "weight_missing": missing,
            "deliveries": deliveries,
            "lines": lines,
            "orders": orders,
            "clients": clients,
            "producers": producers,
            "basket_amount": amount / deliveries if deliveries else None,
            "basket_weight": weight / deliveries if deliveries else None,
            "basket_lines": lines / deliveries if deliveries else None,
            "meat_share": _percent(meat, amount),
            "local_share": _percent(nearby, amount),
            "quality_share": _percent(quality, amount),
        }

    @api.model
    def _get_first_families(self, date_from, date_to):
        """Families a client bought for the first time: ``[(client, family, day)]``."""
        groups = self._read_group(
            Domain("date", "<=", date_to)
            & Domain("line_count", ">", 0)
            & Domain("company_id", "=", self.env.company.id),
            ["partner_id", "categ_id"],
            ["date:min"],
        )
        return [row for row in groups if row[2] >= date_from]

    @api.model
    def _get_firsts_domain(self, firsts):
        """Lines of a client's first delivery of a family."""
        return Domain.OR(
            Domain("partner_id", "=", client.id)
            & Domain("categ_id", "=", family.id)
            & Domain("date", "=", day)
            for client, family, day in firsts
        )

    @api.model
    def _get_meat_shares(self, date_from, date_to):
        """Meat in what each client bought: ``{client: percent or None}``."""
        sums = defaultdict(lambda: [0.0, 0.0])
        for client, family, amount in self._read_group(
            self._get_sales_domain(date_from, date_to),
            ["partner_id", "egalim_family"],
            ["amount_untaxed:sum"],
        ):
            sums[client][1] += amount
            if family == MEAT:
                sums[client][0] += amount
        return {client: _percent(*pair) for client, pair in sums.items()}

    # ------------------------------------------------------------------
    # Deliveries, association, claims
    # ------------------------------------------------------------------

    def _get_delivery_indicators(self, date_from, date_to):
        """Shares of deliveries on the agreed day, and without anything missing."""
        count, late, short = self._get_wrong_deliveries(date_from, date_to)
        return {
            code: (
                _percent(count - len(wrong), count),
                "stock.picking",
                [("id", "in", wrong)],
            )
            for code, wrong in (("on_time", late), ("complete", short))
        }

    def _get_wrong_deliveries(self, date_from, date_to):
        """Deliveries of a period: how many, ids of the late, ids of the incomplete.

        Late is after the local day agreed upon. Incomplete is less than ordered beyond
        what a scale explains: a tenth less of a product is its weight; a whole line
        is missing.
        """
        Picking = self.env["stock.picking"].sudo()
        Picking.flush_model(["date_done", "sale_id", "scheduled_date"])
        self.env["sale.order"].flush_model(["commitment_date"])
        self.env["sale.order.line"].flush_model()
        clock = self.env["hub.catalogue"]._get_hub_timezone().zone
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*),
                       ARRAY_AGG(id ORDER BY id) FILTER (WHERE done > agreed),
                       ARRAY_AGG(id ORDER BY id) FILTER (WHERE is_short)
                  FROM (
                    SELECT picking.id,
                           (picking.date_done AT TIME ZONE 'UTC'
                                AT TIME ZONE %(clock)s)::date AS done,
                           (COALESCE(so.commitment_date, picking.scheduled_date)
                                AT TIME ZONE 'UTC'
                                AT TIME ZONE %(clock)s)::date AS agreed,
                           EXISTS (
                               SELECT FROM sale_order_line line
                                WHERE line.order_id = picking.sale_id
                                  AND line.producer_id IS NOT NULL
                                  AND line.product_uom_qty != 0
                                  AND line.qty_delivered < 0.9 * line.product_uom_qty
                           ) AS is_short
                      FROM stock_picking picking
                      LEFT JOIN sale_order so ON so.id = picking.sale_id
                     WHERE picking.id IN %(found)s
                  ) delivery
                """,
                clock=clock,
                found=Picking._search(
                    self._get_deliveries_domain(date_from, date_to)
                ).subselect(),
            )
        )
        return row[0], row[1] or [], row[2] or []

    def _get_deliveries_domain(self, date_from, date_to):
        localize = self.env["hub.catalogue"]._localize
        return (
            Domain("picking_type_id.hub_role", "=", "delivery")
            & Domain("state", "=", "done")
            & Domain("company_id", "=", self.env.company.id)
            & Domain("date_done", ">=", localize(date_from, 0.0))
            & Domain("date_done", "<", localize(date_to + timedelta(days=1), 0.0))
        )

    def _get_association_indicators(self, date_from, date_to):
        Partner = self.env["res.partner"].sudo()
        members = Domain("hub_is_member", "=", True) & Domain("parent_id", "=", False)
        result = {"members": (Partner.search_count(members), "res.partner", members)}
        Activity = self.env["hub.activity.record"]
        totals = Activity._get_totals(date_from, date_to)
        period = [("date", ">=", date_from), ("date", "<=", date_to)]
        for code, kind, index in (
            ("canteens_contacted", "canteen", 0),
            ("cooks_trained", "training", 1),
            ("school_animations", "animation", 0),
            ("volunteer_hours", "volunteer", 2),
            ("volunteer_km", "volunteer", 3),
        ):
            value = totals.get(kind, (0, 0, 0.0, 0.0))[index]
            domain = [("kind", "=", kind), *period]
            result[code] = (value, Activity._name, domain)
        result["members"] = (result["members"][0], "res.partner", list(members))
        return result

    @api.model
    def _get_claims(self, date_from, date_to):
        """Quality claims on lines delivered in the period, cooks' tastes left out."""
        moves = (
            self.env["stock.move.line"]
            .sudo()
            ._search(
                [
                    ("move_id.hub_sale_date", ">=", date_from),
                    ("move_id.hub_sale_date", "<=", date_to),
                    ("company_id", "=", self.env.company.id),
                ]
            )
        )
        claims = self.env["hub.claim"].sudo()
        return claims.search(
            Domain("move_line_id", "in", moves) & claims._get_defect_domain()
        )


def _percent(part, whole):
    return part * 100.0 / whole if whole else None
