"""Nothing red is sold, whatever the way: each test tries to.

Here: entering a catalogue (form, remote call, import, button); the portal; a basket
that is placed or confirmed; by phone; the backend's form; remote creation and change of
orders and of the lines of placed and confirmed ones, with and without forged context;
the product changed on a placed line; an import of orders; a copied order; an order
outside any catalogue; the cut-off; goods added to a delivery; an invoice without an
order; a product that loses its producer.

In `test_gate_paths.py`: the usual basket, made before or after the lapse; an older week
copied; weeks ahead; a duplicated order; the next week's catalogue and the producer's
availability; the staff's grid; a late add-on; core's product catalogue; a quotation
template; a line moved between orders; a table of offers; a delivery without an order;
a substitute in a shortage; the replacement of a claim; a product that a producer
proposes; the grid over HTTP, by login and by a personal link.

A web shop would write the same `sale.order`; neither it nor a point of sale is among
what the add-on depends on, so neither is tried.
"""

from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from .common import HubCase

NO_PROOF = "No valid proof for|no longer available|it is not in this catalogue"


class GateCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator = cls._make_user(
            "gate_coord",
            "milperche_hub.group_coordinator",
            email="gate@example.org",
        )
        cls.catalogue = cls._make_catalogue()
        cls.Order = cls.env["sale.order"].with_user(cls.coordinator)
        cls.Line = cls.env["sale.order.line"].with_user(cls.coordinator)

    def _lapse(self, producer=None):
        """The farm's GMO proof ended yesterday; no job has run since."""
        producer = producer or self.farm
        self.env.flush_all()
        # by SQL: what nobody did through Odoo suspends no offer yet
        self.env.cr.execute(
            "UPDATE hub_proof SET date_end = %s WHERE producer_id = %s",
            [date(2026, 3, 1), producer.id],
        )
        self.env.invalidate_all()

    def _vals(self, **values):
        return {
            "partner_id": self.restaurant.id,
            "catalogue_id": self.catalogue.id,
            "order_line": [
                Command.create({"product_id": self.carrot.id, "product_uom_qty": 3})
            ],
            **values,
        }

    def _sold(self):
        """Red lines that bind the hub, by the plainest of queries."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT line.id FROM sale_order_line line
              JOIN sale_order o ON o.id = line.order_id
             WHERE line.product_id IN %s AND line.product_uom_qty > 0
               AND (o.state = 'sale'
                    OR (o.state = 'sent' AND o.hub_date_placed IS NOT NULL))
            """,
            [(self.carrot.id, self.leek.id, self.beef.id)],
        )
        return self.env.cr.fetchall()


