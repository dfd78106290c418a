"""From a lot to its clients and back; a recall that balances to the gram."""

import re
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import new_test_user

from .common import HubCase, HubHttpCase


class RecallWorld:
    """A delivered week of carrots and goat logs for all clients."""

    @classmethod
    def _deliver_week(cls, clients=None, quantity=5.0):
        catalogue = cls._make_catalogue()
        orders = cls.env["sale.order"]
        for client in clients or cls.clients:
            orders |= cls._make_order(
                catalogue, client, {cls.carrot: quantity, cls.goat: 4.0}
            )
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        return orders

    @classmethod
    def _get_lot(cls, product):
        return cls.env["stock.lot"].search([("product_id", "=", product.id)], limit=1)


class TestTrace(HubCase, RecallWorld):
    def test_a_lot_on_one_page(self):
        self._deliver_week()
        lot = self._get_lot(self.carrot)
        self.assertEqual(lot.hub_quantity_in, 25.0)
        self.assertEqual(lot.hub_quantity_out, 25.0)
        self.assertEqual((lot.hub_quantity_left, lot.hub_quantity_lost), (0.0, 0.0))
        self.assertEqual(lot.hub_out_line_ids.hub_client_id, self.clients)
        self.assertEqual(lot.hub_in_line_ids.picking_id.partner_id, self.farm)
        line = lot.hub_out_line_ids[0]
        self.assertEqual(line.action_trace_lot()["res_id"], lot.id)

    def test_what_comes_back_and_what_is_lost(self):
        orders = self._deliver_week()
        lot = self._get_lot(self.carrot)
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": orders[0].picking_ids.id}
        )
        back = wizard.product_return_moves.filtered(
            lambda line: line.product_id == self.carrot
        )
        (wizard.product_return_moves - back).quantity = 0
        back.quantity = 2.0
        returned = wizard._create_return()
        returned.move_ids.picked = True
        returned._action_done()
        lot.invalidate_recordset()
        self.assertEqual(lot.hub_quantity_out, 23.0)
        self.assertEqual(lot.hub_quantity_left, 2.0)
        quant = lot.quant_ids.filtered(lambda q: q.location_id.usage == "internal")
        quant.with_context(inventory_mode=True).inventory_quantity = 0.5
        quant.action_apply_inventory()
        lot.invalidate_recordset()
        self.assertEqual((lot.hub_quantity_left, lot.hub_quantity_lost), (0.5, 1.5))

    def test_many_lots_are_read_at_once(self):
        self._deliver_week()
        lots = self.env["stock.lot"].search([("product_id", "in", self.products.ids)])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            lots.mapped("hub_client_count")


class TestBlock(HubCase, RecallWorld):
    def test_a_blocked_lot_leaves_in_no_delivery(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.college, {self.carrot: 5.0})
        catalogue.action_close()
        catalogue.action_receive_all()
        lot = self._get_lot(self.carrot)
        delivery = order.picking_ids
        self.assertEqual(delivery.move_line_ids.lot_id, lot)
        lot.action_block()
        self.assertFalse(delivery.move_line_ids, "taken back from the delivery")
        self.env["stock.move"]._share_out_products(self.carrot)
        self.assertFalse(delivery.move_line_ids, "nor shared out again")
        delivery.move_ids.quantity = 5.0
        delivery.move_ids.move_line_ids.lot_id = lot
        with self.assertRefused("Blocked lots"):
            delivery._deliver()
        lot.action_unblock()
        delivery._deliver()
        self.assertEqual(delivery.state, "done")

    def test_a_blocked_producer_sells_nothing(self):
        catalogue = self._make_catalogue()
        offer = catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        order = self._make_order(catalogue, self.college, {self.carrot: 5.0})
        self.farm.action_block_producer()
        self.assertTrue(offer.is_suspended)
        self.assertIn("blocked", offer.suspension_reason)
        with self.assertRefused("blocked"):
            self._make_order(catalogue, self.grocer, {self.carrot: 1.0})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.action_confirm()
        self.farm.action_unblock_producer()
        self.assertFalse(offer.is_suspended)
        order.action_confirm()

    def test_its_lots_stay_until_it_is_cleared(self):
        self._deliver_week()
        lot = self._get_lot(self.carrot)
        lot.action_block()
        self.farm.hub_is_blocked = True
        with self.assertRefused("is blocked"):
            lot.action_unblock()


