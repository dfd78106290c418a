from odoo import models
from odoo.fields import Domain


class HubSettlement(models.Model):
    """Rows of the statement: what left, what was refused, what is in store."""

    _inherit = "hub.settlement"

    def _get_statement_rows(self):
        """The statement's days, one row per product, lot, price and rate.

        Clients are not named: the statement says what was sold, not to whom.

        :return: ``[{"day", "rows": [{"name", "lot", "uom", "delivered", "refused",
            "price", "rate", "gross", "commission", "borne", "net", "vat"}], and the
            day's own "gross", "commission", "borne", "net", "vat"}]``
        """
        self.ensure_one()
        days = {
            day: lines._get_statement_rows()
            for day, lines in self.line_ids.grouped("date").items()
        }
        for move in self._get_refused_moves():
            day = self._get_local_day(move.date)
            days.setdefault(day, []).append(move._prepare_refused_row())
        sums = {
            day: lines._get_statement_sums()
            for day, lines in self.line_ids.grouped("date").items()
        }
        empty = self.line_ids.browse()._get_statement_sums()
        return [
            {"day": day, "rows": rows, **sums.get(day, empty)}
            for day, rows in sorted(days.items())
        ]

    def _get_refused_moves(self):
        """Deliveries of the period that the client refused whole: nothing was sold."""
        self.ensure_one()
        moves = self.env["stock.move"].sudo()
        return moves.search(
            Domain("producer_id", "=", self.producer_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("sale_line_id", "!=", False)
            & Domain("quantity", "=", 0)
            & Domain("hub_weight_log_ids.kind", "=", "refusal")
            & moves._get_local_days_domain(self.date_from, self.date_to)
        )

    def _get_statement_columns(self):
        """Columns that not every statement needs."""
        self.ensure_one()
        days = self._get_statement_rows()
        return {
            "borne": any(self.line_ids.mapped("amount_borne")),
            "refused": any(row["refused"] for day in days for row in day["rows"]),
            "vat": any(self.line_ids.mapped("amount_vat")),
        }

    def _get_statement_stock(self):
        """Consigned stock of each product at both ends of the period.

        :return: ``[{"name", "uom", "opening", "received", "sold", "other",
            "closing"}]``, products that were in store or moved
        """
        self.ensure_one()
        before = self._get_stock_flows(None, self.date_from)
        during = self._get_stock_flows(self.date_from, self.date_to)
        products = self.env["product.product"].union(*before, *during)
        rows = []
        for product in products.sorted("display_name"):
            opening = sum(before.get(product, {}).values())
            flows = during.get(product, {})
            row = {
                "name": product.display_name,
                "uom": product.uom_id._get_hub_name(),
                "opening": opening,
                "received": flows.get("supplier", 0.0),
                "sold": -flows.get("customer", 0.0),
                "other": flows.get("other", 0.0),
                "closing": opening + sum(flows.values()),
            }
            row = {
                name: value if isinstance(value, str) else product.uom_id.round(value)
                for name, value in row.items()
            }
            if any(row[name] for name in ("opening", "received", "sold", "other")):
                rows.append(row)
        return rows

    def _get_stock_flows(self, date_from, date_to):
        """What came into the stores, by product and by kind of other place.

        :param date_from: first day; None for all that moved before ``date_to``
        """
        moves = self.env["stock.move"]
        if date_from:
            days = moves._get_days_domain("date", date_from, date_to)
        else:
            first = self.env["hub.catalogue"]._localize(date_to, 0.0)
            days = Domain("date", "<", first)
        groups = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                Domain("owner_id", "=", self.producer_id.id)
                & Domain("company_id", "=", self.company_id.id)
                & Domain("state", "=", "done")
                & days,
                ["product_id", "location_id", "location_dest_id"],
                ["quantity_product_uom:sum"],
            )
        )
        flows = {}
        for product, source, target, quantity in groups:
            inward = target.usage == "internal"
            if inward == (source.usage == "internal"):
                continue
            kind = (source if inward else target).usage
            kind = kind if kind in ("supplier", "customer") else "other"
            of_product = flows.setdefault(product, {})
            change = quantity if inward else -quantity
            of_product[kind] = of_product.get(kind, 0.0) + change
        return flows

    def _get_statement_payment(self):
        """What is paid for this statement: its total, less fees and what is carried.

        :return: ``{"total", "fees", "carried", "previous", "to_pay"}``
        """
        self.ensure_one()
        total = self._get_statement_total()
        return {
            "total": total,
            "fees": -self.amount_fees,
            "carried": self.amount_carried,
            "previous": self.amount_previous
            if self.is_posted
            else self._get_open_balance(),
            "to_pay": self.currency_id.round(
                total - self.amount_fees + self.amount_carried
            ),
        }


class HubSettlementLine(models.Model):
    _inherit = "hub.settlement.line"

    def _get_statement_rows(self):
        told = self.filtered(lambda line: line.kind != "return" or line.quantity)
        groups = told.grouped(
            lambda line: (
                line.product_id,
                line.lot_names,
                line.uom_id,
                line.price_unit,
                line.commission_rate,
                line.reason or "",
                line.kind,
            )
        )
        rows = []
        for (product, lot, uom, price, rate, reason, kind), lines in groups.items():
            quantity = sum(lines.mapped("quantity"))
            refused = sum(
                line.move_id._get_refused_quantity() for line in lines if line.move_id
            )
            came_back = kind in ("return", "reduction")
            rows.append(
                {
                    "name": " · ".join(filter(None, (product.name, reason))),
                    "lot": lot or "",
                    "uom": uom._get_hub_name() if uom else "",
                    "delivered": 0.0 if came_back else quantity,
                    "refused": refused - quantity if came_back else refused,
                    "price": price,
                    "rate": rate,
                    **lines._get_statement_sums(),
                }
            )
        return sorted(rows, key=lambda row: (row["name"], row["lot"]))

    def _get_statement_sums(self):
        return {
            **super()._get_statement_sums(),
            "borne": sum(self.mapped("amount_borne")),
            "vat": sum(self.mapped("amount_vat")),
        }


class StockMove(models.Model):
    _inherit = "stock.move"

    def _prepare_refused_row(self):
        """A row of the statement for goods that the client refused whole."""
        self.ensure_one()
        logs = self.hub_weight_log_ids
        return {
            "name": self.product_id.name,
            "lot": ", ".join(logs.lot_id.mapped("name")),
            "uom": self.product_uom._get_hub_name(),
            "delivered": 0.0,
            "refused": self._get_refused_quantity(),
            "price": self.sale_line_id.sudo().price_unit,
            "rate": self.sale_line_id.sudo().commission_rate,
            **dict.fromkeys(("gross", "commission", "borne", "net", "vat"), 0.0),
        }
