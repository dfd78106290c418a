"""Pauses and proposals of producers."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from .test_producer_order import SupplyCase


class TestPause(SupplyCase):
    def setUp(self):
        super().setUp()
        self.day = self._offer(self.leek)._get_pause_day()

    def _pause(self, producer=None, **values):
        return self.env["hub.producer.pause"].create(
            {
                "producer_id": (producer or self.farm).id,
                "date_from": self.day - timedelta(days=2),
                "date_to": self.day + timedelta(days=2),
                "reason": "Gel",
                **values,
            }
        )

    def _told(self, clients=None):
        messages = self.env["hub.message"].search(
            [("kind", "=", "pause"), ("partner_id", "in", self.clients.ids)]
        )
        return messages.filtered(lambda m: not clients or m.partner_id in clients)

    def test_offers_drafts_and_usual_clients_follow(self):
        placed = self._make_order(self.catalogue, self.college, {self.leek: 5})
        basket = self._make_order(
            self.catalogue,
            self.grocer,
            {self.carrot: 5, self.apple: 2},
            place=False,
        )
        other = self._make_order(self.catalogue, self.school_a, {self.apple: 2})
        pause = self._pause()
        for product in (self.carrot, self.leek, self.beef):
            offer = self._offer(product)
            self.assertTrue(offer.is_suspended)
            self.assertIn("pauses", offer.suspension_reason)
        self.assertFalse(self._offer(self.apple).is_suspended)
        self.assertEqual(basket.order_line.product_id, self.apple)
        shortage = self._offer(self.leek).shortage_ids
        self.assertEqual((shortage.origin, shortage.quantity_available), ("pause", 0))
        self.assertEqual(self._told().partner_id, self.college | self.grocer)
        self.assertIn("Gel", self._told()[0].body)
        self.assertNotIn(other.partner_id, self._told().partner_id)
        shortage.action_apply()
        self.assertEqual(placed.order_line.product_uom_qty, 0)
        self.assertOffersHold(self.catalogue)
        pause.action_cancel()
        self.assertFalse(self._offer(self.carrot).is_suspended)
        pause._take_effect()
        self.assertFalse(self._offer(self.carrot).is_suspended)
        self.assertEqual(len(self._told()), 2)

    def test_usual_clients_of_past_weeks(self):
        for _week in range(2):
            catalogue = self._make_catalogue()
            self._make_order(catalogue, self.restaurant, {self.leek: 1})
            catalogue.action_close()
        once = self._make_catalogue()
        self._make_order(once, self.school_b, {self.leek: 1})
        once.action_close()
        self._pause()
        self.assertEqual(self._told().partner_id, self.restaurant)

    def test_weeks_prepared_during_the_pause(self):
        self._pause(date_to=self.day + timedelta(days=9))
        self.catalogue.action_copy_to_next_week()
        coming = self.env["hub.catalogue"].search([], order="id desc", limit=1)
        self.assertTrue(self._offer(self.leek, coming).is_suspended)
        self.assertEqual(self._offer(self.leek, coming).quantity_offered, 0)
        self.assertFalse(self._offer(self.apple, coming).is_suspended)

    def test_what_is_stored_stays_on_sale(self):
        first = self._make_catalogue()
        self._make_order(first, self.college, {self.juice: 24})
        first.action_close()
        self._set_received(first, self.juice, 40)
        first.action_receive_all()
        self.env.invalidate_all()
        self._make_order(self.catalogue, self.grocer, {self.juice: 20})
        self._pause(self.orchard)
        offer = self._offer(self.juice)
        self.assertFalse(offer.is_suspended)
        self.assertEqual(offer.shortage_ids.quantity_available, 16)
        self.assertTrue(self._offer(self.apple).is_suspended)
        self.assertOffersHold(self.catalogue)

    def test_nonsense(self):
        Pause = self.env["hub.producer.pause"]
        good = fields.Date.to_string(self.day)
        for start, end in (
            (good, ""),
            ("x", good),
            ("0001-01-01", good),
            (good, fields.Date.to_string(self.day - timedelta(days=1))),
            ("2020-01-01", "2020-01-05"),
            (good, "9999-12-31"),
        ):
            with self.subTest(start=start, end=end), self.assertRefused("."):
                Pause._declare(self.farm, {"from": start, "to": end})
        pause = Pause._declare(self.farm, {"from": good, "to": good})
        with self.assertRefused("over or cancelled"):
            Pause._find_of(self.dairy, pause.id)


class TestProposal(SupplyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hub_commission_rate = 15.0
        cls.Proposal = cls.env["hub.proposal"]

    def _propose(self, **values):
        start = fields.Date.to_string(values.pop("start", fields.Date.today()))
        return self.Proposal._propose(
            self.farm,
            {"product": str(self.leek.id), "price": "2,60", "start": start, **values},
        )

    def test_a_price_from_a_day_on(self):
        self.catalogue.action_copy_to_next_week()
        coming = self.env["hub.catalogue"].search([], order="id desc", limit=1)
        proposal = self._propose(start=coming.date_delivery - timedelta(days=1))
        self.assertAlmostEqual(proposal.price_before, 2.35)
        self.assertAlmostEqual(proposal.price_net, 2.60 * 0.85)
        self.assertAlmostEqual(self._offer(self.leek, coming).price_unit, 2.35)
        proposal.action_approve()
        self.assertAlmostEqual(self._offer(self.leek, coming).price_unit, 2.60)
        self.assertAlmostEqual(self._offer(self.leek).price_unit, 2.35, "frozen")
        self.assertAlmostEqual(self.leek.lst_price, 2.35, msg="not its day yet")
        with self.at(fields.Datetime.now() + timedelta(days=14)):
            self.Proposal._apply_due()
            self.Proposal._apply_due()
        self.assertAlmostEqual(self.leek.lst_price, 2.60)
        self.assertTrue(proposal.is_applied)
        message = self.env["hub.message"].search([("kind", "=", "proposal")])
        self.assertEqual(message.partner_id, self.farm)
        self.assertRegex(message.body, "2[.,]21")

    def test_a_week_copied_after_the_approval(self):
        self._propose(
            start=self.catalogue.date_delivery + timedelta(days=3)
        ).action_approve()
        self.catalogue.action_copy_to_next_week()
        coming = self.env["hub.catalogue"].search([], order="id desc", limit=1)
        self.assertAlmostEqual(self._offer(self.leek, coming).price_unit, 2.60)
        self.assertAlmostEqual(self._offer(self.carrot, coming).price_unit, 1.70)

    def test_a_product(self):
        family = self.env.ref("milperche_hub.categ_vegetable")
        unit = self.env.ref("uom.product_uom_kgm")
        proposal = self._propose(
            product="", name="Panais", family=str(family.id), unit=str(unit.id)
        )
        self.assertEqual(proposal.kind, "product")
        self.assertAlmostEqual(proposal.price_net, 2.21)
        proposal.action_approve()
        product = proposal.product_id
        self.assertEqual(product.producer_id, self.farm)
        self.assertEqual((product.categ_id, product.uom_id), (family, unit))
        self.assertTrue(product.is_storable and product.tracking == "lot")

    def test_refused(self):
        proposal = self._propose()
        proposal.refusal = "Trop tard pour cette saison"
        proposal.action_refuse()
        proposal.action_approve()
        self.assertEqual(proposal.state, "refused")
        self.assertAlmostEqual(self.leek.lst_price, 2.35)
        message = self.env["hub.message"].search([("kind", "=", "proposal")])
        self.assertIn("Trop tard", message.body)

    def test_nonsense(self):
        for values in (
            {"price": "-1"},
            {"price": "nan"},
            {"price": "1e99"},
            {"price": ""},
            {"product": str(self.apple.id)},
            {"product": "99999999999999999999"},
            {"product": "x"},
            {"product": "", "name": ""},
            {"product": "", "name": "Panais", "family": "1", "unit": "999"},
        ):
            with self.subTest(values=values), self.assertRefused("."):
                self._propose(**values)
        self.assertFalse(
            self.Proposal.search([("producer_id", "in", self.producers.ids)])
        )

    def test_on_the_week_page_and_who_may(self):
        proposal = self._propose()
        coordinator = self._make_user("r_coord", "milperche_hub.group_coordinator")
        volunteer = self._make_user("r_vol", "milperche_hub.group_volunteer")
        page = self.env["hub.week"].with_user(coordinator).get_page()
        cards = [e for e in page["exceptions"] if "proposal" in e["key"]]
        self.assertGreaterEqual(cards[0]["count"], 1)
        with self.assertRaises(AccessError):
            proposal.with_user(volunteer).action_approve()
        proposal.with_user(coordinator).action_approve()
        self.assertAlmostEqual(self.leek.lst_price, 2.60)
