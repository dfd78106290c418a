"""Weights: pieces and kilograms, the weighing screen, the log, the corrections."""

from odoo.exceptions import AccessError, ValidationError

from .common import HubHttpCase
from .test_settlement_lines import DELIVERY, MoneyCase


class TestPieces(MoneyCase):
    def test_ordered_in_pieces_invoiced_by_weight(self):
        self.beef.piece_weight = 1.2
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.grocer, {self.carrot: 1}, place=False)
        order.order_line = [
            (0, 0, {"product_id": self.beef.id, "pieces": 3}),
        ]
        line = order.order_line.filtered(lambda x: x.product_id == self.beef)
        self.assertEqual((line.product_uom_qty, line.piece_weight), (3.6, 1.2))
        line.pieces = 4
        self.assertEqual(line.product_uom_qty, 4.8)
        self.beef.piece_weight = 2.0
        order.action_place()
        catalogue.action_close()
        self.assertEqual(line.piece_weight, 1.2, "frozen")
        with self.assertRaises(ValidationError):
            self._make_order(catalogue, self.college, {self.carrot: 1}, place=False)
            line.copy({"product_id": self.leek.id, "order_id": order.id, "pieces": 2})
            order.order_line = [(0, 0, {"product_id": self.leek.id, "pieces": 2})]


