"""Flows in Chromium no other tour drives: baskets, late lines, prices, requests."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from .common import HubHttpCase
from .test_portal_client import PortalWorld


class TestBasketTours(PortalWorld, HubHttpCase):
    """A cook on a phone of 375 px: weeks ahead, then one tap at the opening."""

    browser_size = "375x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_cook", cls.college)
        cls._add_tour("basket_tours")

    def test_a_week_ahead_becomes_an_order_by_one_tap(self):
        current = self._make_catalogue()
        current.action_copy_to_next_week()
        coming = self.env["hub.catalogue"].search([("state", "=", "draft")])
        self.assertTrue(coming)
        coming = coming.sorted("date_open")[0]
        self.start_tour("/my/catalogue", "hub_weeks_ahead_tour", login="t_cook")
        self.env.invalidate_all()
        order = self.env["sale.order"]._find_portal_order(coming, self.college)
        self.assertEqual(order.order_line.product_uom_qty, 20)
        self.assertFalse(order.hub_date_placed)
        coming.offer_ids.quantity_offered = 50
        now = fields.Datetime.now()
        coming.write(
            {
                "date_open": now - timedelta(minutes=1),
                "date_close": now + timedelta(days=1),
            }
        )
        coming.action_open()
        self.start_tour(
            f"/my/catalogue/{coming.id}", "hub_one_tap_tour", login="t_cook"
        )
        self.env.invalidate_all()
        self.assertTrue(order.hub_date_placed)
        self.assertTrue(order.order_line.hub_must_have)
        self.assertOffersHold(coming)

    def test_the_usual_basket_by_one_tap(self):
        for _week in range(2):
            past = self._make_catalogue()
            self._make_order(past, self.college, {self.carrot: 10, self.leek: 4})
            past.action_close()
        self.college.hub_usual_basket = True
        now = fields.Datetime.now()
        current = self.env["hub.catalogue"].create(
            {
                "date_open": now - timedelta(minutes=1),
                "date_close": now + timedelta(days=2),
                "date_delivery": (now + timedelta(days=8)).date(),
            }
        )
        self.env["hub.offer"].create(
            [
                {
                    "catalogue_id": current.id,
                    "product_id": product.id,
                    "quantity_offered": 100,
                }
                for product in self.products
            ]
        )
        current.action_open()
        order = self.env["sale.order"]._find_portal_order(current, self.college)
        self.assertEqual(order.hub_basket_origin, "usual")
        self.start_tour(
            f"/my/catalogue/{current.id}", "hub_one_tap_tour", login="t_cook"
        )
        self.env.invalidate_all()
        self.assertTrue(order.hub_date_placed)
        self.assertOffersHold(current)


class TestStaffTours(PortalWorld, HubHttpCase):
    """The coordinator: a late line on the phone, a price that changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_tour("late_addon_tour")
        cls._add_tour("terms_tour")
        new_test_user(
            cls.env,
            login="t_coordinator",
            password="t_coordinator",
            groups="base.group_user,milperche_hub.group_coordinator",
            lang="en_US",
        )
        cls.catalogue = cls._make_catalogue()

    def test_a_late_line_is_told_to_those_concerned(self):
        order = self._make_order(self.catalogue, self.grocer, {self.carrot: 10})
        self.catalogue.action_close()
        before = self.env["hub.message"].search([])
        url = f"/my/catalogue/for/{self.grocer.id}/{self.catalogue.id}"
        self.start_tour(url, "hub_late_addon_tour", login="t_coordinator")
        self.env.invalidate_all()
        asked = {x.product_id: x.product_uom_qty for x in order.order_line}
        self.assertEqual(asked, {self.carrot: 130, self.goat: 2})
        moves = order.picking_ids.move_ids
        self.assertEqual(
            {m.product_id: m.product_uom_qty for m in moves}, asked, "the delivery"
        )
        brought = {
            m.product_id: m.product_uom_qty
            for m in self.catalogue.dropoff_ids.move_ids
            if m.state != "cancel"
        }
        self.assertEqual(brought, asked, "the drop-offs")
        told = self.env["hub.message"].search([("id", "not in", before.ids)])
        self.assertEqual(told.partner_id, self.grocer | self.farm | self.dairy)
        self.assertOffersHold(self.catalogue)

    def test_a_frozen_price_changes_with_its_reason(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 10})
        action = self.env.ref("milperche_hub.hub_catalogue_action")
        self.start_tour(
            f"/odoo/action-{action.id}/{self.catalogue.id}",
            "hub_terms_tour",
            login="t_coordinator",
        )
        self.env.invalidate_all()
        self.assertEqual(order.amount_untaxed, 20.0)


class TestFarmerRequests(HubHttpCase):
    browser_size = "375x812"
    touch_enabled = True

    def test_accept_pause_and_propose_on_a_phone(self):
        self._add_tour("producer_requests_tour")
        self.env["hub.catalogue"].search([]).write({"state": "cancel"})
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 20})
        catalogue.action_close()
        self.farm.lang = "en_US"
        link = self.env["hub.access.link"]._get_producer_link(self.farm)
        self.start_tour(f"/my/producer/link/{link.token}", "hub_producer_requests_tour")
        self.env.invalidate_all()
        order = catalogue.producer_order_ids.filtered(
            lambda o: o.producer_id == self.farm
        )
        self.assertEqual(order.answer, "accepted")
        pause = self.env["hub.producer.pause"].search(
            [("producer_id", "=", self.farm.id)]
        )
        self.assertEqual(pause.reason, "Gel")
        proposal = self.env["hub.proposal"].search([("producer_id", "=", self.farm.id)])
        self.assertEqual(proposal.price_unit, 1.95)
