from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..tools.ties import match, telescope


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
        return self._get_days_domain("date", date_from, date_to)

    @api.model
    def _get_days_domain(self, name, date_from, date_to):
        """Records whose moment ``name`` is in a period of local days."""
        catalogue = self.env["hub.catalogue"]
        domain = Domain(name, "<", catalogue._localize(date_to + timedelta(1), 0.0))
        if date_from:
            domain &= Domain(name, ">=", catalogue._localize(date_from, 0.0))
        return domain

    def _get_sold_quantity(self):
        """Quantity in the order line's unit, negative for a return."""
        self.ensure_one()
        quantity = self.quantity
        unit = self.sale_line_id.product_uom_id
        if self.product_uom != unit:
            quantity = self.product_uom._compute_quantity(quantity, unit, round=False)
        return -quantity if self.location_id.usage == "customer" else quantity

    def _get_amount_gross(self):
        """Sales price excl. tax of this delivered line, rounded as its invoice line."""
        self.ensure_one()
        return self.sale_line_id._get_hub_amount(self._get_sold_quantity())

    def _get_amounts_gross(self):
        """Sales price excl. tax of each delivered line, to the cent of its invoice.

        Moves of one order line that one invoice line bills, or will bill, add up to
        that line: each is worth what it adds to those before it.

        :return: ``{move: amount}``
        """
        amounts = {}
        for line, moves in self.sudo().grouped("sale_line_id").items():
            if len(line.move_ids) == 1:
                amounts[moves] = line._get_hub_amount(moves._get_sold_quantity())
            else:
                amounts.update(moves._get_shared_amounts(line))
        return amounts

    def _get_shared_amounts(self, line):
        """Worth of these moves of one order line that has several."""
        moves = self.sorted(lambda move: (move.date, move.id))
        quantities = {move: move._get_sold_quantity() for move in moves}
        ties, left = match(list(quantities.items()), line._get_untied_invoiced())
        waiting = line.move_ids.settlement_line_ids.filtered(
            lambda settled: not settled.account_move_line_id
        )
        before = {tuple(left): sum(waiting.mapped("quantity"))}
        amounts = {}
        for group in [*(keys for _invoice, keys in ties), left]:
            worths = telescope(
                [quantities[move] for move in group],
                line._get_hub_amount,
                before.get(tuple(group), 0.0),
            )
            amounts.update(zip(group, worths, strict=True))
        return amounts

    def _prepare_settlement_lines_vals(self, settlement_of):
        """Values of the settlement lines of these delivered lines.

        :param dict settlement_of: ``{producer: settlement}``
        """
        amounts = self._get_amounts_gross()
        return [
            {
                **move._prepare_settlement_line_vals(settlement_of[move.producer_id]),
                "amount_gross": amounts[move],
            }
            for move in self
        ]

    def _prepare_settlement_line_vals(self, settlement):
        self.ensure_one()
        line = self.sale_line_id.sudo()
        day = self.env["hub.catalogue"]._to_local(self.date).date()
        rule = self.product_id.categ_id.hub_due_rule
        returned = self.location_id.usage == "customer"
        return {
            "settlement_id": settlement.id,
            "kind": "return" if returned else "delivery",
            "move_id": self.id,
            "partner_id": line.order_id.partner_shipping_id.id,
            "product_id": self.product_id.id,
            "date": day,
            "date_due": self.env["hub.settlement.line"]._get_payment_limit(rule, day),
            "quantity": self._get_sold_quantity(),
            "uom_id": line.product_uom_id.id,
            "price_unit": line.price_unit * (1 - (line.discount or 0.0) / 100.0),
            "commission_rate": line.commission_rate,
        }