class TestRecall(HubCase, RecallWorld):
    def setUp(self):
        super().setUp()
        self.orders = self._deliver_week()
        self.lot = self._get_lot(self.carrot)
        self.clients.email = "kitchen@example.org"
        action = self.lot.action_recall()
        self.recall = self.env["hub.recall"].browse(action["res_id"])
        self.recall.reason = "Morceaux de verre"

    def test_finds_warns_and_balances(self):
        self.assertEqual(self.recall.line_ids.partner_id, self.clients)
        self.assertEqual(sum(self.recall.line_ids.mapped("quantity")), 25.0)
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        calls = self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)])
        with self.at(self.env.cr.now() + timedelta(hours=15)):
            self.recall.action_send()
        self.assertGreater(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", queue.id)]),
            len(calls),
            "Odoo empties its queue once an hour otherwise",
        )
        messages = self.env["hub.message"].search([("kind", "=", "recall")])
        self.assertEqual(messages.partner_id, self.clients)
        self.assertTrue(all(messages.mapped("date_sent")), "at night as well")
        self.assertTrue(self.lot.hub_is_blocked)
        self.assertIn("Morceaux de verre", messages[0].body)
        line = self.recall.line_ids[0]
        line._answer(3.0, 1.5)
        (total,) = self.recall._get_totals()
        self.assertEqual(
            total["withdrawn"] + total["served"] + total["unknown"], total["delivered"]
        )
        self.assertEqual(self.recall.answered_count, 1)
        self.recall.action_close()
        self.assertFalse(self.recall._get_links(), "the links have ended")
        with self.assertRefused("no answer any more"):
            line._answer(1.0, 1.0)
        with self.assertRefused("sent already"):
            self.recall.action_send()

    def test_a_client_without_mail_is_seen_and_gets_a_text(self):
        self.college.write({"email": False, "phone": "02 61 91 00 07"})
        line = self.recall.line_ids.filtered(lambda r: r.partner_id == self.college)
        with self.assertRefused("Warn all clients first"):
            line.action_text()
        self.recall.action_send()
        self.assertEqual(line.message_state, "no_address")
        others = (self.recall.line_ids - line).mapped("message_state")
        self.assertFalse({"failed", "no_address"} & set(others))
        url = line.action_text()["url"]
        self.assertTrue(url.startswith("sms:0261910007?body="))
        link = self.env["hub.access.link"]._get("recall", self.college, self.recall)
        self.assertIn(link.token, url)
        self.assertIn("Carotte", url)
        self.college.phone = False
        with self.assertRefused("no phone number"):
            line.action_text()

    def test_a_drill_blocks_nothing_and_says_so(self):
        action = self.lot.action_drill()
        drill = self.env["hub.recall"].browse(action["res_id"])
        drill.action_send()
        self.assertFalse(self.lot.hub_is_blocked)
        message = self.env["hub.message"].search(
            [("res_model", "=", "hub.recall"), ("res_id", "=", drill.id)], limit=1
        )
        self.assertRegex(message.subject, "DRILL|EXERCICE")
        self.assertRegex(message.body, "drill|exercice")

    def test_bad_answers_change_nothing(self):
        self.recall.action_send()
        line = self.recall.line_ids[0]
        for withdrawn, served in (
            (6.0, 0.0),
            (3.0, 3.0),
            (-1.0, 0.0),
            (float("nan"), 0.0),
            (float("inf"), 0.0),
        ):
            with self.assertRefused("."):
                line._answer(withdrawn, served)
        self.assertFalse(line.date_answered)

    def test_nobody_to_warn(self):
        recall = self.env["hub.recall"].create(
            {"lot_ids": self.lot.copy({"name": "EMPTY"}).ids}
        )
        with self.assertRefused("No client"):
            recall.action_send()
        self.assertEqual(recall.state, "draft")

    def test_the_week_page_puts_it_first(self):
        self.recall.action_send()
        first = self.env["hub.week"].get_page()["exceptions"][0]
        self.assertIn(self.recall.name, first["title"])

    def test_the_report_adds_up(self):
        self.recall.action_send()
        self.recall.line_ids[0]._answer(2.0, 3.0)
        html, __ = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_recall", self.recall.ids
        )
        text = html.decode()
        self.assertIn(self.recall.name, text)
        for client in self.clients:
            self.assertIn(client.name, text)

    def test_who_may(self):
        volunteer = new_test_user(
            self.env, "volunteer", groups="milperche_hub.group_volunteer"
        )
        self.recall.with_user(volunteer).action_send()
        self.assertEqual(self.recall.state, "sent")
        self.env.invalidate_all()
        rows = self.recall.line_ids.with_user(volunteer).read(["message_state"])
        self.assertEqual({row["message_state"] for row in rows}, {"leaving"})


