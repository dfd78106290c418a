"""What each delivered line keeps for the figures, against sums made naively."""

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.exceptions import ValidationError

from .common import HubCase
from .test_figures import DELIVERY, FiguresCase

CENT = Decimal("0.01")
SEEDS = (3, 19, 26)


class TestRandomWeeks(HubCase):
    """Random deliveries, weights, returns, credit notes and settlements."""

    def test_figures_are_what_a_naive_sum_of_the_documents_says(self):
        for seed in SEEDS:
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._play(random.Random(seed))
                self.assertEqual(self._get_figures(), self._sum_naively())
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def _play(self, draw):
        catalogue = self._make_catalogue()
        orders = self.env["sale.order"]
        for client in draw.sample(list(self.clients), 4):
            basket = {
                product: draw.randint(1, 40) / 8 if "kg" in product.uom_id.name else 4
                for product in draw.sample(list(self.products - self.cider), 5)
            }
            orders |= self._make_order(catalogue, client, basket)
        self.clock.move_to(catalogue.date_close)
        catalogue.action_close()
        self.clock.move_to(catalogue.date_dropoff)
        catalogue.action_receive_all()
        for line in orders.picking_ids.move_line_ids:
            if draw.random() < 0.4:
                line.quantity = round(line.quantity * draw.choice((0, 0.5, 0.937)), 3)
        self.clock.move_to(DELIVERY)
        catalogue.action_deliver_all()
        catalogue.action_invoice()
        orders.invoice_ids.action_post()
        if draw.random() < 0.7:
            self._settle(DELIVERY.date()).action_post()
        self._credit(draw, orders)

    def _credit(self, draw, orders):
        """Credit a part of one line, without goods coming back."""
        invoice = draw.choice(orders.invoice_ids)
        refund = invoice._reverse_moves([{"invoice_date": date(2026, 3, 14)}])
        lines = refund.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.quantity
        )
        (refund.invoice_line_ids - lines[:1]).unlink()
        if lines:
            lines[:1].quantity /= 2
            refund.action_post()

    def _get_figures(self):
        """``{(producer, client, day): (cents, grams, lines)}`` from the figures."""
        groups = self.env["hub.sales.analysis"]._read_group(
            [],
            ["producer_id", "partner_id", "date:day"],
            ["amount_untaxed:sum", "weight_kg:sum", "line_count:sum"],
        )
        return {
            (producer, client, day): (round(amount, 2), round(weight, 3), lines)
            for producer, client, day, amount, weight, lines in groups
        }

    def _sum_naively(self):
        """The same, in exact decimals from move lines and invoice lines."""
        sums = defaultdict(lambda: [Decimal(), Decimal(), 0])
        for move in self.env["stock.move"].search(
            [("state", "=", "done"), ("location_dest_id.usage", "=", "customer")]
        ):
            quantity = sum(
                Decimal(str(round(line.quantity, 3))) for line in move.move_line_ids
            )
            if not quantity:
                continue
            price = Decimal(str(move.sale_line_id.price_unit))
            row = sums[move.producer_id, move.sale_line_id.order_id.partner_id]
            row[0] += (quantity * price).quantize(CENT, ROUND_HALF_UP)
            row[1] += quantity * Decimal(str(move.product_id.weight))
            row[2] += 1
        result = {
            (*key, DELIVERY.date()): (float(amount), round(float(weight), 3), lines)
            for key, (amount, weight, lines) in sums.items()
        }
        for line in self.env["account.move.line"].search(
            [("move_id.move_type", "=", "out_refund"), ("display_type", "=", "product")]
        ):
            order = line.sale_line_ids.order_id
            key = (line.producer_id, order.partner_id, date(2026, 3, 14))
            result[key] = (
                -line.price_subtotal,
                round(-line.quantity * line.product_id.weight, 3),
                0,
            )
        return result


