"""What producers are asked and told, and what they answer."""

import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from .common import HubCase, HubHttpCase
from .test_shortage import ShortageCase


class SupplyCase(ShortageCase):
    def _orders(self, producer=None):
        orders = self.catalogue.producer_order_ids
        return orders.filtered(lambda o: not producer or o.producer_id == producer)

    def _told(self, producer=None, kind="producer_order"):
        domain = [("kind", "=", kind), ("partner_id", "in", self.producers.ids)]
        messages = self.env["hub.message"].search(domain, order="id")
        return messages.filtered(lambda m: not producer or m.partner_id == producer)


class TestProducerOrder(SupplyCase):
    def setUp(self):
        super().setUp()
        self.carrot.hub_pack_qty = 10
        self.order = self._make_order(
            self.catalogue, self.college, {self.carrot: 20, self.leek: 5}
        )
        self.other = self._make_order(
            self.catalogue, self.grocer, {self.apple: 5, self.carrot: 10}
        )
        self.catalogue.action_close()

    def test_each_producer_is_told_once(self):
        message = self._told(self.farm)
        self.assertEqual(len(message), 1)
        for text in ("Carotte démo", "30 ", "Poireau démo", "3 × 10", "link/"):
            self.assertIn(text, message.body)
        for secret in (self.college.name, self.grocer.name, "Pomme"):
            self.assertNotIn(secret, message.body)
        self.assertIn("nothing this week", self._told(self.dairy).subject)
        self.assertEqual(self._orders(self.dairy).answer, "nothing")
        self.assertEqual(len(self._told()), 3)
        self.catalogue._plan_goods()
        self.catalogue._get_to_tell()._tell_producers()
        self.assertEqual(len(self._told()), 3, "nothing changed, nobody is told")

    def test_a_change_tells_only_its_lines_and_only_those_concerned(self):
        self._orders(self.farm)._answer({}, "portal")
        late = self._make_order(
            self.catalogue, self.school_a, {self.leek: 3}, place=False
        )
        late.action_confirm()
        first, second = self._told(self.farm)
        self.assertIn("changes", second.subject)
        self.assertIn("5 → ", second.body)
        self.assertIn("8 ", second.body)
        self.assertNotIn("Carotte", second.body)
        self.assertEqual(len(self._told(self.orchard)), 1)
        order = self._orders(self.farm)
        self.assertEqual((order.version, order.answer), (2, "waiting"))
        self.assertNotEqual(first.key, second.key)

    def test_a_cancelled_order_is_taken_off(self):
        self._orders(self.farm)._accept("phone")
        self.other._action_cancel()
        self.assertEqual(self._orders(self.farm).answer, "accepted", "only less")
        self.assertIn("30 → ", self._told(self.farm)[-1].body)
        apple = self._orders(self.orchard)
        self.assertEqual((apple.version, apple.answer), (2, "nothing"))
        moves = self.catalogue.dropoff_ids.move_ids
        asked = {m.product_id: m.product_qty for m in moves if m.state != "cancel"}
        self.assertEqual(asked, {self.carrot: 20, self.leek: 5})
        self.assertOffersHold(self.catalogue)

    def test_declared_short(self):
        order = self._orders(self.farm)
        line = order.line_ids.filtered(lambda x: x.product_id == self.carrot)
        for value in ("-1", "abc", "1e9", "31"):
            with self.subTest(value=value), self.assertRefused("."):
                order._answer({str(line.id): value}, "portal")
        order._answer({str(line.id): "20"}, "portal")
        self.assertEqual((order.answer, order.answer_source), ("short", "portal"))
        shortage = self.env["hub.shortage"].search(
            [("catalogue_id", "=", self.catalogue.id)]
        )
        self.assertEqual(shortage.product_id, self.carrot)
        self.assertEqual(shortage.origin, "producer")
        self.assertEqual(shortage.quantity_available, 20)
        shortage.action_apply()
        self.assertEqual(order.line_ids.mapped("quantity"), [20, 5])
        self.assertEqual(len(self._told(self.farm)), 2)
        self.assertEqual(len(self._told(self.orchard)), 1)

    def test_unanswered_is_on_the_week_page_with_the_phone_number(self):
        coordinator = self._make_user("p_coord", "milperche_hub.group_coordinator")
        self.farm.phone = "02 33 00 00 01"
        week = self.env["hub.week"].with_user(coordinator)

        def found():
            page = week.get_page(self.catalogue.id)
            name = "_get_unanswered_order_exceptions-0"
            return [e for e in page["exceptions"] if e["key"] == name]

        self.assertFalse(found())
        with self.at(fields.Datetime.now() + timedelta(hours=6)):
            self.env.invalidate_all()
            (card,) = found()
            self.assertIn("02 33 00 00 01", card["detail"])
            self.assertEqual(card["count"], 2)
            self._orders().with_user(coordinator).action_accept()
            self.assertFalse(found())

    def test_the_printed_order_is_attached_when_it_leaves(self):
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html(
            "milperche_hub.report_producer_order", self._orders(self.farm).ids
        )
        text = html.decode()
        for expected in ("Carotte démo", "3 × 10", "Crates in all"):
            self.assertIn(expected, text)
        self.assertNotIn(self.college.name, text)
        self.company.hub_producers_see_clients = True
        html, _kind = report._render_qweb_html(
            "milperche_hub.report_producer_order", self._orders(self.farm).ids
        )
        self.assertIn(self.college.name, html.decode())
        self._told(self.farm).action_send()
        self.assertEqual(len(self._told(self.farm).attachment_ids), 1)
        self._told(self.dairy).action_send()
        self.assertFalse(self._told(self.dairy).attachment_ids, "nothing to bring")

    def test_who_may(self):
        farmer = self._make_portal_user("p_farmer", self.farm)
        with self.assertRaises(AccessError):
            self._orders(self.farm).with_user(farmer).read(["answer"])
        volunteer = self._make_user("p_vol", "milperche_hub.group_volunteer")
        with self.assertRaises(AccessError):
            self._orders(self.farm).with_user(volunteer).action_accept()