class TestRecallAnswers(HubCase, RecallWorld):
    @settings(
        max_examples=20,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    @given(
        st.lists(
            st.tuples(st.integers(0, 6000), st.integers(0, 6000)),
            min_size=5,
            max_size=5,
        )
    )
    def test_withdrawn_served_unknown_is_delivered(self, answers):
        if not getattr(self, "recall", None):
            self._deliver_week()
            action = self._get_lot(self.carrot).action_recall()
            self.recall = self.env["hub.recall"].browse(action["res_id"])
            self.recall.action_send()
        for line, (withdrawn, served) in zip(
            self.recall.line_ids, answers, strict=True
        ):
            try:
                with self.env.cr.savepoint():
                    line._answer(withdrawn / 1000, served / 1000)
            except UserError:
                self.assertGreater(withdrawn + served, 5000)
        (total,) = self.recall._get_totals()
        self.assertAlmostEqual(
            total["withdrawn"] + total["served"] + total["unknown"], 25.0, 3
        )


class TestRecallLink(HubHttpCase, RecallWorld):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._deliver_week()
        action = cls._get_lot(cls.carrot).action_recall()
        cls.recall = cls.env["hub.recall"].browse(action["res_id"])
        cls.recall.action_send()
        cls.link = cls.env["hub.access.link"]._get("recall", cls.college, cls.recall)
        cls.line = cls.recall.line_ids.filtered(
            lambda line: line.partner_id == cls.college
        )

    def _post(self, path, **values):
        page = self.url_open(path)
        token = re.search(r'csrf_token" value="([^"]+)"', page.text)
        values["csrf_token"] = token.group(1)
        return self.url_open(path, data=values)

    def test_a_client_answers_for_itself_only(self):
        path = f"/hub/recall/{self.link.token}"
        page = self.url_open(path)
        self.assertIn("Carotte", page.text)
        self.assertEqual(page.text.count('name="withdrawn_'), 1)
        other = self.recall.line_ids.filtered(lambda line: line != self.line)[0]
        answer = self._post(
            path,
            **{
                f"withdrawn_{self.line.id}": "3,5",
                f"served_{self.line.id}": "1,5",
                f"withdrawn_{other.id}": "5",
            },
        )
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.line.quantity_withdrawn, 3.5)
        self.assertEqual(self.line.quantity_served, 1.5)
        self.assertFalse(other.date_answered)

    def test_hostile_answers(self):
        path = f"/hub/recall/{self.link.token}"
        for value in ("-1", "nan", "inf", "1e9", "beaucoup"):
            self._post(path, **{f"withdrawn_{self.line.id}": value})
            self.env.invalidate_all()
            self.assertFalse(self.line.date_answered, value)

    def test_links_are_neither_guessed_nor_reused(self):
        for token in ("1", self.link.token[:-1], self.link.token + "x"):
            answer = self.url_open(f"/hub/recall/{token}")
            self.assertEqual(answer.status_code, 404, token)
        order = self.env["hub.access.link"]._get("order", self.college)
        self.assertEqual(self.url_open(f"/hub/recall/{order.token}").status_code, 404)
        self.recall.action_close()
        self.assertEqual(
            self.url_open(f"/hub/recall/{self.link.token}").status_code, 404
        )
