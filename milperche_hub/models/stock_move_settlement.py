from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain


class StockMove(models.Model):
    """The delivered line is the hinge: what the producer is owed starts here."""

    _inherit = "stock.move"

    @api.model
    def _get_moves_to_settle(self, producers, date_from, date_to):
        """Delivered lines and returns of a period that no settlement holds.

        :param date date_from: first local day. :param date date_to: last one.
        """
        return self.search(
            self._get_delivered_domain()
            & Domain("producer_id", "in", producers.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("settlement_line_ids", "=", False)
            & self._get_local_days_domain(date_from, date_to),
            order="date, id",
        )

    @api.model
    def _get_delivered_domain(self):
        sold = Domain("location_dest_id.usage", "=", "customer")
        returned = Domain("location_id.usage", "=", "customer") & Domain(
            "to_refund", "=", True
        )
        return (
            Domain("state", "=", "done")
            & Domain("sale_line_id", "!=", False)
            & Domain("producer_id", "!=", False)
            & Domain("quantity", "!=", 0)
            & (sold | returned)
        )

    @api.model
    def _get_local_days_domain(self, date_from, date_to):
        catalogue = self.env["hub.catalogue"]
        domain = Domain("date", "<", catalogue._localize(date_to + timedelta(1), 0.0))
        if date_from:
            domain &= Domain("date", ">=", catalogue._localize(date_from, 0.0))
        return domain

    def _get_sold_quantity(self):
        """Quantity in the order line's unit, negative for a return."""
        self.ensure_one()
        quantity = self.product_uom._compute_quantity(
            self.quantity, self.sale_line_id.product_uom_id, round=False
        )
        return -quantity if self.location_id.usage == "customer" else quantity

    def _get_amount_gross(self):
        """Sales price excl. tax of this delivered line, rounded as its invoice line."""
        self.ensure_one()
        line = self.sale_line_id.sudo()
        price = line.price_unit * (1 - (line.discount or 0.0) / 100.0)
        totals = line.tax_ids.compute_all(
            price, line.currency_id, self._get_sold_quantity(), line.product_id
        )
        return line.currency_id.round(totals["total_excluded"])

    def _prepare_settlement_line_vals(self, settlement):
        self.ensure_one()
        line = self.sale_line_id.sudo()
        day = self.env["hub.catalogue"]._to_local(self.date).date()
        rule = self.product_id.categ_id.hub_due_rule
        return {
            "settlement_id": settlement.id,
            "move_id": self.id,
            "partner_id": line.order_id.partner_shipping_id.id,
            "product_id": self.product_id.id,
            "date": day,
            "date_due": self.env["hub.settlement.line"]._get_payment_limit(rule, day),
            "quantity": self._get_sold_quantity(),
            "uom_id": line.product_uom_id.id,
            "price_unit": line.price_unit * (1 - (line.discount or 0.0) / 100.0),
            "commission_rate": line.commission_rate,
            "amount_gross": self._get_amount_gross(),
        }
