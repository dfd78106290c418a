"""The first page after signing in: only what concerns who reads it."""

from lxml import html

from .common import HubHttpCase
from .test_portal_client import PortalWorld


class TestPortalHome(PortalWorld, HubHttpCase):
    browser_size = "375x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_cook", cls.college)
        cls._make_portal_user("t_farmer", cls.farm)
        cls._add_tour("portal_home_tours")
        cls._make_catalogue()

    def test_a_cook_finds_the_catalogue_and_who_makes_it(self):
        self.start_tour("/my/home", "hub_home_client_tour", login="t_cook")

    def test_a_farmer_finds_the_farm_and_nothing_of_a_client(self):
        self.start_tour("/my/home", "hub_home_farmer_tour", login="t_farmer")

    def test_sales_are_named_as_the_farm_s(self):
        self.authenticate("t_farmer", "t_farmer")
        page = html.fromstring(self.url_open("/my/home").content)
        self.assertEqual(page.get("lang"), "en-US", "what a screen reader speaks")
        (card,) = page.xpath("//a[contains(@href, 'filterby=bills')]")
        self.assertEqual(card.get("title"), "Invoices of your sales")
        self.assertIn("sold through us", card.text_content())

    def test_cards_of_each(self):
        counters = ("hub_catalogue_count", "hub_producers_count", "hub_producer_count")
        for login, expected in (("t_cook", (1, 1, 0)), ("t_farmer", (0, 0, 1))):
            self.authenticate(login, login)
            params = {"counters": list(counters)}
            answer = self.url_open("/my/counters", json={"params": params}).json()
            self.assertEqual(
                tuple(answer["result"][name] for name in counters), expected
            )