class TestWeighing(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.order = cls._make_order(
            cls.catalogue, cls.grocer, {cls.beef: 2.4, cls.carrot: 10, cls.goat: 4}
        )
        cls.catalogue.action_close()
        cls.catalogue.action_receive_all()
        cls.volunteer = cls._make_user("weigher", "milperche_hub.group_volunteer")
        cls.weighing = cls.env["hub.weighing"].with_user(cls.volunteer)
        cls.line = cls.order.picking_ids.move_line_ids.filtered(
            lambda line: line.product_id == cls.beef
        )

    def test_what_is_to_be_weighed(self):
        page = self.weighing.get_page()
        self.assertEqual(page["catalogue"]["id"], self.catalogue.id)
        self.assertEqual(len(page["lines"]), 2, "kilograms, not pieces")
        (beef,) = (line for line in page["lines"] if line["id"] == self.line.id)
        self.assertEqual((beef["expected"], beef["is_weighed"]), ("2,4", False))

    def test_a_weight_in_kilograms_or_in_grams(self):
        for text, weight in (("2,35", 2.35), ("2410", 2.41), ("2390 g", 2.39)):
            answer = self.weighing.set_weight(self.line.id, text)
            self.assertEqual(self.line.quantity, weight)
            self.assertTrue(answer["line"]["is_weighed"])
        self.weighing.set_weight(self.line.id, "2500", unit="g")
        self.assertEqual(self.line.quantity, 2.5)

    def test_out_of_tolerance_asks(self):
        answer = self.weighing.set_weight(self.line.id, "3.1")
        self.assertIn("3,1 kg", answer["ask"])
        self.assertEqual(self.line.quantity, 2.4, "nothing is written yet")
        self.weighing.set_weight(self.line.id, "3.1", confirmed=True)
        self.assertEqual(self.line.quantity, 3.1)
        self.assertEqual(len(self.line.lot_id), 1)
        self.beef.hub_weight_tolerance = 50
        self.assertNotIn("ask", self.weighing.set_weight(self.line.id, "3.2"))

    def test_every_change_says_who_when_before_after_why(self):
        self.weighing.set_weight(self.line.id, "3.1", confirmed=True)
        self.weighing.set_weight(self.line.id, "2.3")
        self.line.with_context(hub_weight_reason="Bone removed").quantity = 2.1
        logs = self.env["hub.weight.log"].search(
            [("move_line_id", "=", self.line.id)], order="id"
        )
        self.assertEqual(
            [(log.quantity_before, log.quantity_after) for log in logs],
            [(2.4, 3.1), (3.1, 2.3), (2.3, 2.1)],
        )
        self.assertEqual(logs[:2].user_id, self.volunteer)
        self.assertIn("tolerance", logs[0].reason)
        self.assertEqual(logs[2].reason, "Bone removed")
        self.assertTrue(all(logs.mapped("date")))
        with self.assertRaises(AccessError):
            logs.with_user(self.volunteer).write({"quantity_before": 1.0})

    def test_undo_gives_the_weights_back_one_after_the_other(self):
        self.weighing.set_weight(self.line.id, "2.5")
        self.weighing.set_weight(self.line.id, "2.6")
        self.weighing.undo(self.line.id)
        self.assertEqual(self.line.quantity, 2.5)
        self.weighing.undo(self.line.id)
        self.assertEqual(self.line.quantity, 2.4)
        self.assertFalse(self.line.hub_is_weighed)
        with self.assertRefused("nothing to undo"):
            self.weighing.undo(self.line.id)

    def test_nonsense_is_refused(self):
        for text in ("abc", "-2", "nan", "inf", "1e9", "99999999", ""):
            with self.assertRefused("no weight"):
                self.weighing.set_weight(self.line.id, text)
        with self.assertRefused("no longer there"):
            self.weighing.set_weight(10**9, "2")
        portal = self._make_portal_user("weighing.portal", self.grocer)
        with self.assertRaises(AccessError):
            self.env["hub.weighing"].with_user(portal).get_page()
        self.catalogue.action_deliver_all()
        with self.assertRefused("delivered already"):
            self.weighing.set_weight(self.line.id, "2.4")

    def test_one_number_on_every_document(self):
        self.weighing.set_weight(self.line.id, "2345 g")
        self.clock.move_to(DELIVERY)
        self.catalogue.action_deliver_all()
        invoice = self._invoice(self.order)
        settlements = self._settle_post()
        of_beef = settlements.line_ids.filtered(lambda x: x.product_id == self.beef)
        billed = invoice.invoice_line_ids.filtered(lambda x: x.product_id == self.beef)
        row = self.env["hub.sales.analysis"].search(
            [("product_id", "=", self.beef.id), ("order_id", "=", self.order.id)]
        )
        self.assertEqual(
            {self.line.quantity, billed.quantity, of_beef.quantity, row.weight_kg},
            {2.345},
        )


class TestCorrections(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._deliver_week({cls.grocer: {cls.beef: 5}})
        cls.line = cls.order.picking_ids.move_line_ids

    def test_before_the_invoice_the_delivery_is_corrected(self):
        self.line._correct_weight(4.6, "Weighed again")
        self.assertEqual(self.order.order_line.qty_delivered, 4.6)
        log = self.line.hub_weight_log_ids[:1]
        self.assertEqual((log.kind, log.reason), ("correction", "Weighed again"))
        self._invoice(self.order)
        self.assertClosed(self.order, self._settle_post())
        self.assertGoodsBalance(self.beef)

    def test_after_the_invoice_it_is_a_credit_note(self):
        invoice = self._invoice(self.order)
        reduction = self.line._correct_weight(4.6, "Weighed again")
        refund = reduction.account_move_line_id.move_id
        self.assertEqual(refund.reversed_entry_id, invoice)
        self.assertEqual(refund.amount_untaxed, 5.20)
        self.assertClosed(self.order, self._settle_post())

    def test_goods_sent_back_after_a_correction(self):
        """4.6 kg left, 4.6 kg come back, in two times: all is credited, no more."""
        self._invoice(self.order)
        self.line._correct_weight(4.6, "Weighed again")
        order_line = self.order.order_line
        self.assertEqual(order_line.qty_to_invoice, 0.0)
        settlements = self._settle_post()
        for quantity in (1.6, 3.0):
            self._return(self.order, self.beef, quantity)
            self.assertEqual(order_line.qty_to_invoice, -quantity)
            self._invoice(self.order)
            self.assertEqual(order_line.qty_to_invoice, 0.0)
            settlements |= self._settle_post()
        invoices = self.order.invoice_ids
        self.assertEqual(sum(invoices.mapped("amount_untaxed_signed")), 0.0)
        self.assertEqual(sum(settlements.mapped("amount_gross")), 0.0)
        self.assertClosed(self.order, settlements)
        self.env.flush_all()
        rows = self.env["hub.sales.analysis"]._read_group(
            [("partner_id", "=", self.grocer.id), ("product_id", "=", self.beef.id)],
            [],
            ["amount_untaxed:sum", "weight_kg:sum"],
        )
        self.assertEqual([round(value, 3) for value in rows[0]], [0.0, 0.0], "figures")

    def test_more_than_left_sent_back_after_a_correction_is_credited_once(self):
        self._invoice(self.order)
        self.line._correct_weight(4.6, "Weighed again")
        self._return(self.order, self.beef, 5.0)
        self.assertEqual(self.order.order_line.qty_to_invoice, -4.6)
        self._invoice(self.order)
        settlements = self._settle_post()
        self.assertEqual(sum(settlements.mapped("amount_gross")), 0.0)
        self.assertClosed(self.order, settlements)

    def test_after_the_settlement_it_is_a_negative_line_at_the_old_rate(self):
        paid = self._settle_post()
        self.env["hub.commission.rule"].create(
            {"rate": 30.0, "producer_id": self.farm.id, "date_start": "2026-03-10"}
        )
        self.line._correct_weight(4.0, "A piece was missing")
        later = self._settle()
        self.assertEqual(later.line_ids.commission_rate, 15.0)
        self.assertEqual(later.amount_gross, -13.0)
        self._invoice(self.order)
        self.assertClosed(self.order, paid | later)

    def test_more_after_the_invoice_is_a_second_delivery(self):
        self._invoice(self.order)
        first = self._settle_post()
        more = self.line._correct_weight(5.5, "Read wrong")
        self.assertEqual((more.state, more.quantity), ("done", 0.5))
        self.assertEqual(more.move_line_ids.lot_id, self.line.lot_id)
        self.assertEqual(self.order.order_line.qty_delivered, 5.5)
        self._invoice(self.order)
        self.assertClosed(self.order, first | self._settle_post())
        self.assertGoodsBalance(self.beef)

    def test_an_invoiced_weight_is_not_rewritten(self):
        self._invoice(self.order)
        with self.assertRefused("Correct a weight"):
            self.line.quantity = 4.0
        for quantity, reason in ((4.0, " "), (-1.0, "x"), (5.0, "x"), (1e9, "x")):
            with self.assertRefused(".+"):
                self.line._correct_weight(quantity, reason)

    def test_a_draft_invoice_is_in_the_way(self):
        self.order.catalogue_id.action_invoice()
        with self.assertRefused("draft invoice"):
            self.line._correct_weight(4.0, "x")

    def test_the_statement_shows_what_was_refused_and_the_stock(self):
        self._invoice(self.order)
        self.line._correct_weight(4.6, "Too fat")
        settlement = self._settle_post()
        [day] = settlement._get_statement_rows()
        self.assertEqual(
            sorted((row["delivered"], row["refused"]) for row in day["rows"]),
            [(0.0, 0.4), (5.0, 0.0)],
        )
        self.assertTrue(settlement._get_statement_columns()["refused"])
        [stock] = settlement._get_statement_stock()
        self.assertEqual((stock["opening"], stock["closing"]), (0.0, 0.0))
        self.assertEqual((stock["received"], stock["sold"]), (5.0, 5.0))


class TestWeighingScreen(HubHttpCase):
    """The screen itself, in a browser, without a mouse."""

    def test_two_weights_by_the_keyboard(self):
        self._add_tour("weighing_tour")
        self._make_user("weigher", "milperche_hub.group_volunteer", password="weigher")
        catalogue = self._make_catalogue()
        orders = self._make_order(catalogue, self.grocer, {self.beef: 2.4})
        orders |= self._make_order(catalogue, self.restaurant, {self.beef: 3})
        catalogue.action_close()
        catalogue.action_receive_all()
        self.start_tour("/odoo/weighing", "hub_weighing", login="weigher")
        weights = sorted(orders.picking_ids.move_line_ids.mapped("quantity"))
        self.assertEqual(weights, [3.1, 3.9])

    def test_sixty_weights_without_a_mouse(self):
        """The tour counts the keys and the seconds: five minutes at most."""
        self._add_tour("weighing_sixty_tour")
        self._make_user("weigher", "milperche_hub.group_volunteer", password="weigher")
        catalogue = self._make_catalogue()
        wanted = dict.fromkeys((self.carrot, self.leek, self.beef, self.apple), 2.4)
        orders = self.env["sale.order"]
        for number in range(15):
            client = self._make_client(f"Cantine Démo {number:02}", "primary")
            orders |= self._make_order(catalogue, client, wanted)
        catalogue.action_close()
        catalogue.action_receive_all()
        self.start_tour(
            "/odoo/weighing", "hub_weighing_sixty", login="weigher", timeout=600
        )
        lines = orders.picking_ids.move_line_ids
        self.assertEqual(len(lines), 60)
        self.assertEqual(
            [lines.mapped("quantity").count(weight) for weight in (2.45, 3.9)], [54, 6]
        )
        self.assertEqual(len(lines.hub_weight_log_ids), 60)
