from datetime import date, datetime, timedelta, timezone

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .common import MONDAY, HubCase, HubHttpCase, HubWorld

COORDINATOR = "milperche_hub.group_coordinator"
VOLUNTEER = "milperche_hub.group_volunteer"


class WeekWorld(HubWorld):
    @classmethod
    def _build_week(cls):
        cls.coordinator = cls._make_user("week_coordinator", COORDINATOR)
        cls.volunteer = cls._make_user("week_volunteer", VOLUNTEER)
        # What the database held before is none of these tests' business.
        cls.env["hub.catalogue"].search([]).write({"state": "cancel"})
        others = cls.env["res.partner"].search([("is_producer", "=", True)])
        (others - cls.producers).hub_date_left = date(2020, 1, 1)

    def _page(self, user=None, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        week = self.env["hub.week"].with_user(user or self.coordinator)
        return week.get_page(**options)

    def _find(self, page, name):
        """Exceptions found by one method."""
        prefix = f"_get_{name}_exceptions-"
        return [e for e in page["exceptions"] if e["key"].startswith(prefix)]

    def _one(self, name, user=None):
        found = self._find(self._page(user), name)
        self.assertEqual(len(found), 1, name)
        return found[0]

    def _press(self, button, user=None):
        """Do what the page's client does when the button is pressed."""
        records = self.env[button["model"]].with_user(user or self.coordinator)
        return getattr(records.browse(button["ids"]), button["method"])()

    def _opened(self, exception):
        action = exception["button"]["action"]
        return self.env[action["res_model"]].search(action["domain"])

    def _states(self, page):
        return {step["key"]: step["state"] for step in page["steps"]}


class WeekCase(WeekWorld, HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_week()

    def setUp(self):
        super().setUp()
        self.clock.move_to(MONDAY)


class TestVolunteersWeek(WeekCase):
    """Whoever runs the week without money: no button of the page is a dead end."""

    def test_every_button_at_every_stage(self):
        catalogue = self._make_catalogue(self.carrot | self.beef)
        catalogue.state = "draft"
        pressed = self._press_all("draft")
        self.assertIn("action_open", pressed)
        catalogue.with_user(self.volunteer).action_open()
        self.assertEqual(catalogue.state, "open")
        for client in (self.school_a, self.grocer):
            self._make_order(catalogue, client, {self.carrot: 10, self.beef: 1.5})
        for stage, button, step in (
            ("open", "action_close", "action_close"),
            ("closed", "action_receive_as_announced", "action_receive_all"),
            ("received", "action_deliver", "action_deliver_all"),
        ):
            self.assertIn(button, self._press_all(stage), stage)
            getattr(catalogue.with_user(self.volunteer), step)()
        self._press_all("delivered")
        self.assertEqual(set(catalogue.delivery_ids.mapped("state")), {"done"})

    def _press_all(self, stage):
        """Press what the page offers, each as if alone; names of the methods."""
        page = self._page(self.volunteer)
        rows = [*page["steps"], *page["exceptions"], page["next"] or {}]
        buttons = [row.get("button") for row in rows]
        pressed = set()
        for button in filter(None, buttons):
            if not button.get("method"):
                continue
            with (
                self.subTest(stage=stage, button=button["label"]),
                self.env.cr.savepoint() as savepoint,
            ):
                self._press(button, self.volunteer)
                pressed.add(button["method"])
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        return pressed


class TestWeekSteps(WeekCase):
    def test_page_follows_the_week_from_one_button_to_the_next(self):
        catalogue = self._make_catalogue()
        orders = self._make_order(catalogue, self.school_a, {self.carrot: 10})
        orders |= self._make_order(catalogue, self.grocer, {self.apple: 4})
        page = self._page()
        self.assertEqual(page["catalogue"]["id"], catalogue.id)
        self.assertEqual(self._states(page)["orders"], "current")
        self.assertEqual(page["next"]["key"], "cutoff")
        self.assertTrue(page["next"]["button"]["confirm"], "it asks before the hour")
        self.assertFalse(page["next"]["due"])

        self.clock.move_to(catalogue.date_close)
        cutoff = self._one("late_cutoff")
        self.assertEqual(cutoff["severity"], "danger")
        self.assertFalse(self._page()["next"], "the exception asks for it already")
        self._press(cutoff["button"])
        self.assertEqual(set(orders.mapped("state")), {"sale"})

        self.clock.move_to(catalogue.date_dropoff + timedelta(minutes=1))
        page = self._page()
        self.assertEqual(self._states(page)["dropoffs"], "blocked")
        late = self._one("late_dropoff")
        self.assertEqual(late["count"], 2)
        self._press(late["button"])
        page = self._page()
        self.assertEqual(self._states(page)["packing"], "done")
        self.assertEqual(page["next"]["key"], "rounds")

        self.clock.move_to(datetime(2026, 3, 10, 15, 0))
        page = self._page()
        self.assertTrue(page["next"]["due"])
        self._press(page["next"]["button"])
        self._press(self._one("to_invoice")["button"])
        self._press(self._one("draft_invoice")["button"])
        self.assertEqual(set(orders.invoice_ids.mapped("state")), {"posted"})
        states = self._states(self._page())
        self.assertEqual(states["invoices"], "done")
        self.assertEqual(states["settlements"], "current")

        self.clock.move_to(datetime(2026, 3, 11, 9, 0))
        self._press(self._one("settlement_due")["button"])
        self.assertFalse(self._find(self._page(), "settlement_due"))
        drafts = self._one("settlement_draft")
        self.assertEqual(drafts["count"], 2)
        self._press(drafts["button"])
        self.assertEqual(self._states(self._page())["settlements"], "done")

        self.clock.move_to(datetime(2026, 3, 13, 9, 0))
        self._press(self._one("finished_week")["button"])
        self.assertEqual(catalogue.state, "done")

    def test_nothing_to_do(self):
        self._make_catalogue()
        page = self._page()
        self.assertFalse(page["exceptions"])
        self.assertFalse(page["next"]["due"])

    def test_without_any_week(self):
        self.env["hub.catalogue"].search([]).unlink()
        page = self._page()
        self.assertFalse(page["catalogue"])
        self.assertFalse(page["next"])
        [card] = self._find(page, "no_catalogue")
        self.assertEqual(card["button"]["action"]["res_model"], "hub.catalogue")

    def test_current_week_is_the_earliest_with_work_left(self):
        first = self._make_catalogue()
        second = self._make_catalogue(now=MONDAY + timedelta(days=1))
        self.assertEqual(self._page()["catalogue"]["id"], first.id)
        first.action_close()
        self.assertEqual(self._page()["catalogue"]["id"], second.id)
        asked = self._page(catalogue_id=first.id)
        self.assertEqual(asked["catalogue"]["id"], first.id)
        self.assertEqual(len(asked["catalogues"]), 2)

    def test_volunteer_runs_the_week_without_money(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.school_a, {self.carrot: 10})
        self.clock.move_to(catalogue.date_close)
        self._press(self._one("late_cutoff", self.volunteer)["button"], self.volunteer)
        self.assertFalse(order.hub_setaside_reason)
        self.clock.move_to(datetime(2026, 3, 10, 9, 0))
        self._press(self._one("late_dropoff", self.volunteer)["button"], self.volunteer)
        self.clock.move_to(datetime(2026, 3, 11, 9, 0))
        late = self._one("late_delivery", self.volunteer)
        self._press(late["button"], self.volunteer)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertTrue(self._find(self._page(), "to_invoice"))
        page = self._page(self.volunteer)
        self.assertFalse(page["exceptions"])
        self.assertNotIn("invoices", self._states(page))
        self.assertNotIn("settlements", self._states(page))
        self.assertNotIn("€", str(page))

    def test_others_do_not_see_the_page(self):
        outsider = self._make_user("week_outsider", "base.group_user")
        portal = self._make_portal_user("week_portal", self.college)
        for user in (outsider, portal):
            with self.assertRaises(AccessError):
                self._page(user)

    def test_queries_do_not_grow_with_the_week(self):
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.school_a, {self.carrot: 1})
        catalogue.action_close()
        self._page()
        small = self._count_queries()
        for client in self.clients - self.school_a:
            goods = dict.fromkeys(self.products - self.cider, 2)
            self._make_order(catalogue, client, goods, place=False).action_confirm()
        self._count_queries()
        self.assertLessEqual(self._count_queries(), small + 2)
        self.env.flush_all()
        self.env.invalidate_all()
        # what is asked once for the page: steps, cards, their owners, what is put off
        with self.assertQueryCount(117):
            self.env["hub.week"].with_user(self.coordinator).get_page()

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["hub.week"].with_user(self.coordinator).get_page()
        return self.env.cr.sql_log_count - before


class TestWeekOwners(WeekCase):
    """Each card has an owner; what can wait is put off to a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock.move_to(MONDAY)
        cls.catalogue = cls._make_catalogue()
        cls._make_order(cls.catalogue, cls.grocer, {cls.carrot: 1}, place=False)

    def _week(self, user=None):
        return self.env["hub.week"].with_user(user or self.coordinator)

    def test_put_off_until_its_day_or_until_it_grows(self):
        card = self._one("basket")
        self.assertEqual(card["owner"]["name"], self._page()["people"][0]["name"])
        self._week().put_off(card["card"], 2)
        page = self._page()
        self.assertFalse(self._find(page, "basket"))
        [put_off] = page["put_off"]
        self.assertEqual(put_off["title"], card["title"])
        self.clock.move_to(MONDAY + timedelta(days=2))
        self.assertTrue(self._find(self._page(), "basket"))
        self._week().put_off(card["card"], 1)
        self.assertFalse(self._find(self._page(), "basket"))
        self._make_order(self.catalogue, self.college, {self.carrot: 1}, place=False)
        self.assertEqual(self._one("basket")["count"], 2, "another one: it is back")
        self._week().put_off(card["card"], 1)
        self._week().bring_back(card["card"])
        self.assertTrue(self._find(self._page(), "basket"))

    def test_what_is_urgent_cannot_wait(self):
        self.clock.move_to(self.catalogue.date_close)
        card = self._one("late_cutoff")
        with self.assertRaises(UserError):
            self._week().put_off(card["card"], 1)

    def test_refusals(self):
        card = self._one("basket")["card"]
        for days in (0, -1, 32, 1.5, "2", None):
            with self.assertRaises(UserError):
                self._week().put_off(card, days)
        with self.assertRaises(UserError):
            self._week().put_off("_get_unknown_exceptions", 1)
        outsider = self._make_user("card_outsider", "base.group_user")
        for user in (outsider, self._make_portal_user("card_portal", self.college)):
            with self.assertRaises(AccessError):
                self._week(user).put_off(card, 1)
            with self.assertRaises(AccessError):
                self._week(user).bring_back(card)
            with self.assertRaises(AccessError):
                self._week(user).give(card, user.id)
        # a volunteer neither sees it nor gets it
        with self.assertRaises(UserError):
            self._week(self.volunteer).put_off(card, 1)
        with self.assertRaises(UserError):
            self._week().give(card, self.volunteer.id)
        with self.assertRaises(UserError):
            self._week().give(card, outsider.id)

    def test_given_to_somebody(self):
        self.clock.move_to(self.catalogue.date_close)
        card = self._one("late_cutoff")
        self._week().give(card["card"], self.volunteer.id)
        owner = self._one("late_cutoff", self.volunteer)["owner"]
        self.assertEqual(owner["id"], self.volunteer.id)

    def test_whoever_has_the_week_owns_what_she_sees(self):
        self.env["hub.handover.period"].create(
            {
                "user_id": self.volunteer.id,
                "date_from": MONDAY.date(),
                "date_to": MONDAY.date() + timedelta(days=7),
            }
        )
        self.clock.move_to(self.catalogue.date_close)
        self.assertEqual(self._one("late_cutoff")["owner"]["id"], self.volunteer.id)
        self.assertNotEqual(self._one("basket")["owner"]["id"], self.volunteer.id)

    def test_task_of_a_volunteer(self):
        other = self._make_user("task_other", VOLUNTEER)
        task = self.catalogue.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=MONDAY.date(),
            summary="Wash the crates",
            user_id=self.volunteer.id,
        )
        card = self._one("task", self.volunteer)
        self.assertEqual(card["title"], "Wash the crates")
        self.assertEqual(card["owner"]["id"], self.volunteer.id)
        self.assertEqual(card["severity"], "warning")
        self.assertTrue(self._one("task"), "the coordinator sees it too")
        self.assertFalse(self._find(self._page(other), "task"))
        self._press(card["button"], self.volunteer)
        self.assertFalse(task.exists().filtered("active"))
        self.assertFalse(self._find(self._page(self.volunteer), "task"))

    def test_weight_far_from_what_was_asked(self):
        self._make_order(self.catalogue, self.restaurant, {self.beef: 4})
        self.clock.move_to(self.catalogue.date_close)
        self.catalogue.action_close()
        self.clock.move_to(self.catalogue.date_dropoff)
        self.catalogue.action_receive_all()
        line = self.catalogue.delivery_ids.move_line_ids.filtered(
            lambda one: one.product_id == self.beef
        )
        self.assertFalse(self._find(self._page(), "weight"))
        line.quantity = line.quantity * 0.7
        card = self._one("weight", self.volunteer)
        self.assertEqual(card["count"], 1)
        self._press(card["button"], self.volunteer)
        self.assertFalse(self._find(self._page(), "weight"))
        last = line.hub_weight_log_ids.sorted("id")[-1]
        self.assertEqual(last.user_id, self.volunteer)
        self.assertTrue(last.reason)


class TestWeekExceptions(WeekCase):
    def test_most_urgent_first(self):
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.grocer, {self.carrot: 1}, place=False)
        self.clock.move_to(catalogue.date_close)
        severities = [e["severity"] for e in self._page()["exceptions"]]
        rank = ["danger", "warning", "info"].index
        self.assertEqual(severities, sorted(severities, key=rank))
        self.assertEqual(severities[0], "danger")

    def test_each_exception_has_one_button(self):
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.grocer, {self.carrot: 1}, place=False)
        self.clock.move_to(catalogue.date_close)
        for exception in self._page()["exceptions"]:
            button = exception["button"]
            self.assertTrue(button["label"])
            self.assertNotEqual("method" in button, "action" in button)

    def test_mail_that_bounced_and_offer_sold_out(self):
        catalogue = self._make_catalogue(self.carrot, quantity=5.0)
        self._make_order(catalogue, self.grocer, {self.carrot: 5})
        self.grocer.phone = "02 61 91 02 24"
        message = self.env["hub.message"]._post_once(
            [
                {
                    "key": "week-page",
                    "kind": "other",
                    "partner_id": self.grocer.id,
                    "subject": "Démo",
                }
            ]
        )
        message.write({"date_sent": message.date_due, "failure_reason": "550"})
        bounced, sold_out = self._one("message"), self._one("sold_out")
        self.assertIn("02 61 91 02 24", " ".join(bounced["detail"].split()))
        self.assertEqual(bounced["button"]["ids"], message.ids)
        self.assertEqual(sold_out["button"]["ids"], catalogue.offer_ids.ids)

    def test_basket_is_placed_after_a_call(self):
        catalogue = self._make_catalogue()
        basket = self._make_order(
            catalogue, self.college, {self.carrot: 3}, place=False
        )
        card = self._one("basket")
        self.assertIn("Collège Démo (02", card["detail"])
        self.assertEqual(self._opened(card), basket)
        basket.with_user(self.coordinator).action_place_for_client()
        self.assertEqual(basket.state, "sent")
        self.assertOffersHold(catalogue)
        self.assertFalse(self._find(self._page(), "basket"))

    def test_basket_called_after_the_cutoff_is_confirmed(self):
        catalogue = self._make_catalogue()
        basket = self._make_order(
            catalogue, self.college, {self.carrot: 3}, place=False
        )
        catalogue.action_close()
        self.assertTrue(self._find(self._page(), "basket"))
        basket.with_user(self.coordinator).action_place_for_client()
        self.assertEqual(basket.state, "sale")
        self.assertEqual(catalogue.dropoff_ids.move_ids.product_uom_qty, 3.0)

    def test_client_cannot_place_in_the_hubs_name(self):
        catalogue = self._make_catalogue()
        basket = self._make_order(
            catalogue, self.college, {self.carrot: 3}, place=False
        )
        portal = self._make_portal_user("week_college", self.college)
        with self.assertRaises(AccessError):
            basket.with_user(portal).action_place_for_client()

    def test_silent_clients_are_the_usual_ones(self):
        for week in range(3):
            self.clock.move_to(MONDAY + timedelta(weeks=week))
            past = self._make_catalogue()
            self._make_order(past, self.college, {self.carrot: 1})
            self._make_order(past, self.grocer, {self.carrot: 1})
            if week == 0:
                self._make_order(past, self.restaurant, {self.carrot: 1})
            past.action_close()
        self.clock.move_to(MONDAY + timedelta(weeks=3))
        catalogue = self._make_catalogue()
        self.assertEqual(
            self._opened(self._one("silent_client")), self.college | self.grocer
        )
        self.assertEqual(self._one("silent_client")["severity"], "info")
        self._make_order(catalogue, self.grocer, {self.carrot: 1})
        self.assertEqual(self._opened(self._one("silent_client")), self.college)
        action = self.college.with_context(
            hub_catalogue_id=catalogue.id
        ).action_take_order()
        self.assertEqual(action["context"]["default_catalogue_id"], catalogue.id)

    def test_lines_and_orders_set_aside(self):
        catalogue = self._make_catalogue()
        mixed = self._make_order(
            catalogue, self.college, {self.carrot: 3, self.goat: 2}
        )
        single = self._make_order(catalogue, self.grocer, {self.goat: 1})
        self.dairy.proof_ids.rejection_reason = "Illegible"
        self.dairy.proof_ids.action_reject()
        catalogue.offer_ids._check_suspensions()
        offers = self._opened(self._one("suspended_offer"))
        self.assertEqual(offers.product_id, self.goat)
        catalogue.action_close()
        self.assertEqual(self._opened(self._one("order_set_aside")), single)
        lines = self._opened(self._one("line_set_aside"))
        self.assertEqual(lines.order_id, mixed)
        self.assertEqual(lines.product_id, self.goat)

    def test_short_delivery_says_what_is_missing(self):
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 10, self.apple: 2})
        catalogue.action_close()
        self.assertFalse(self._find(self._page(), "short_delivery"), "still expected")
        self._set_received(catalogue, self.carrot, 7.5)
        catalogue.action_receive_all()
        card = self._one("short_delivery")
        self.assertRegex(card["detail"], "2.5")
        self.assertEqual(self._opened(card).product_id, self.carrot)

    def test_client_without_a_round(self):
        self.round.stop_ids.filtered(lambda s: s.partner_id == self.college).unlink()
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 1})
        self.assertIn("Collège", self._one("client_without_round")["detail"])
        catalogue.action_close()
        self.assertTrue(self._find(self._page(), "client_without_round"))
        self.round.write(
            {"stop_ids": [fields.Command.create({"partner_id": self.college.id})]}
        )
        card = self._one("unplanned_delivery")
        self._press(card["button"])
        self.assertEqual(catalogue.delivery_ids.batch_id.round_id, self.round)
        page = self._page()
        self.assertFalse(self._find(page, "unplanned_delivery"))
        self.assertFalse(self._find(page, "client_without_round"))

    def test_delivery_forgotten_waits_for_its_dropoff(self):
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 1})
        catalogue.action_close()
        self.clock.move_to(datetime(2026, 3, 11, 9, 0))
        late = self._one("late_delivery")
        with self.assertRefused("Receive or cancel"):
            self._press(late["button"])
        self._press(self._one("late_dropoff")["button"])
        self._press(late["button"])
        self.assertFalse(self._find(self._page(), "late_delivery"))

    def test_draft_not_opened(self):
        catalogue = self._make_catalogue()
        following = catalogue.copy(
            {
                "date_open": catalogue.date_open,
                "date_close": catalogue.date_close + timedelta(days=7),
                "date_delivery": catalogue.date_delivery + timedelta(days=7),
            }
        )
        card = self._one("late_opening")
        self.assertEqual(card["button"]["action"]["res_model"], "hub.catalogue")
        self.env["hub.offer"].create(
            {"catalogue_id": following.id, "product_id": self.carrot.id}
        )
        self._press(self._one("late_opening")["button"])
        self.assertEqual(following.state, "open")

    def test_next_week_keeps_the_hour_and_is_still_to_come(self):
        # summer time begins on 29 March 2026
        with self.at(datetime(2026, 3, 23, 8, 0)):
            catalogue = self._make_catalogue()
            catalogue.action_close()
            self._press(self._one("no_catalogue")["button"])
            following = self.env["hub.catalogue"].search([], order="id desc", limit=1)
            local = catalogue._to_local
            self.assertEqual(
                local(following.date_close).hour, local(catalogue.date_close).hour
            )
            self.assertEqual(
                following.date_delivery, catalogue.date_delivery + timedelta(days=7)
            )
            self.assertEqual(len(following.offer_ids), len(catalogue.offer_ids))
        with self.at(datetime(2026, 6, 1, 8, 0)):
            catalogue.action_copy_to_next_week()
            latest = self.env["hub.catalogue"].search([], order="id desc", limit=1)
            self.assertGreater(latest.date_close, fields.Datetime.now())

    def test_proofs_pending_lapsing_and_lapsed(self):
        proofs = self.env["hub.proof"].search([("producer_id", "=", self.farm.id)])
        pending, lapsing, lapsed = proofs[:3]
        pending.action_reset()
        lapsing.date_end = date(2026, 4, 1)
        lapsed.date_end = date(2026, 2, 20)
        self.assertEqual(self._opened(self._one("proof_pending")), pending)
        self.assertEqual(self._opened(self._one("proof_lapsing")), lapsing)
        self.assertEqual(self._opened(self._one("proof_ended")), lapsed)
        steps = {step["key"]: step for step in self._page()["steps"]}
        self.assertEqual(steps["proofs"]["state"], "blocked")
        lapsed.copy({"date_start": date(2026, 2, 21), "date_end": date(2027, 2, 20)})
        lapsing.copy({"date_start": date(2026, 4, 2), "date_end": date(2027, 4, 1)})
        page = self._page()
        self.assertFalse(self._find(page, "proof_ended"), "a new one is there")
        self.assertFalse(self._find(page, "proof_lapsing"))


class TestWeekMoney(WeekCase):
    def _deliver(self, day, product=None, quantity=10):
        """A week delivered on a day, by the real steps."""
        with self.at(day - timedelta(days=7)):
            catalogue = self._make_catalogue()
            order = self._make_order(
                catalogue, self.college, {product or self.carrot: quantity}
            )
            catalogue.action_close()
        with self.at(day):
            catalogue.action_receive_all()
            catalogue.action_deliver_all()
        return order

    def test_due_periods_end_with_the_month(self):
        for day in (1, 10, 11, 20, 21, 28):
            self._deliver(datetime(2026, 2, day, 9, 0))
        self._deliver(datetime(2026, 3, 1, 9, 0))
        settlement = self.env["hub.settlement"]
        made = settlement._generate_due()
        periods = sorted(
            (s.date_from.day, s.date_to.day, s.date_to.month) for s in made
        )
        self.assertEqual(periods, [(1, 10, 2), (11, 20, 2), (21, 28, 2)])
        self.assertEqual([len(s.line_ids) for s in made], [2, 2, 2])
        self.assertFalse(settlement._generate_due(), "settled once")
        with self.at(datetime(2026, 3, 10, 22, 30)):
            self.assertFalse(settlement._generate_due(), "23:30 at the hub, the 10th")
        with self.at(datetime(2026, 3, 10, 23, 30)):
            self.assertEqual(settlement._generate_due().date_from, date(2026, 3, 1))

    def test_due_periods_follow_the_company(self):
        self.company.hub_settlement_period = "month"
        self._deliver(datetime(2026, 2, 3, 9, 0))
        self._deliver(datetime(2026, 2, 25, 9, 0))
        made = self.env["hub.settlement"]._generate_due()
        self.assertEqual(
            (made.date_from, made.date_to), (date(2026, 2, 1), date(2026, 2, 28))
        )
        self.assertEqual(len(made.line_ids), 2)

    def test_volunteer_cannot_settle(self):
        self._deliver(datetime(2026, 2, 3, 9, 0))
        with self.assertRaises(AccessError):
            self.env["hub.settlement"].with_user(self.volunteer).action_generate_due()

    def test_wizard_settles_a_period(self):
        self._deliver(datetime(2026, 2, 25, 9, 0))
        form = Form(self.env["hub.settle.period"].with_user(self.coordinator))
        self.assertEqual(
            (form.date_from, form.date_to), (date(2026, 2, 21), date(2026, 2, 28))
        )
        action = form.save().action_settle()
        settlement = self.env["hub.settlement"].search(action["domain"])
        self.assertEqual(settlement.producer_id, self.farm)
        settlement.action_post()
        with self.assertRefused("left to settle"):
            form.save().action_settle()
        form.date_from = date(2026, 3, 5)
        with self.assertRaises(UserError):
            form.save().action_settle()

    def test_producers_paid_late_or_soon(self):
        self._deliver(datetime(2026, 2, 3, 9, 0))
        settlement = self.env["hub.settlement"]._generate_due()
        settlement.action_post()
        self.assertEqual(settlement.date_due, date(2026, 3, 12))
        self.assertFalse(self._find(self._page(), "settlement_late"))
        with self.at(datetime(2026, 3, 9, 9, 0)):
            soon = self._one("settlement_late")
            self.assertEqual(soon["severity"], "warning")
        with self.at(datetime(2026, 3, 13, 9, 0)):
            late = self._one("settlement_late")
            self.assertEqual(late["severity"], "danger")
            action = self._press(late["button"])
            self.assertEqual(action["res_model"], "account.payment.register")

    def test_no_mandate_does_not_hold_up_the_others(self):
        self._deliver(datetime(2026, 2, 3, 9, 0))
        self._deliver(datetime(2026, 2, 4, 9, 0), self.goat)
        self.dairy.hub_mandate_date = False
        self._press(self._one("settlement_due")["button"])
        self.assertEqual(self._opened(self._one("settlement_mandate")), self.dairy)
        self._press(self._one("settlement_draft")["button"])
        farm = self.env["hub.settlement"].search([("producer_id", "=", self.farm.id)])
        self.assertEqual(farm.state, "posted")

    def test_difference_is_an_alarm(self):
        order = self._deliver(datetime(2026, 2, 3, 9, 0))
        order.catalogue_id.action_invoice()
        order.invoice_ids.action_post()
        settlement = self.env["hub.settlement"]._generate_due()
        self.assertFalse(self._find(self._page(), "settlement_difference"))
        line = settlement.line_ids
        line.write(
            {
                "amount_gross": line.amount_gross + 0.01,
                "amount_net": line.amount_net + 0.01,
            }
        )
        card = self._one("settlement_difference")
        self.assertEqual(card["severity"], "danger")
        self.assertEqual(self._opened(card), settlement)

    def test_clients_late_to_pay(self):
        order = self._deliver(datetime(2026, 2, 3, 9, 0))
        order.catalogue_id.action_invoice()
        order.invoice_ids.action_post()
        order.invoice_ids.invoice_date_due = date(2026, 3, 1)
        self.assertEqual(self._opened(self._one("overdue_invoice")), order.invoice_ids)


class TestOrderByPhone(WeekCase):
    def test_only_offers_can_be_chosen(self):
        catalogue = self._make_catalogue(self.carrot | self.apple)
        catalogue.offer_ids.filtered(
            lambda o: o.product_id == self.apple
        ).is_suspended = True
        order = self._make_order(catalogue, self.grocer, {self.carrot: 1}, place=False)
        domain = order._get_product_catalog_domain()
        self.assertEqual(self.env["product.product"].search(domain), self.carrot)
        catalogue.offer_ids[:1]._change_terms({"price_unit": 9.99}, "Market")
        data = order._get_product_catalog_order_data(self.carrot)
        self.assertEqual(data[self.carrot.id]["price"], 9.99)

    def test_stage_in_the_hubs_words(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.grocer, {self.carrot: 1}, place=False)
        self.assertEqual(order.hub_stage, "basket")
        order.action_place()
        self.assertEqual(order.hub_stage, "placed")
        order._set_aside("a reason")
        self.assertEqual(order.hub_stage, "set_aside")
        order.action_place()
        catalogue.action_close()
        self.assertEqual(order.hub_stage, "confirmed")
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        order.invalidate_recordset(["hub_stage"])
        self.assertEqual(order.hub_stage, "delivered")


class TestWeekTour(WeekWorld, HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_week()
        # It is about noon at the hub whenever the tests run: the week's goods are
        # sold, prepared and delivered on one day. (The sign is as in POSIX.)
        zone = f"Etc/GMT{datetime.now(timezone.utc).hour - 12:+d}".replace("+0", "")
        cls.env.company.partner_id.tz = zone
        cls.coordinator.write({"password": "week_coordinator", "tz": zone})
        cls._add_tour("week_tour")

    def test_coordinator_runs_the_week_from_the_page(self):
        now = fields.Datetime.now()
        today = self.env["hub.catalogue"]._to_local(now).date()
        self.round.weekday = str(today.weekday())
        catalogue = self._make_catalogue()
        catalogue.date_close = now + timedelta(seconds=1800)
        catalogue.date_delivery = today
        catalogue.date_dropoff = now + timedelta(hours=1)
        orders = self._make_order(catalogue, self.school_a, {self.carrot: 5})
        orders |= self._make_order(catalogue, self.grocer, {self.apple: 2})
        self.start_tour(
            "/odoo/this-week", "hub_week_tour", login="week_coordinator", timeout=120
        )
        self.env.invalidate_all()
        self.assertEqual(set(orders.picking_ids.mapped("state")), {"done"})
        self.assertEqual(set(orders.invoice_ids.mapped("state")), {"posted"})
