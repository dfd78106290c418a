from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import float_round

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

    # ------------------------------------------------------------------
    # Their settlement lines
    # ------------------------------------------------------------------

    def _get_settlement_facts(self):
        """What a settlement asks of these delivered lines, read in one question.

        :return: ``[{move_id, date, producer_id, product_id, quantity, unit_id,
            is_return, line_id, line_unit_id, price_unit, discount, commission_rate,
            currency_id, partner_id, is_alone, is_invoiced,
            tax_ids}]``, in the order of the lines
        """
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT move.id AS move_id, move.date, move.producer_id, move.product_id,
                   move.quantity, move.product_uom AS unit_id,
                   source.usage = 'customer' AS is_return,
                   line.id AS line_id, line.product_uom_id AS line_unit_id,
                   line.price_unit, line.discount, line.commission_rate,
                   line.currency_id, ordered.partner_shipping_id AS partner_id,
                   NOT EXISTS (
                       SELECT FROM stock_move other
                        WHERE other.sale_line_id = line.id AND other.id <> move.id
                   ) AS is_alone,
                   EXISTS (
                       SELECT FROM sale_order_line_invoice_rel
                        WHERE order_line_id = line.id
                   ) AS is_invoiced,
                   ARRAY(
                       SELECT account_tax_id FROM account_tax_sale_order_line_rel
                        WHERE sale_order_line_id = line.id ORDER BY 1
                   ) AS tax_ids
              FROM unnest(%s::int[]) WITH ORDINALITY AS wanted (id, rank)
              JOIN stock_move move ON move.id = wanted.id
              JOIN stock_location source ON source.id = move.location_id
              JOIN sale_order_line line ON line.id = move.sale_line_id
              JOIN sale_order ordered ON ordered.id = line.order_id
          ORDER BY wanted.rank
            """,
            [list(self._ids)],
        )
        return self.env.cr.dictfetchall()

    def _prepare_settlement_lines_vals(self, facts, settlement_of):
        """Values of the settlement lines of these delivered lines.

        :param facts: their :meth:`_get_settlement_facts`
        :param dict settlement_of: ``{producer id: settlement}``
        """
        prepare = self._prepare_settlement_line_vals
        amounts = self._get_amounts_from(facts)
        days, limits = self._get_days_and_limits(facts)
        vals_list = []
        for fact in facts:
            day = days[fact["date"]]
            vals = prepare(fact, settlement_of[fact["producer_id"]], day)
            vals["date_due"] = limits[fact["product_id"], day]
            vals["quantity"], vals["amount_gross"] = amounts[fact["move_id"]]
            vals_list.append(vals)
        return vals_list

    @api.model
    def _prepare_settlement_line_vals(self, fact, settlement, day):
        """Values that a settlement line takes over from its delivered line.

        :param dict fact: one of :meth:`_get_settlement_facts`
        :param date day: local day of delivery
        """
        return {
            "settlement_id": settlement.id,
            "kind": "return" if fact["is_return"] else "delivery",
            "move_id": fact["move_id"],
            "partner_id": fact["partner_id"],
            "product_id": fact["product_id"],
            "date": day,
            "uom_id": fact["line_unit_id"],
            "price_unit": self._get_sold_price(fact),
            "commission_rate": fact["commission_rate"] or 0.0,
        }

    @api.model
    def _get_sold_price(self, fact):
        return (fact["price_unit"] or 0.0) * (1 - (fact["discount"] or 0.0) / 100.0)

    @api.model
    def _get_days_and_limits(self, facts):
        """Local day of each moment, last legal day of payment of each product."""
        to_local = self.env["hub.catalogue"]._to_local
        days = {
            moment: to_local(moment).date()
            for moment in {fact["date"] for fact in facts}
        }
        wanted = {(fact["product_id"], days[fact["date"]]) for fact in facts}
        products = self.env["product.product"].browse({key[0] for key in wanted})
        rules = {
            product.id: product.product_tmpl_id.categ_id.hub_due_rule
            for product in products.sudo()
        }
        get_limit = self.env["hub.settlement.line"]._get_payment_limit
        limits = {
            (product, day): get_limit(rules[product], day) for product, day in wanted
        }
        return days, limits

    @api.model
    def _get_amounts_from(self, facts):
        """Quantity in the order line's unit and worth: ``{move id: (both)}``.

        The plain case is decided here: one delivery of one order line, in its unit, at
        a price without tax. The others ask their records.
        """
        taxes = {tuple(fact["tax_ids"]) for fact in facts}
        included = {ids for ids in taxes if self._are_taxes_in_price(ids)}
        currencies = self.env["res.currency"]
        cents = {
            id_: currencies.browse(id_).rounding
            for id_ in {fact["currency_id"] for fact in facts}
        }
        amounts, others = {}, []
        for fact in facts:
            is_plain = fact["is_alone"] and fact["unit_id"] == fact["line_unit_id"]
            if not is_plain or tuple(fact["tax_ids"]) in included:
                others.append(fact["move_id"])
                continue
            quantity = -fact["quantity"] if fact["is_return"] else fact["quantity"]
            worth = float_round(
                self._get_sold_price(fact) * quantity, None, cents[fact["currency_id"]]
            )
            amounts[fact["move_id"]] = quantity, worth
        moves = self.browse(others)
        for move, worth in moves._get_amounts_gross().items():
            amounts[move.id] = move._get_sold_quantity(), worth
        return amounts

    @api.model
    def _are_taxes_in_price(self, ids):
        taxes = self.env["account.tax"].sudo().browse(ids)
        return any(taxes.flatten_taxes_hierarchy().mapped("price_include"))
