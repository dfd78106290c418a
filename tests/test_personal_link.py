"""Ordering by a personal link: one client, no amounts, until the delivery."""

import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from .common import HubHttpCase
from .test_portal_client import PortalWorld


class TestPersonalLink(PortalWorld, HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.offer = {offer.product_id: offer for offer in cls.catalogue.offer_ids}
        cls.college.lang = "en_US"
        cls.link = cls.catalogue._get_order_link(cls.college)

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _enter(self, link=None):
        link = link or self.link
        return self.url_open(link.url.removeprefix(link.get_base_url()))

    def _call(self, route, **params):
        answer = self.url_open(
            f"/my/catalogue/{self.catalogue.id}/{route}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        ).json()
        return answer.get("result", answer)

    def _get_order(self, client=None):
        return self.env["sale.order"].search(
            [
                ("catalogue_id", "=", self.catalogue.id),
                ("partner_id", "=", (client or self.college).id),
            ]
        )

    def test_the_link_opens_the_grid_and_places_the_order(self):
        page = self._enter()
        self.assertEqual(page.status_code, 200)
        self.assertIn(f"/my/catalogue/{self.catalogue.id}", page.url)
        self.assertIn("Carotte démo", page.text)
        quantities = {str(self.offer[self.carrot].id): 5}
        answer = self._call("save", quantities=quantities)
        self.assertFalse(answer["refused"])
        self.assertIn("url", self._call("place"))
        order = self._get_order()
        self.assertEqual(order.state, "sent")
        self.assertEqual(order.order_line.product_uom_qty, 5)
        recap = self.url_open(f"/my/catalogue/{self.catalogue.id}/order")
        self.assertIn("Your order is placed", recap.text)
        self.assertEqual(self._get_order(self.grocer), order.browse())

    def test_no_amount_leaves_the_server(self):
        page = self._enter().text
        self.assertNotIn("1.70", page)
        self.assertFalse(re.findall(r"€\s*\d|\d\s*€", page))
        quantities = {str(self.offer[self.carrot].id): 7}
        self.assertFalse(self._call("save", quantities=quantities)["total"])
        self._call("place")
        recap = self.url_open(f"/my/catalogue/{self.catalogue.id}/order").text
        self.assertFalse(re.findall(r"€\s*\d|\d\s*€", recap))
        self.assertNotIn("11.90", recap)

    def test_the_setting_shows_the_prices(self):
        self.company.hub_link_prices = True
        self.assertIn("1.70", self._enter().text)

    def test_it_opens_nothing_else(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 1})
        self._enter()
        for path in ("/my", "/my/orders", f"/my/orders/{order.id}", "/my/invoices"):
            with self.subTest(path=path):
                self.assertIn("/web/login", self.url_open(path).url)

    def test_a_dead_link_is_refused_in_words(self):
        self.link.date_end = fields.Datetime.now() - timedelta(minutes=1)
        page = self._enter()
        self.assertEqual(page.status_code, 403)
        self.assertIn("This link no longer works", page.text)
        self.assertEqual(self.url_open("/my/link/nonsense").status_code, 403)
        self.assertFalse(self._get_order())

    def test_a_link_revoked_while_the_page_is_open_saves_nothing(self):
        self._enter()
        self.link.action_revoke()
        quantities = {str(self.offer[self.carrot].id): 5}
        answer = self._call("save", quantities=quantities)
        self.assertIn("SessionExpired", str(answer))
        self.assertIn("no longer works", self.url_open("/my/catalogue").text)
        self.assertFalse(self._get_order())

    def test_a_producer_link_orders_nothing(self):
        link = self.env["hub.access.link"]._get("producer", self.farm)
        self._enter(link)
        answer = self._call("save", quantities={str(self.offer[self.carrot].id): 5})
        self.assertIn("SessionExpired", str(answer))

    def test_the_link_of_a_partner_who_is_no_client_any_more(self):
        self.college.is_hub_client = False
        self._enter()
        self.assertIn("error", self._call("save", quantities={}))

    def test_leaving_forgets_the_link(self):
        page = self._enter()
        token = re.search(r'csrf_token" value="([^"]+)"', page.text).group(1)
        refused = self.url_open("/my/link/leave", data={"csrf_token": "forged"})
        self.assertEqual(refused.status_code, 400)
        self.url_open("/my/link/leave", data={"csrf_token": token})
        self.assertIn("/web/login", self.url_open("/my/catalogue").url)

    def test_it_ends_after_the_delivery(self):
        passage = self.env["hub.round"]._get_delivery_day(
            self.college, self.catalogue.date_delivery
        )
        end = self.catalogue._to_local(self.link.date_end)
        self.assertEqual(end.date(), passage + timedelta(days=1))
        self.assertEqual((end.hour, end.minute), (0, 0))

    def test_text_to_copy(self):
        coordinator = self._make_user(
            "t_link_coord", "milperche_hub.group_coordinator", lang="en_US"
        )
        action = self.catalogue.with_user(coordinator).action_view_order_links()
        links = self.env[action["res_model"]].with_user(coordinator)
        links = links.search(action["domain"])
        self.assertIn(self.college, links.partner_id)
        link = links.filtered(lambda x: x.partner_id == self.college)
        self.assertEqual(link, self.link.with_user(coordinator))
        self.assertIn(link.url, link.text_message)
        self.assertIn("order until", link.text_message)

    def test_volunteers_do_not_read_links(self):
        volunteer = self._make_user("t_link_vol", "milperche_hub.group_volunteer")
        with self.assertRaises(AccessError):
            self.link.with_user(volunteer).read(["url"])

    def test_a_cook_orders_by_the_link(self):
        self._add_tour("personal_link_tour")
        self.college.hub_needs_order_form = True
        path = self.link.url.removeprefix(self.link.get_base_url())
        self.start_tour(path, "hub_personal_link_tour", login=None, timeout=120)
        order = self._get_order()
        self.assertTrue(order.hub_date_placed)
        self.assertEqual(order.client_order_ref, "BC 2026-117")