class TestWeights(FiguresCase):
    """Kilograms through dated factors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock.move_to(DELIVERY + timedelta(days=5))

    def _weigh(self, product):
        [(weight, missing)] = self.figures._read_group(
            [("product_id", "=", product.id)],
            [],
            ["weight_kg:sum", "weight_missing:sum"],
        )
        return round(weight, 3), missing

    def test_a_new_weight_counts_from_today_on(self):
        self.cider.weight = 1.5
        self.assertEqual(self._weigh(self.cider), (7.8, 0))
        factors = self.env["hub.weight.factor"].search(
            [("product_id", "=", self.cider.id)], order="weight"
        )
        self.assertEqual(factors.mapped("weight"), [1.3, 1.5])
        self.assertEqual(factors.mapped("date_start"), [False, date(2026, 3, 15)])
        self.cider.weight = 1.6
        self.assertEqual(factors[1].weight, 1.6)

    def test_a_missing_weight_found_later_counts_for_the_past(self):
        self.env["hub.weight.factor"].search([]).unlink()
        self.env.cr.execute(
            "UPDATE product_product SET weight = 0 WHERE id = %s", [self.cider.id]
        )
        self.env.invalidate_all()
        self.env["stock.move"]._weigh_sales_again(self.cider)
        self.assertEqual(self._weigh(self.cider), (0, 1))
        self.cider.weight = 1.25
        self.assertEqual(self._weigh(self.cider), (7.5, 0))

    def test_family_and_unit_weigh_what_has_no_weight(self):
        litre = self.env.ref("uom.product_uom_litre")
        Factor = self.env["hub.weight.factor"]
        Factor.create({"uom_id": litre.id, "weight": 1.03})
        milk = self._make_product(
            "Lait démo", self.dairy, "cow_dairy", 1.1, litre, weight=0.0
        )
        day = date(2026, 3, 10)
        ask = {(milk, day), (milk, date(2026, 5, 1)), (self.carrot, day)}
        Factor.create(
            {
                "categ_id": milk.categ_id.parent_id.id,
                "uom_id": litre.id,
                "weight": 1.05,
                "date_start": date(2026, 4, 1),
            }
        )
        weights = Factor._get_unit_weights(ask)
        self.assertEqual(weights[milk, day], 1.03)
        self.assertEqual(weights[milk, date(2026, 5, 1)], 1.05)
        self.assertEqual(weights[self.carrot, day], 1.0)

    def test_refused_weights(self):
        unit = self.env.ref("uom.product_uom_unit")
        for weight in (-1.0, 1e9):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["hub.weight.factor"].create(
                    {"uom_id": unit.id, "weight": weight}
                )

    def test_a_refund_takes_back_the_weight_of_its_day(self):
        self._invoice()
        self.goat.weight = 0.5
        self._refund(self.order_a, self.goat, quantity=1.0)
        self.assertEqual(self._weigh(self.goat), (1.8, 0))


class TestLinesFollow(FiguresCase):
    """What a line keeps moves with its documents, and with nothing else."""

    def _get_line(self, product):
        self.env.invalidate_all()
        return self.figures.search([("product_id", "=", product.id)])

    def test_a_price_corrected_after_delivery(self):
        line = self.order_r.order_line.filtered(lambda o: o.product_id == self.beef)
        line.price_unit = 12.0
        self.assertEqual(self._get_line(self.beef).amount_untaxed, 55.2)

    def test_a_draft_settlement_leaves_the_estimate(self):
        before = self._get_line(self.beef).commission
        settlements = self._settle(DELIVERY.date())
        line = settlements.line_ids.filtered(lambda o: o.product_id == self.beef)
        line._set_amounts(line.amount_commission + 0.01, line.amount_net - 0.01, 0.0)
        self.assertEqual(self._get_line(self.beef).commission, before)
        settlements.unlink()
        self.assertEqual(self._get_line(self.beef).commission, before)
        self.assertTrue(self._get_line(self.beef).is_estimate)

    def test_a_posted_settlement_gives_its_cents(self):
        settlements = self._settle(DELIVERY.date())
        settlements.action_post()
        line = settlements.line_ids.filtered(lambda o: o.product_id == self.beef)
        self.assertEqual(self._get_line(self.beef).commission, line.amount_commission)
        self.assertFalse(self._get_line(self.beef).is_estimate)
        line._set_amounts(line.amount_commission + 0.01, line.amount_net - 0.01, 0.0)
        self.assertEqual(self._get_line(self.beef).commission, line.amount_commission)

    def test_a_label_proved_late_and_one_that_had_ended(self):
        label = self.env["hub.criterion"].search([("egalim_code", "=", "IGP")])
        self.assertFalse(self._get_line(self.beef).label)
        proof = self.env["hub.proof"].create(
            {
                "criterion_id": label.id,
                "product_tmpl_id": self.beef.product_tmpl_id.id,
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 12, 31),
                "state": "valid",
            }
        )
        self.assertEqual(self._get_line(self.beef).label, "IGP")
        self.assertFalse(self._get_line(self.cider).label)
        proof.date_end = date(2026, 3, 9)
        self.assertFalse(self._get_line(self.beef).label)

    def test_a_weight_corrected_after_delivery(self):
        move_line = self.order_r.picking_ids.move_line_ids.filtered(
            lambda line: line.product_id == self.beef
        )
        move_line.quantity = 4.5
        row = self._get_line(self.beef)
        self.assertEqual((row.amount_untaxed, row.weight_kg), (58.5, 4.5))

    def test_every_grouping_gives_the_same_total(self):
        for group in (
            "date:week",
            "date:month",
            "date:year",
            "client_kind",
            "producer_id",
            "categ_id",
            "egalim_family",
            "label",
            "local",
            "producer_department",
            "producer_commune_id",
            "catalogue_id",
            "round_id",
            "client_commune_id",
            "client_department",
        ):
            rows = self.figures._read_group([], [group], ["amount_untaxed:sum"])
            self.assertEqual(round(sum(row[-1] for row in rows), 2), 150.38, group)

    def test_zones_are_rounds_communes_and_departments_of_the_clients(self):
        rows = self.figures.search([])
        for row in rows:
            self.assertEqual(row.round_id, row.picking_id.batch_id.round_id)
            self.assertEqual(row.client_commune_id, row.partner_id.hub_commune_id)
        self.assertIn(self.round, rows.round_id)
        self.restaurant.write({"zip": "28400", "city": "Nogent-le-Rotrou"})
        self.env.flush_all()
        groups = dict(
            self.figures._read_group([], ["client_department"], ["amount_untaxed:sum"])
        )
        self.assertEqual(round(groups["28"], 2), 80.8)

    def test_another_users_portal_reads_none_of_it(self):
        user = self._make_portal_user("fig_portal", self.school_a)
        names = self.env["stock.move"].with_user(user).fields_get()
        self.assertFalse([name for name in names if name.startswith("hub_sale_")])


class TestRefundsFollow(FiguresCase):
    """What a refund line keeps moves with its documents as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice()
        cls.refund = cls._refund(cls.order_r, cls.beef, quantity=1.0)

    def _get_row(self):
        self.env.invalidate_all()
        return self.figures.search([("move_id", "=", self.refund.id)])

    def test_it_says_what_it_takes_back(self):
        self.assertRecordValues(
            self._get_row(),
            [
                {
                    "date": date(2026, 3, 12),
                    "date_sold": DELIVERY.date(),
                    "partner_id": self.restaurant.id,
                    "order_id": self.order_r.id,
                    "picking_id": self.order_r.picking_ids.id,
                    "catalogue_id": self.catalogue.id,
                    "producer_id": self.farm.id,
                    "quantity": -1.0,
                    "weight_kg": -1.0,
                    "amount_untaxed": -13.0,
                    "line_count": 0,
                    "is_estimate": True,
                }
            ],
        )

    def test_settled_then_given_up(self):
        before = self._get_row().commission
        settlements = self._settle(date(2026, 3, 20))
        row = self._get_row()
        self.assertEqual(row.settlement_id, settlements & row.settlement_id)
        self.assertTrue(row.settlement_id)
        settlements.action_post()
        self.assertFalse(self._get_row().is_estimate)
        line = row.settlement_id.line_ids.filtered("reduction_id")
        self.assertEqual(self._get_row().commission, line.amount_commission)
        other = self._refund(self.order_a, self.goat, date(2026, 3, 24), quantity=1.0)
        late = self._settle(date(2026, 3, 30))
        self.assertTrue(self.figures.search([("move_id", "=", other.id)]).settlement_id)
        late.unlink()
        self.env.invalidate_all()
        row = self.figures.search([("move_id", "=", other.id)])
        self.assertFalse(row.settlement_id)
        self.assertTrue(row.is_estimate)
        self.assertLess(before, 0)

    def test_labels_and_weights_of_the_delivery(self):
        label = self.env["hub.criterion"].search([("egalim_code", "=", "IGP")])
        self.assertFalse(self._get_row().label)
        self.env["hub.proof"].create(
            {
                "criterion_id": label.id,
                "product_tmpl_id": self.beef.product_tmpl_id.id,
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 12, 31),
                "state": "valid",
            }
        )
        self.assertEqual(self._get_row().label, "IGP")
        refund = self._refund(self.order_r, self.cider, quantity=2.0)
        self.env["hub.weight.factor"].search([]).unlink()
        self.cider.weight = 0.0
        self.env.invalidate_all()
        row = self.figures.search([("move_id", "=", refund.id)])
        self.assertEqual((row.weight_kg, row.weight_missing), (0, 1))
        self.cider.weight = 1.25
        self.env.invalidate_all()
        self.assertEqual((row.weight_kg, row.weight_missing), (-2.5, 0))

    def test_what_comes_back_after_its_refund_is_credited_once(self):
        self._return(self.order_r, self.beef, 1.0)
        self.assertEqual(self._totals()[:3:2], [137.38, 33.15])

    def test_the_night_finds_what_differs(self):
        line = self.refund.invoice_line_ids.filtered("hub_sale_date")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET hub_sale_amount = -1 WHERE id = %s", [line.id]
        )
        line.invalidate_recordset()
        self.env["stock.move"]._cron_check_figures()
        self.assertEqual(line.hub_sale_amount, -13.0)
        moves = self.order_r.picking_ids.move_ids
        beef = moves.filtered(lambda move: move.product_id == self.beef)
        self.assertEqual(self.env.company.hub_wrong_figures, {"ids": beef.ids})


