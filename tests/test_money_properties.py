"""Random money: 10,000 lines in plain Python, 300 and 500 through the documents."""

import random
from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.milperche_hub.tools.commission import allocate_cents, spread
from odoo.addons.milperche_hub.tools.ties import match, telescope

from .test_settlement_lines import DELIVERY, MoneyCase

CENT = Decimal("0.01")
RATES = (0.0, 12.5, 14.8, 15.0, 17.325)


def money(value):
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)


class RandomLine:
    """One order line: delivered in parts, sent back, invoiced, reduced."""

    def __init__(self, rand):
        self.price = Decimal(rand.randint(5, 4000)) / 100
        self.rate = rand.choice(RATES)
        self.vat = rand.choice((Decimal("5.5"), Decimal(20)))
        self.regime = rand.choice(("vat", "franchise", "flat_rate"))
        parts = rand.choice((1, 1, 1, 2, 3))
        self.moves = [rand.randint(1, 40_000) / 1000 for _part in range(parts)]
        if rand.random() < 0.15:
            self.moves.append(-round(self.moves[0] * rand.random(), 3) or -0.001)
        self.invoiced = self._invoice(rand)
        self.reductions = self._reduce(rand)

    def amount(self, quantity):
        return float(money(self.price * Decimal(str(round(quantity, 3)))))

    def _invoice(self, rand):
        """In one line, or one line for each delivery."""
        if rand.random() < 0.5:
            return [round(sum(self.moves), 3)]
        return list(self.moves)

    def _reduce(self, rand):
        if rand.random() > 0.2:
            return []
        amount = self.amount(self.moves[0] * rand.random() / 2)
        return [(-amount, rand.random() < 0.4)] if amount else []

    def settle(self):
        """``[(gross, rate, borne by the hub, adjustment)]``"""
        deliveries = list(enumerate(self.moves))
        ties, left = match(deliveries, list(enumerate(self.invoiced)))
        assert not left, (self.moves, self.invoiced)
        lines = []
        for _invoice, keys in ties:
            worths = telescope([self.moves[key] for key in keys], self.amount)
            lines += [(worth, self.rate, False, None) for worth in worths]
        lines += [(gross, self.rate, by_hub, None) for gross, by_hub in self.reductions]
        return lines

    def invoice_total(self):
        total = sum(money(self.amount(quantity)) for quantity in self.invoiced)
        return total + sum(money(gross) for gross, _by_hub in self.reductions)


def test_ten_thousand_random_lines_balance_to_the_cent():
    rand = random.Random(20260303)
    orders = []
    count = 0
    while count < 10_000:
        orders.append(RandomLine(rand))
        count += len(orders[-1].moves)
    settled = [(order, line) for order in orders for line in order.settle()]
    lines = [line for _order, line in settled]
    lines += [
        ("0", 0.0, True, money(rand.randint(-900, 900) / 100)) for _n in range(40)
    ]
    parts = [tuple(Decimal(c) / 100 for c in row) for row in allocate_cents(lines)]
    commission, net, borne = (sum(column) for column in zip(*parts, strict=True))
    gross = sum(money(line[0]) for line in lines)
    invoiced = sum(order.invoice_total() for order in orders)
    assert net + commission - borne == gross == invoiced
    exact, found = defaultdict(Decimal), defaultdict(Decimal)
    for line, (part, producer, by_hub) in zip(lines, parts, strict=True):
        assert part + producer - by_hub == money(line[0])
        if not line[2]:
            exact[line[1]] += Decimal(str(line[0])) * Decimal(str(line[1])) / 100
            found[line[1]] += part
    for rate, total in exact.items():
        assert found[rate] == money(total), "one rounding for a whole rate"
    _check_vat(settled, parts)


def _check_vat(settled, parts):
    """VAT is charged by the producers liable to it alone, once for each rate."""
    nets = defaultdict(list)
    for (order, _line), (_part, net, _borne) in zip(settled, parts, strict=False):
        if order.regime == "vat":
            nets[order.vat].append(net)
    for rate, amounts in nets.items():
        total = money(sum(amounts) * rate / 100)
        assert sum(spread(total, amounts)) == total


class ManyCase(MoneyCase):
    """Hundreds of documents in one transaction."""

    @classmethod
    def _count_rows(cls):
        """Tell PostgreSQL that the tables are no longer empty, as time would."""
        cls.env.flush_all()
        cls.env.cr.execute("ANALYZE")