class TestEveryPath(GateCase):
    """A proof lapsed overnight; nobody has seen it, no job has run."""

    def setUp(self):
        super().setUp()
        self._lapse()

    def tearDown(self):
        self.assertFalse(self._sold())
        super().tearDown()

    def test_entering_a_catalogue(self):
        draft = self.catalogue.copy({"state": "draft"})
        Offer = self.env["hub.offer"].with_user(self.coordinator)
        vals = {"catalogue_id": draft.id, "product_id": self.carrot.id}
        with self.assertRefused("No valid proof for"):
            Offer.create(vals)
        good = Offer.create({**vals, "product_id": self.apple.id})
        with self.assertRefused("No valid proof for"):
            good.product_id = self.carrot
        columns = ["catalogue_id/.id", "product_id/.id", "quantity_offered"]
        answer = Offer.load(columns, [[draft.id, self.carrot.id, 5]])
        self.assertFalse(answer["ids"])
        self.assertIn("No valid proof for", answer["messages"][0]["message"])
        draft.action_add_products()
        self.assertNotIn(self.carrot, draft.offer_ids.product_id)

    def test_portal(self):
        order = self.env["sale.order"]._get_portal_order(
            self.catalogue, self.restaurant
        )
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        refused = order._set_portal_quantities({str(offer.id): "4"})
        self.assertIn("no longer available", refused[offer.id])
        families = self.catalogue._get_portal_families(self.restaurant, order)
        shown = {o["id"] for family in families for o in family["offers"]}
        self.assertNotIn(offer.id, shown)

    def test_draft_basket(self):
        basket = self.Order.create(self._vals())
        with self.assertRefused(NO_PROOF):
            basket.action_place()
        self.assertTrue(basket._place_from_portal())
        with self.assertRefused(NO_PROOF):
            basket.action_confirm()
        self.assertEqual(basket.state, "draft")
        self.assertEqual(basket.order_line.product_uom_qty, 3, "nothing is erased")

    def test_by_phone(self):
        basket = self.Order.create(self._vals())
        with self.assertRefused(NO_PROOF):
            basket.action_place_for_client()

    def test_backend_form(self):
        good = self._make_order(self.catalogue, self.restaurant, {self.apple: 2})
        with Form(good.with_user(self.coordinator)) as form:
            with self.assertRaisesRegex(UserError, NO_PROOF), self.env.cr.savepoint():
                with form.order_line.new() as line:
                    line.product_id = self.carrot
                    line.product_uom_qty = 2
                form.save()
            form.order_line.remove(1)
        good.action_confirm()
        self.assertFalse(self._sold())

    def test_remote_create(self):
        now = fields.Datetime.now()
        for values in (
            {"state": "sale"},
            {"state": "sent", "hub_date_placed": now},
            {"state": "sale", "catalogue_id": False},
        ):
            for context in ({}, {"hub_lines_checked": True, "hub_held_later": True}):
                with self.subTest(values=values, context=context):
                    with self.assertRefused(NO_PROOF):
                        self.Order.with_context(**context).create(self._vals(**values))

    def test_remote_write(self):
        now = fields.Datetime.now()
        for context in ({}, {"hub_lines_checked": True}, {"tz": "Etc/GMT+12"}):
            basket = self.Order.with_context(**context).create(self._vals())
            for values in (
                {"state": "sale"},
                {"state": "sent", "hub_date_placed": now},
            ):
                with self.subTest(values=values, context=context):
                    with self.assertRefused(NO_PROOF):
                        basket.write(values)
            with self.assertRefused(NO_PROOF):
                basket.action_confirm()
            with self.assertRefused(NO_PROOF):
                basket.action_place()
            basket.sudo().unlink()

    def test_remote_lines_of_a_confirmed_order(self):
        good = self._make_order(self.catalogue, self.restaurant, {self.apple: 2})
        other = self.Order.create(
            {**self._vals(partner_id=self.grocer.id), "catalogue_id": False}
        )
        for state in ("sent", "sale"):
            if state == "sale":
                good.action_confirm()
            vals = {"order_id": good.id, "product_id": self.carrot.id}
            line = good.order_line.with_user(self.coordinator)
            for context in ({}, {"hub_lines_checked": True, "hub_held_later": True}):
                with self.subTest(state=state, context=context):
                    with self.assertRefused(NO_PROOF):
                        self.Line.with_context(**context).create(vals)
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        line.with_context(**context).product_id = self.carrot
            with self.assertRaises(UserError), self.env.cr.savepoint():
                other.order_line.with_user(self.coordinator).order_id = good

    def test_import(self):
        columns = [
            "partner_id/.id",
            "catalogue_id/.id",
            "state",
            "order_line/product_id/.id",
            "order_line/product_uom_qty",
        ]
        rows = [
            [self.grocer.id, self.catalogue.id, "sale", self.carrot.id, 4],
        ]
        answer = self.Order.load(columns, rows)
        self.assertFalse(answer["ids"])
        self.assertIn("No valid proof for", answer["messages"][0]["message"])

    def test_copy_of_an_old_order(self):
        old = self._make_order(self.catalogue, self.grocer, {self.apple: 1})
        old.order_line.with_context(hub_lines_checked=True)
        copy = old.copy()
        copy.order_line.product_id = self.carrot
        with self.assertRefused(NO_PROOF):
            copy.with_user(self.coordinator).action_confirm()
        copy.catalogue_id = self.catalogue
        copy.partner_id = self.restaurant
        with self.assertRefused(NO_PROOF):
            copy.with_user(self.coordinator).action_place()

    def test_order_outside_any_catalogue(self):
        order = self.Order.create(self._vals(catalogue_id=False))
        order.action_quotation_sent()
        with self.assertRefused(NO_PROOF):
            order.action_confirm()
        with self.assertRefused(NO_PROOF):
            order._validate_order()

    def test_cut_off(self):
        """Placed before the lapse: the line waits, the order goes on."""
        self.farm.proof_ids.date_end = date(2027, 1, 1)
        order = self._make_order(
            self.catalogue, self.college, {self.carrot: 4, self.apple: 2}
        )
        self._lapse()
        self.catalogue.action_close()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.picking_ids.move_ids.product_id, self.apple)

    def test_added_to_a_delivery(self):
        order = self._make_order(self.catalogue, self.restaurant, {self.apple: 2})
        self.catalogue.action_close()
        self.catalogue.action_receive_all()
        delivery = order.picking_ids
        move = self.env["stock.move"].create(
            {
                "product_id": self.carrot.id,
                "product_uom_qty": 2,
                "picking_id": delivery.id,
                "location_id": delivery.location_id.id,
                "location_dest_id": delivery.location_dest_id.id,
            }
        )
        lot = self.env["stock.lot"].create(
            {"name": "RED", "product_id": self.carrot.id}
        )
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            {
                "move_id": move.id,
                "picking_id": delivery.id,
                "product_id": self.carrot.id,
                "lot_id": lot.id,
                "quantity": 2,
                "picked": True,
            }
        )
        with self.assertRefused(NO_PROOF):
            delivery.with_context(skip_backorder=True).button_validate()

    def test_invoice_without_an_order(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.restaurant.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.carrot.id, "quantity": 2})
                ],
            }
        )
        with self.assertRefused(NO_PROOF):
            invoice.action_post()

    def test_a_product_that_loses_its_producer(self):
        basket = self.Order.create(self._vals())
        self.carrot.producer_id = False
        with self.assertRefused("no producer any more"):
            basket.action_confirm()


