"""The farmer on a phone, the coordinator at the keyboard and at the shortage."""

from datetime import timedelta

from odoo.tests import new_test_user

from .common import HubHttpCase


class TestProducerTours(HubHttpCase):
    browser_size = "375x812"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_tour("producer_tour")
        cls.env["hub.catalogue"].search([]).write({"state": "cancel"})
        cls.carrot.hub_pack_qty = 10
        cls.catalogue = cls._make_catalogue(cls.carrot | cls.leek)
        cls.catalogue.offer_ids.quantity_offered = 40
        cls._make_order(cls.catalogue, cls.college, {cls.carrot: 20})
        cls.catalogue.action_copy_to_next_week()
        cls.coming = cls.env["hub.catalogue"].search([("state", "=", "draft")])
        cls.coming.offer_ids.quantity_offered = 0
        cls.catalogue.action_close()

    def test_farmer_answers_from_a_field(self):
        link = self.env["hub.access.link"]._get_producer_link(self.farm)
        self.farm.lang = "en_US"
        self.start_tour(f"/my/producer/link/{link.token}", "hub_producer_tour")
        self.env.invalidate_all()
        quantities = {o.product_id: o.quantity_offered for o in self.coming.offer_ids}
        self.assertEqual(quantities, {self.carrot: 50, self.leek: 12})
        shortage = self.env["hub.shortage"].search(
            [("catalogue_id", "=", self.catalogue.id)]
        )
        self.assertEqual(shortage.quantity_available, 12)


class TestCoordinatorTours(HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_tour("shortage_tour")
        cls._add_tour("availability_tour")
        cls.env["hub.catalogue"].search([]).write({"state": "cancel"})
        cls.coordinator = new_test_user(
            cls.env,
            login="t_coordinator",
            password="t_coordinator",
            groups="milperche_hub.group_coordinator",
        )
        cls.catalogue = cls._make_catalogue()

    def test_a_shortage_in_at_most_three_clicks(self):
        for client in self.clients:
            self._make_order(self.catalogue, client, {self.goat: 4})
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.goat)
        self.env["hub.shortage"]._open(offer, 12)
        self.start_tour("/odoo/this-week", "hub_shortage_tour", login="t_coordinator")
        self.env.invalidate_all()
        self.assertEqual(offer.quantity_taken, 12)
        self.assertOffersHold(self.catalogue)

    def test_the_board_without_a_mouse(self):
        self.catalogue.offer_ids.quantity_offered = 33
        self.catalogue.action_copy_to_next_week()
        coming = self.env["hub.catalogue"].search([("state", "=", "draft")])
        coming.date_open += timedelta(days=1)
        coming.offer_ids.quantity_offered = 1
        self.start_tour(
            "/odoo/availability", "hub_availability_tour", login="t_coordinator"
        )
        self.env.invalidate_all()
        of_farm = coming.offer_ids.filtered(lambda o: o.producer_id == self.farm)
        self.assertEqual(set(of_farm.mapped("quantity_offered")), {33})
        self.assertEqual(coming._get_silent_producers(), self.dairy | self.orchard)