class TestRandomMoney(ManyCase):
    """Weights, cuts, refusals, returns, credits and all regimes, on documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rand = random.Random(20260302)
        cls.env["hub.commission.rule"].create(
            [
                {"rate": 14.8, "producer_id": cls.dairy.id},
                {"rate": 12.5, "categ_id": cls.cider.categ_id.id},
            ]
        )
        cls.orders = cls._order_randomly()

    @classmethod
    def _order_randomly(cls):
        """Nine weeks of five clients and eight products: more than 300 lines."""
        orders = cls.env["sale.order"]
        for _week in range(9):
            quantities = {
                client: {
                    product: cls.rand.randint(1, 20)
                    for product in cls.products
                    if product != cls.cider or client in (cls.restaurant | cls.grocer)
                }
                for client in cls.clients
            }
            orders |= cls._deliver_random_week(quantities)
            cls._count_rows()
        return orders

    @classmethod
    def _deliver_random_week(cls, quantities):
        catalogue = cls._make_catalogue(quantity=5000.0)
        placed = cls.env["sale.order"].union(
            *(cls._make_order(catalogue, *item) for item in quantities.items())
        )
        catalogue.action_close()
        for move in catalogue.dropoff_ids.move_ids:
            if cls.rand.random() < 0.15:
                move.quantity = int(move.product_uom_qty * 0.6)
        catalogue.action_receive_all()
        for line in catalogue.delivery_ids.move_line_ids:
            if not line.product_uom_id._is_hub_piece():
                line.quantity = round(line.quantity * cls.rand.uniform(0.9, 1.1), 3)
            if cls.rand.random() < 0.04:
                line.with_context(hub_weight_kind="refusal").quantity = 0.0
        cls.clock.move_to(
            cls.env["hub.catalogue"]._localize(catalogue.date_delivery, 10.0)
        )
        catalogue.action_deliver_all()
        return placed

    def _change_randomly(self):
        """Returns, credits, rebates and corrections, before and after the invoice."""
        moves = self.orders.order_line.move_ids.filtered(
            lambda m: m.state == "done" and m.location_dest_id.usage == "customer"
        )
        for move in moves:
            chance = self.rand.random()
            by = self.rand.choice(("producer", "hub"))
            if chance < 0.06:
                move._accept_reduction(
                    quantity=round(move.quantity / 3, 3), borne_by=by, reason="Random"
                )
            elif chance < 0.12 and move._get_amount_gross() > 1:
                move._accept_reduction(amount=0.57, borne_by=by, reason="Random")
            elif chance < 0.16:
                drafts = move.sale_line_id.invoice_lines.filtered(
                    lambda line: line.parent_state == "draft"
                )
                line = move.move_line_ids.filtered(lambda ml: ml.quantity > 1)[:1]
                if line and not drafts:
                    line._correct_weight(round(line.quantity * 1.05, 3), "Random")

    def _settle_all(self):
        self._count_rows()
        day = DELIVERY.date() + timedelta(days=400)
        settlements = self.env["hub.settlement"]._generate(
            self.producers, DELIVERY.date() - timedelta(days=60), day
        )
        settlements.action_post()
        return settlements

    def test_three_hundred_lines_through_the_documents(self):
        lines = self.orders.order_line.filtered("move_ids")
        self.assertGreaterEqual(len(lines), 300)
        self._change_randomly()
        self._invoice(self.orders[::2])
        first = self._settle_all()
        self._change_randomly()
        for catalogue in self.orders.catalogue_id:
            catalogue.action_invoice()
        self.orders.invoice_ids.filtered(lambda m: m.state == "draft").action_post()
        self._change_randomly()
        for catalogue in self.orders.catalogue_id:
            catalogue.action_invoice()
        self.orders.invoice_ids.filtered(lambda m: m.state == "draft").action_post()
        settlements = first | self._settle_all()
        self.assertClosed(self.orders, settlements)
        self.assertTrue(sum(settlements.mapped("amount_borne")))
        self._assert_once(settlements)
        self._assert_trial_balance(settlements)
        self._assert_figures(settlements)
        self.assertFalse(self._settle_all(), "nothing is left")

    def _assert_once(self, settlements):
        """Each delivered line is in one settlement, and each invoice line is tied."""
        moves = self.orders.order_line.move_ids.filtered(
            lambda m: m.state == "done" and m.quantity
        )
        self.assertEqual(moves, settlements.line_ids.move_id.filtered("quantity"))
        self.assertEqual(
            len(settlements.line_ids.move_id),
            len(settlements.line_ids.filtered("move_id")),
        )
        invoices = self.orders.invoice_ids | self.orders.invoice_ids.reversal_move_ids
        invoiced = invoices.invoice_line_ids.filtered("producer_id")
        self.assertEqual(invoiced, settlements.line_ids.account_move_line_id)

    def _assert_figures(self, settlements):
        """Turnover, commission and the hub's cost by farm are those settled."""
        figures = {
            producer: [round(value, 2) for value in values]
            for producer, *values in self.env["hub.sales.analysis"]._read_group(
                [],
                ["producer_id"],
                ["amount_untaxed:sum", "commission:sum", "amount_borne:sum"],
            )
        }
        for producer, group in settlements.grouped("producer_id").items():
            names = ("amount_gross", "amount_commission", "amount_borne")
            sums = [round(sum(group.line_ids.mapped(name)), 2) for name in names]
            self.assertEqual(figures[producer], sums)
        since = DELIVERY.date() - timedelta(days=60)
        refunds = self.env["account.move.line"]
        self.assertTrue(refunds.search_count([("hub_sale_date", "!=", False)]))
        self.assertFalse(refunds._get_wrong_refunds(since))

    def _assert_trial_balance(self, settlements):
        """Debits are credits; sales and purchases are what the settlements say."""
        groups = self.env["account.move.line"]._read_group(
            [("parent_state", "=", "posted")],
            ["account_id"],
            ["balance:sum"],
        )
        self.assertAlmostEqual(sum(balance for _account, balance in groups), 0.0, 2)
        balance = {account.code: balance for account, balance in groups}
        gross = sum(settlements.mapped("amount_gross"))
        net = sum(settlements.mapped("amount_net"))
        self.assertAlmostEqual(-balance["707000"], gross, 2)
        self.assertAlmostEqual(balance["607000"], net, 2)
        vat = sum(settlements.mapped("amount_vat"))
        self.assertAlmostEqual(balance["445660"], vat, 2)