class TestWhoMayBuy(GateCase):
    """The rules on clients stand at the same moments."""

    def _cider(self, partner, **values):
        return self.Order.create(
            {
                "partner_id": partner.id,
                "catalogue_id": self.catalogue.id,
                "order_line": [
                    Command.create({"product_id": self.cider.id, "product_uom_qty": 1})
                ],
                **values,
            }
        )

    def test_placing_and_confirming(self):
        for school in (self.school_a, self.school_b, self.college):
            order = self._cider(school)
            for action in ("action_place", "action_confirm"):
                with self.assertRefused("alcohol"):
                    getattr(order, action)()

    def test_ordered_by_another_for_a_school(self):
        order = self._cider(self.town_hall, partner_shipping_id=self.school_a.id)
        with self.assertRefused("alcohol"):
            order.action_place()

    def test_client_changed_afterwards(self):
        order = self._cider(self.restaurant)
        order.action_place()
        with self.assertRefused("alcohol"):
            order.partner_id = self.college
        order.action_confirm()
        with self.assertRefused("alcohol"):
            order.partner_shipping_id = self.college

    def test_shipped_rules_name_their_source(self):
        rules = self.env["hub.sale.restriction"].search([])
        self.assertEqual(len(rules), 4)
        self.assertTrue(all(rules.mapped("source")))