class TestAvailability(SupplyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator = cls._make_user("a_coord", "milperche_hub.group_coordinator")
        for offer, quantity in zip(cls.catalogue.offer_ids, (40, 7, 3), strict=False):
            offer.quantity_offered = quantity
        cls.catalogue.offer_ids[3].on_demand = True
        cls.catalogue.action_copy_to_next_week()
        cls.next = cls.env["hub.catalogue"].search(
            [("state", "=", "draft")], order="id desc", limit=1
        )
        cls.next.offer_ids.quantity_offered = 1

    def test_board(self):
        board = self.next.with_user(self.coordinator).get_availability_board(
            self.next.id
        )
        self.assertEqual(board["catalogue"]["id"], self.next.id)
        names = [producer["name"] for producer in board["producers"]]
        self.assertEqual(names, sorted(self.producers.mapped("name")))
        rows = [row for producer in board["producers"] for row in producer["rows"]]
        self.assertEqual(len(rows), 8)
        self.assertIn("40", [row["last_text"] for row in rows])
        self.assertIn("no limit", [row["last_text"] for row in rows])
        volunteer = self._make_user("a_vol", "milperche_hub.group_volunteer")
        with self.assertRaises(AccessError):
            self.next.with_user(volunteer).get_availability_board()
        with self.assertRaises(AccessError):
            self.next.with_user(volunteer).set_availability(self.carrot.id, 4)

    def test_typing_and_same_as_last_week(self):
        catalogue = self.next.with_user(self.coordinator)
        block = catalogue.set_availability(self.carrot.id, "12,5")
        self.assertEqual(block["id"], self.farm.id)
        self.assertTrue(block["answered"])
        self.assertEqual(self._offer(self.carrot, self.next).quantity_offered, 12.5)
        for producer in self.producers:
            catalogue.repeat_availability(producer.id)
        for before in self.catalogue.offer_ids:
            offer = self._offer(before.product_id, self.next)
            self.assertEqual(offer.on_demand, before.on_demand)
            if not before.on_demand:
                self.assertEqual(offer.quantity_offered, before.quantity_offered)
        self.assertFalse(self.next._get_silent_producers())

    def test_nonsense_changes_nothing(self):
        for value in ("-1", "nan", "inf", "1e9", "deux", [], {"a": 1}):
            with self.subTest(value=value), self.assertRefused("."):
                self.next._set_availability(
                    self.farm,
                    {self.leek.id: "4", self.carrot.id: value},
                    "portal",
                )
        self.assertEqual(self._offer(self.leek, self.next).quantity_offered, 1)
        with self.assertRefused("cannot be offered"):
            self.next._set_availability(self.farm, {self.apple.id: "4"}, "portal")
        self.catalogue.action_close()
        with self.assertRefused("closed"):
            self.catalogue._set_availability(self.farm, {self.leek.id: 4}, "portal")

    def test_less_than_ordered_is_a_shortage(self):
        self._order_all(self.leek, 1)
        self.catalogue._set_availability(self.farm, {self.leek.id: "2"}, "portal")
        offer = self._offer(self.leek)
        self.assertTrue(offer.is_short)
        self.assertEqual(offer.shortage_ids.origin, "producer")
        self.assertOffersHold(self.catalogue)

    def test_a_product_the_catalogue_does_not_have(self):
        self._offer(self.leek, self.next).unlink()
        (week, coming) = self.next._get_portal_availability(self.farm)
        self.assertEqual(week["id"], self.catalogue.id)
        self.assertEqual([row["name"] for row in coming["others"]], ["Poireau démo"])
        self.next._set_availability(self.farm, {str(self.leek.id): "9"}, "portal")
        self.assertEqual(self._offer(self.leek, self.next).quantity_offered, 9)

    def test_asked_before_the_opening_then_on_the_week_page(self):
        self.farm.phone = "02 33 00 00 01"
        self.next._set_availability(self.dairy, {}, "phone")
        with self.at(self.next.date_open - timedelta(hours=49)):
            self.assertFalse(self.next._get_to_ask())
        with self.at(self.next.date_open - timedelta(hours=24)):
            self.next._get_to_ask()._ask_availability()
            self.next._get_to_ask()._ask_availability()
            asked = self._told(kind="availability")
            self.assertEqual(asked.partner_id, self.farm | self.orchard)
            self.assertEqual(len(asked), 2)
            self.assertIn("/my/producer/link/", asked[0].body)
            page = self.env["hub.week"].with_user(self.coordinator).get_page()
            name = "_get_missing_availability_exceptions-"
            cards = [e for e in page["exceptions"] if e["key"].startswith(name)]
            self.assertIn("02 33 00 00 01", cards[0]["detail"])

    def test_board_queries_do_not_grow(self):
        self.env["hub.offer"].search_count([])
        catalogue = self.next.with_user(self.coordinator)
        catalogue.get_availability_board(self.next.id)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            catalogue.get_availability_board(self.next.id)
            return self.env.cr.sql_log_count - before

        few = count()
        products = [
            self._make_product(f"Chou {n}", self.farm, "vegetable", 1, self.leek.uom_id)
            for n in range(30)
        ]
        self.env["hub.offer"].create(
            [
                {
                    "catalogue_id": self.next.id,
                    "product_id": p.id,
                    "quantity_offered": 5,
                }
                for p in products
            ]
        )
        count()  # new products empty the caches of access rules
        self.assertLessEqual(count(), few + 2)


class TestSupplyPages(HubHttpCase):
    """The producer's phone pages, by login and by link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.producers.lang = "en_US"
        cls._make_portal_user("t_farmer", cls.farm)
        cls.catalogue = cls._make_catalogue()
        cls.order = cls._make_order(
            cls.catalogue, cls.college, {cls.carrot: 20, cls.apple: 5}
        )
        cls.link = cls.env["hub.access.link"]._get_producer_link(cls.farm)
        cls.path = f"/my/producer/link/{cls.link.token}"

    def _post(self, path, **data):
        return self.url_open(path, data={"csrf_token": self._get_csrf_token(), **data})

    def _get_csrf_token(self):
        page = self.url_open(self.path)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
        return found.group(1) if found else ""

    def _offer(self, product):
        self.env.invalidate_all()
        return self.catalogue.offer_ids.filtered(lambda o: o.product_id == product)

    def test_by_link_without_a_password(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertTrue("Carotte démo" in page.text)
        for secret in (
            "Pomme démo",
            self.college.name,
            "hub_settlements",
            "hub_proofs",
        ):
            self.assertFalse(secret in page.text, secret)
        self.assertLess(len(page.content), 60_000)
        answer = self._post(
            f"{self.path}/do/availability",
            catalogue=self.catalogue.id,
            **{f"product-{self.leek.id}": "33"},
        )
        self.assertTrue("alert-success" in answer.text)
        self.assertEqual(self._offer(self.leek).quantity_offered, 33)

    def test_hostile_forms_change_nothing(self):
        other = self.env["hub.catalogue"].create(
            {
                "date_open": self.catalogue.date_open,
                "date_close": self.catalogue.date_close,
                "date_delivery": self.catalogue.date_delivery,
            }
        )
        other.action_cancel()
        for data in (
            {"catalogue": self.catalogue.id, f"product-{self.leek.id}": "-3"},
            {"catalogue": self.catalogue.id, f"product-{self.leek.id}": "nan"},
            {"catalogue": self.catalogue.id, f"product-{self.apple.id}": "3"},
            {"catalogue": other.id, f"product-{self.leek.id}": "3"},
            {"catalogue": "99999999999999", f"product-{self.leek.id}": "3"},
            {"catalogue": "x", f"product-{self.leek.id}": "3"},
        ):
            with self.subTest(data=data):
                answer = self._post(f"{self.path}/do/availability", **data)
                self.assertEqual(answer.status_code, 200)
                self.assertTrue("alert-danger" in answer.text)
        self.assertEqual(self._offer(self.leek).quantity_offered, 100)
        answer = self._post(f"{self.path}/do/accept", order="1")
        self.assertTrue("alert-danger" in answer.text)
        answer = self._post(f"{self.path}/do/settle", order="1")
        self.assertTrue("alert-danger" in answer.text)
        forged = self.url_open(
            f"{self.path}/do/availability",
            data={"csrf_token": "x", f"product-{self.leek.id}": "3"},
        )
        self.assertEqual(forged.status_code, 400)

    def test_a_dead_link_opens_nothing(self):
        token = self._get_csrf_token()
        self.link.action_revoke()
        self.env.flush_all()
        for path in (self.path, "/my/producer/link/abc"):
            self.assertEqual(self.url_open(path).status_code, 403)
        answer = self.url_open(
            f"{self.path}/do/availability",
            data={
                "csrf_token": token,
                "catalogue": self.catalogue.id,
                f"product-{self.leek.id}": "3",
            },
        )
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self._offer(self.leek).quantity_offered, 100)

    def test_a_client_link_is_no_producer_link(self):
        link = self.env["hub.access.link"]._get("order", self.college, self.catalogue)
        page = self.url_open(f"/my/producer/link/{link.token}")
        self.assertEqual(page.status_code, 403)

    def test_accept_then_short_by_login(self):
        self.catalogue.action_close()
        self.authenticate("t_farmer", "t_farmer")
        page = self.url_open("/my/producer")
        self.assertTrue("o_hub_supply_accept" in page.text)
        order = self.catalogue.producer_order_ids.filtered(
            lambda o: o.producer_id == self.farm
        )
        self._post("/my/producer/do/accept", order=order.id)
        self.env.invalidate_all()
        self.assertEqual(order.answer, "accepted")
        self.assertTrue(order.date_opened)
        self._post(
            "/my/producer/do/short",
            order=order.id,
            **{f"line-{order.line_ids.id}": "12"},
        )
        self.env.invalidate_all()
        self.assertEqual(order.answer, "short")
        shortage = self.env["hub.shortage"].search(
            [("offer_id", "=", self._offer(self.carrot).id)]
        )
        self.assertEqual(shortage.quantity_available, 12)
        self.assertOffersHold(self.catalogue)


class TestSupplyUnits(HubCase):
    def test_net_price(self):
        offer = self.env["hub.offer"].new({"price_unit": 2.0, "commission_rate": 15.0})
        self.assertAlmostEqual(offer._get_net_price(), 1.70)
