"""Orders by phone: the client's grid for staff, before and after the cut-off."""

from odoo import fields
from odoo.tools import html2plaintext

from .common import HubCase, HubHttpCase
from .test_portal_client import PortalWorld


class TestLateOrder(PortalWorld, HubCase):
    """After the cut-off, until the goods are loaded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.offer = {offer.product_id: offer for offer in cls.catalogue.offer_ids}
        cls.order = cls._make_order(
            cls.catalogue, cls.college, {cls.carrot: 10, cls.goat: 4}
        )
        cls.catalogue.action_close()
        cls.order = cls.order.with_context(hub_for_client=True)

    def _set(self, quantities, order=None):
        order = self.order if order is None else order
        return order._set_portal_quantities(
            {str(self.offer[p].id): quantity for p, quantity in quantities.items()}
        )

    def _delivered(self, product, order=None):
        moves = (order or self.order).picking_ids.move_ids
        moves = moves.filtered(
            lambda m: m.product_id == product and m.state != "cancel"
        )
        return sum(moves.mapped("product_uom_qty"))

    def _dropped_off(self, product):
        moves = self.catalogue.dropoff_ids.move_ids.filtered(
            lambda m: m.product_id == product and m.state != "cancel"
        )
        return sum(moves.mapped("product_uom_qty"))

    def test_only_the_difference_is_asked(self):
        pickings = self.order.picking_ids
        dropoffs = self.catalogue.dropoff_ids
        self.assertFalse(self._set({self.carrot: 14, self.leek: 3}))
        self.assertEqual(self.order.picking_ids, pickings, "the same delivery")
        self.assertEqual(self.catalogue.dropoff_ids, dropoffs, "the same drop-offs")
        self.assertEqual(pickings.batch_id.round_id, self.round)
        self.assertEqual(self._delivered(self.carrot), 14)
        self.assertEqual(self._dropped_off(self.carrot), 14)
        self.assertEqual(self._delivered(self.leek), 3)
        self.assertEqual(self._dropped_off(self.leek), 3)
        self.assertEqual(self._dropped_off(self.goat), 4, "untouched")
        self.assertFalse(self._set({self.carrot: 6, self.goat: 0}))
        self.assertEqual(self._delivered(self.carrot), 6)
        self.assertEqual(self._dropped_off(self.carrot), 6)
        self.assertEqual(self._delivered(self.goat), 0)
        self.assertEqual(self._dropped_off(self.goat), 0)
        self.assertFalse(self._set({self.goat: 5}))
        self.assertEqual(self._delivered(self.goat), 5)
        self.assertOffersHold(self.catalogue)

    def test_after_the_reception_the_shelf_first_then_the_producer(self):
        self._set_received(self.catalogue, self.carrot, 16)
        self.catalogue.action_receive_all()
        self.assertFalse(self._set({self.carrot: 14}))
        self.assertEqual(self._delivered(self.carrot), 14)
        waiting = self.catalogue.dropoff_ids.filtered(lambda p: p.state != "done")
        self.assertFalse(waiting, "the shelf covers it")
        self.assertFalse(self._set({self.carrot: 20}))
        waiting = self.catalogue.dropoff_ids.filtered(lambda p: p.state != "done")
        self.assertEqual(waiting.move_ids.product_uom_qty, 4)
        self.assertOffersHold(self.catalogue)

    def test_what_is_not_left_is_asked_of_the_producer(self):
        refused = self._set({self.carrot: 120})
        self.assertIn("only 100 kg left", refused[self.offer[self.carrot].id])
        self.assertEqual(self._delivered(self.carrot), 10)
        self.order._ask_producer(self.offer[self.carrot].id, 120)
        self.assertEqual(self.offer[self.carrot].quantity_offered, 120)
        self.assertFalse(self._set({self.carrot: 120}))
        self.assertEqual(self._dropped_off(self.carrot), 120)
        self.assertIn("20 kg", self.order.message_ids[:20].mapped("body").__str__())
        self.assertOffersHold(self.catalogue)

    def test_asking_is_as_careful_as_ordering(self):
        offer = self.offer[self.carrot]
        following = self._make_catalogue()
        for offer_id, quantity, sentence in (
            (following.offer_ids[0].id, 5, "not in this catalogue"),
            ("x", 5, "not in this catalogue"),
            (None, 5, "not in this catalogue"),
            (offer.id, -1, "negative"),
            (offer.id, "nan", "not a number"),
            (offer.id, 1e12, "too large"),
        ):
            with self.assertRefused(sentence):
                self.order._ask_producer(offer_id, quantity)
        self.assertEqual(offer.quantity_offered, 100)
        self.order._ask_producer(offer.id, 5)
        self.assertEqual(offer.quantity_offered, 100, "there is enough")

    def test_once_loaded_nothing_is_added(self):
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        with self.assertRefused("already loaded"):
            self._set({self.carrot: 12})

    def test_a_client_who_forgot_is_placed_and_confirmed_after_the_call(self):
        Order = self.env["sale.order"].with_context(hub_for_client=True)
        order = Order._get_staff_order(self.catalogue, self.grocer, create=True)
        self.assertFalse(self._set({self.carrot: 8}, order))
        self.assertEqual(order.state, "draft")
        order._place_late()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._dropped_off(self.carrot), 18)
        self.assertEqual(self._delivered(self.carrot, order), 8)
        self.assertEqual(
            Order._get_staff_order(self.catalogue, self.grocer), order, "found again"
        )
        order._place_late()
        self.assertOffersHold(self.catalogue)
        self.assertEqual(len(self._get_confirmations(order)), 1, "told once")

    def test_the_client_reads_what_the_call_changed_once(self):
        self.college.email = "college@example.org"
        self._set({self.carrot: 14})
        self._set({self.carrot: 15, self.goat: 2})
        self._set({self.goat: 3})
        fresh = self._get_confirmations(self.order)
        self.assertEqual(len(fresh), 1, "one call, one message")
        self.assertGreater(fresh.date_due, fields.Datetime.now(), "when it is over")
        text = html2plaintext(fresh.body)
        self.assertRegex(text, rf"{self.carrot.name}\s+15\s+kg")
        self.assertRegex(text, rf"{self.goat.name}\s+3\s")
        fresh.action_send()
        self._set({self.goat: 1})
        self.assertEqual(len(self._get_confirmations(self.order)), 2, "a second call")

    def _get_confirmations(self, order):
        return self.env["hub.message"].search(
            [
                ("kind", "=", "confirmation"),
                ("res_model", "=", "sale.order"),
                ("res_id", "=", order.id),
            ]
        )

    def test_clients_themselves_stay_out_after_the_cut_off(self):
        order = self.order.with_context(hub_for_client=False)
        with self.assertRefused("already confirmed"):
            self._set({self.carrot: 12}, order)

    def test_a_new_phone_order_is_for_the_open_sale(self):
        catalogue = self._make_catalogue()
        Order = self.env["sale.order"]
        found = Order.with_context(hub_new_order=1).default_get(["catalogue_id"])
        self.assertEqual(found["catalogue_id"], catalogue.id)
        self.assertFalse(Order.default_get(["catalogue_id"]).get("catalogue_id"))


class TestStaffGrid(PortalWorld, HubHttpCase):
    """Who may open the grid of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_user(
            "t_coord",
            "base.group_user,milperche_hub.group_coordinator",
            password="t_coord",
        )
        cls._make_user(
            "t_volunteer",
            "base.group_user,milperche_hub.group_volunteer",
            password="t_volunteer",
        )
        cls._make_portal_user("t_cook", cls.college)
        cls.env.ref("base.user_admin").lang = "en_US"
        cls.env["res.users"].search([("login", "like", "t_")]).lang = "en_US"
        cls.catalogue = cls._make_catalogue()
        cls.offer = {offer.product_id: offer for offer in cls.catalogue.offer_ids}
        cls.url = f"/my/catalogue/for/{cls.grocer.id}/{cls.catalogue.id}"

    def _rpc(self, url, **params):
        response = self.url_open(url, json={"jsonrpc": "2.0", "params": params})
        answer = response.json()
        self.assertNotIn("error", answer, "never a technical error")
        return answer["result"]

    def _save(self, product, quantity):
        quantities = {str(self.offer[product].id): quantity}
        return self._rpc(f"{self.url}/save", quantities=quantities)

    def _order(self, client=None):
        return self.env["sale.order"]._find_portal_order(
            self.catalogue, client or self.grocer
        )

    def test_an_order_by_phone(self):
        self.authenticate("t_coord", "t_coord")
        clients = self.url_open("/my/catalogue/for").text
        self.assertIn(self.grocer.name, clients)
        self.assertIn("nothing yet", clients)
        page = self.url_open(f"/my/catalogue/for/{self.grocer.id}").text
        self.assertIn(self.grocer.phone, page)
        self.assertEqual(self._save(self.carrot, 10)["lines"], 1)
        answer = self._rpc(f"{self.url}/place")
        self.assertIn(f"/for/{self.grocer.id}/", answer["url"])
        order = self._order()
        self.assertTrue(order.hub_date_placed)
        self.assertIn("Placed for the client", str(order.message_ids.mapped("body")))
        self.assertFalse(self._order(self.college))
        self.assertIn("1 lines", self.url_open("/my/catalogue/for").text)

    def test_after_the_cut_off_by_phone(self):
        self._make_order(self.catalogue, self.grocer, {self.carrot: 10})
        self.catalogue.action_close()
        self.authenticate("t_coord", "t_coord")
        page = self.url_open(self.url)
        self.assertIn("The cut-off has passed", page.text)
        answer = self._save(self.carrot, 120)
        key = str(self.offer[self.carrot].id)
        self.assertIn("only 100 kg left", answer["refused"][key])
        answer = self._rpc(f"{self.url}/ask", offer=int(key), quantity=120)
        self.assertEqual(answer["quantities"][key], 120)
        self.assertTrue(self._rpc(f"{self.url}/place")["url"])

    def test_only_the_coordinator(self):
        for login in ("t_cook", "t_volunteer"):
            self.authenticate(login, login)
            self.assertTrue(self._save(self.carrot, 10)["error"])
            self.assertTrue(self._rpc(f"{self.url}/place")["error"])
            ask = {"offer": self.offer[self.carrot].id, "quantity": 500}
            self.assertTrue(self._rpc(f"{self.url}/ask", **ask)["error"])
            for path in ("/my/catalogue/for", self.url):
                page = self.url_open(path)
                self.assertNotIn(self.grocer.name, page.text)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self.url).url)
        self.assertFalse(self._order())
        self.assertEqual(self.offer[self.carrot].quantity_offered, 100)

    def test_no_client_no_grid(self):
        self.authenticate("t_coord", "t_coord")
        for partner in (self.farm.id, 0, 99999999, 99999999999999999999):
            url = f"/my/catalogue/for/{partner}"
            self.assertEqual(self.url_open(url).status_code, 200)
            answer = self._rpc(f"{url}/{self.catalogue.id}/save", quantities={})
            self.assertTrue(answer["error"])
