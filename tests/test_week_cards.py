"""Cards of the week that seldom show: what they say, and that they go when done."""

from datetime import timedelta

from odoo import fields

from .test_week_page import WeekCase


class TestSeldomCards(WeekCase):
    def test_an_order_without_the_number_its_client_demands(self):
        self.town_hall.hub_needs_order_form = True
        order = self._make_order(
            self._make_catalogue(), self.school_a, {self.carrot: 5}
        )
        order.client_order_ref = False
        card = self._one("order_form")
        self.assertEqual(self._opened(card), order)
        self.assertIn(self.school_a.name, card["detail"])
        order.client_order_ref = "BC-2026-7"
        self.assertFalse(self._find(self._page(), "order_form"))

    def test_a_contract_price_waits_for_the_producer(self):
        price = self.env["hub.contract.price"].create(
            {
                "partner_id": self.town_hall.id,
                "product_id": self.carrot.id,
                "price_unit": 1.5,
                "reference": "MAPA 2026-04",
            }
        )
        card = self._one("contract_price")
        self.assertEqual(self._opened(card), price)
        self.assertIn(self.farm.name, card["detail"])
        price.date_accepted = fields.Date.context_today(price)
        self.assertFalse(self._find(self._page(), "contract_price"))

    def test_a_step_that_failed_says_why(self):
        catalogue = self._make_catalogue()
        step = catalogue.step_ids.filtered(lambda s: s.kind == "announce")
        step.write({"date_done": False, "note": "No mail server"})
        catalogue.date_open = fields.Datetime.now() - timedelta(hours=3)
        card = self._one("late_step")
        self.assertIn(" – No mail server", card["detail"])
        self.assertEqual(self._opened(card), catalogue)
        step._mark_done()
        self.assertFalse(self._find(self._page(), "late_step"))