class TestSixDocuments(ManyCase):
    """Weights typed on the weighing screen, found on six documents."""

    def test_six_documents_agree_on_five_hundred_weighed_lines(self):
        rand = random.Random(20260304)
        products = self.carrot | self.leek | self.beef | self.apple
        kitchens = self.clients | self.env["res.partner"].union(
            *(self._make_client(f"Cantine Démo {n}", "secondary") for n in range(20))
        )
        orders = self.env["sale.order"]
        weights = defaultdict(float)
        for _week in range(5):
            catalogue = self._make_catalogue(products, quantity=9000.0)
            for kitchen in kitchens:
                orders |= self._make_order(
                    catalogue,
                    kitchen,
                    {product: rand.randint(2, 30) for product in products},
                )
            catalogue.action_close()
            catalogue.action_receive_all()
            for line in catalogue.delivery_ids.move_line_ids:
                weight = round(line.quantity * rand.uniform(0.91, 1.09), 3)
                self.env["hub.weighing"].set_weight(
                    line.id, str(weight), confirmed=True
                )
                weights[line.move_id] += weight
            self.clock.move_to(
                self.env["hub.catalogue"]._localize(catalogue.date_delivery, 10.0)
            )
            catalogue.action_deliver_all()
            catalogue.action_invoice()
            self._count_rows()
        orders.invoice_ids.action_post()
        self._count_rows()
        self.assertEqual(len(weights), 500)
        settlements = self.env["hub.settlement"]._generate(
            self.producers,
            DELIVERY.date() - timedelta(days=20),
            DELIVERY.date() + timedelta(days=90),
        )
        settlements.action_post()
        self._assert_agree(orders, settlements, weights)
        self.assertClosed(orders, settlements)

    def _assert_agree(self, orders, settlements, weights):
        notes = defaultdict(float)
        for picking in orders.picking_ids:
            for line in picking._get_delivery_note_lines():
                notes[line["move"]] += line["quantity"]
        figures = {
            (row.order_id, row.product_id): row.weight_kg
            for row in self.env["hub.sales.analysis"].search(
                [("order_id", "in", orders.ids)]
            )
        }
        for move, weight in weights.items():
            line = move.sale_line_id
            settled = move.settlement_line_ids
            lots = sum(move.move_line_ids.filtered("lot_id").mapped("quantity"))
            found = {
                "delivery": move.quantity,
                "note": notes[move],
                "lot": lots,
                "order": line.qty_delivered,
                "invoice": sum(line.invoice_lines.mapped("quantity")),
                "settlement": settled.quantity,
                "figures": figures[line.order_id, move.product_id],
            }
            for name, quantity in found.items():
                self.assertAlmostEqual(quantity, weight, 3, name)
            self.assertEqual(
                settled.amount_gross, sum(line.invoice_lines.mapped("price_subtotal"))
            )