class TestDecisions(GateCase):
    """A proof lapses, or a producer leaves, while orders come in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quantities = {cls.carrot: 4, cls.apple: 2}
        cls.placed = cls._make_order(cls.catalogue, cls.college, quantities)
        cls.confirmed = cls._make_order(cls.catalogue, cls.restaurant, quantities)
        cls.confirmed.action_confirm()
        cls.basket = cls._make_order(cls.catalogue, cls.grocer, quantities, place=False)
        cls.restaurant.email = "resto@example.org"
        cls.offer = cls.catalogue.offer_ids.filtered(
            lambda o: o.product_id == cls.carrot
        )

    def _lines(self):
        domain = self.Line._get_to_decide_domain()
        return self.Line.search(domain)

    def _card(self):
        page = self.env["hub.week"].with_user(self.coordinator).get_page()
        found = [e for e in page["exceptions"] if "suspended" in e["key"]]
        return found[0] if found else None

    def test_a_producer_leaves(self):
        self.assertFalse(self._card())
        self.farm.hub_date_left = fields.Date.today()
        self.assertTrue(self.offer.is_suspended, "at once")
        self.assertIn("left the hub", self.offer.suspension_reason)
        lines = self._lines()
        self.assertEqual(lines.order_id, self.placed | self.confirmed)
        self.assertEqual(lines.mapped("product_uom_qty"), [4, 4], "nothing is erased")
        card = self._card()
        self.assertEqual(card["count"], 2)
        self.assertIn(self.college.name, card["detail"])
        self.assertIn("Suspended while open", self.catalogue.message_ids[0].body)

    def test_one_click_each(self):
        self.farm.hub_date_left = fields.Date.today()
        lines = self._lines()
        first = lines.filtered(lambda line: line.order_id == self.placed)
        first.action_hub_wait()
        self.assertEqual(self._lines(), lines - first)
        self.assertEqual(first.product_uom_qty, 4)
        self.assertIn("waits for the proof", self.placed.message_ids[0].body)
        second = lines - first
        second.action_hub_set_aside()
        self.assertFalse(self._lines())
        self.assertIsNone(self._card())
        self.assertEqual(second.product_uom_qty, 0)
        self.assertEqual(second.hub_setaside_quantity, 4)
        moves = self.confirmed.picking_ids.move_ids
        kept = moves.filtered(lambda m: m.state != "cancel")
        self.assertEqual(kept.product_id, self.apple)
        self.assertOffersHold(self.catalogue)
        message = self.env["hub.message"].search(
            [("partner_id", "=", self.restaurant.id)]
        )
        self.assertEqual(message.kind, "line_set_aside")
        self.assertIn("Carotte", message.body)
        for action in ("action_hub_set_aside", "action_hub_wait"):
            with self.assertRefused("waits for no decision"):
                getattr(second, action)()

    def test_proved_again(self):
        proofs = self.farm.proof_ids
        proofs.date_end = date(2026, 3, 1)
        self.assertTrue(self.offer.is_suspended)
        lines = self._lines()
        lines[0].action_hub_wait()
        lines[1].action_hub_set_aside()
        with self.assertRefused(NO_PROOF):
            lines[1].action_hub_take_back()
        proofs.date_end = date(2027, 1, 1)
        self.assertFalse(self.offer.is_suspended)
        self.assertFalse(lines[0].hub_suspension_decision, "another lapse asks again")
        lines[1].action_hub_take_back()
        self.assertEqual(lines.mapped("product_uom_qty"), [4, 4])
        self.assertOffersHold(self.catalogue)
        with self.assertRefused("nothing was set aside"):
            lines[1].action_hub_take_back()

    def test_waiting_in_vain(self):
        self.farm.hub_date_left = fields.Date.today()
        self._lines().action_hub_wait()
        self.catalogue.action_close()
        line = self.placed.order_line.filtered(lambda x: x.product_id == self.carrot)
        self.assertEqual(line.product_uom_qty, 0)
        self.assertEqual(line.hub_setaside_quantity, 4)

    def test_too_late(self):
        line = self.confirmed.order_line.filtered(lambda x: x.product_id == self.carrot)
        line.move_ids.quantity = 4
        line.move_ids.move_line_ids.lot_id = self.env["stock.lot"].create(
            {"name": "L1", "product_id": self.carrot.id}
        )
        line.move_ids.picked = True
        line.move_ids._action_done()
        self.farm.hub_date_left = fields.Date.today()
        with self.assertRefused("delivered"):
            line.action_hub_set_aside()

    def test_another_line_can_still_be_changed(self):
        """A red line waiting for its decision does not freeze the rest."""
        self.farm.hub_date_left = fields.Date.today()
        apple = self.placed.order_line.filtered(lambda x: x.product_id == self.apple)
        apple.with_user(self.coordinator).product_uom_qty = 5
        self.assertOffersHold(self.catalogue)
        carrot = self.placed.order_line - apple
        with self.assertRefused("left the hub"):
            carrot.product_uom_qty = 9
        carrot.product_uom_qty = 1

    def test_volunteers_do_not_decide(self):
        self.farm.hub_date_left = fields.Date.today()
        volunteer = self._make_user("gate_vol", "milperche_hub.group_volunteer")
        lines = self._lines()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            lines.with_user(volunteer).action_hub_set_aside()
        self.assertEqual(lines.mapped("product_uom_qty"), [4, 4])

    def _run_job(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("milperche_hub.cron_catalogue_due_steps")
            cron.method_direct_trigger()

    def test_the_job_sees_what_ends_by_itself(self):
        self.farm.proof_ids.date_end = date(2026, 3, 3)
        self.assertFalse(self.offer.is_suspended)
        with self.at(fields.Datetime.now() + timedelta(days=1, hours=14)):
            self._run_job()
            self.assertFalse(self.offer.is_suspended, "the day itself counts")
        self.catalogue.date_close = fields.Datetime.now() + timedelta(days=4)
        with self.at(fields.Datetime.now() + timedelta(days=2)):
            self._run_job()
            self.assertTrue(self.offer.is_suspended)