class TestNight(FiguresCase):
    def test_the_day_of_a_line_follows_its_delivery(self):
        move = self.order_a.picking_ids.move_ids[:1]
        move.date = datetime(2026, 3, 10, 23, 30)
        self.assertEqual(move.hub_sale_date, date(2026, 3, 11))


class TestNightlyCheck(FiguresCase):
    def test_what_differs_is_put_right_and_said(self):
        moves = self.catalogue.delivery_ids.move_ids.filtered("hub_sale_date")
        self.env["stock.move"]._cron_check_figures()
        self.assertFalse(self.env.company.hub_wrong_figures)
        line = moves.filtered(lambda m: m.product_id == self.cider)
        right = line.hub_sale_amount
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET hub_sale_amount = 1.23 WHERE id = %s", [line.id]
        )
        line.invalidate_recordset()
        self.assertEqual(moves._get_wrong_figures(), line)
        self.env["stock.move"]._cron_check_figures()
        self.assertEqual(line.hub_sale_amount, right)
        week = self.env["hub.week"].with_user(
            self._make_user("check_coordinator", "milperche_hub.group_coordinator")
        )
        [card] = week._get_wrong_figures_exceptions(self.catalogue)
        self.assertEqual(card["count"], 1)
        self.env.company.with_user(week.env.user).action_hub_figures_seen()
        self.assertFalse(week._get_wrong_figures_exceptions(self.catalogue))
