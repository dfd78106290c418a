"""The catalogue runs by itself: drafts, opening, messages, cut-off, once each."""

from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.fields import Command

from .common import MONDAY, HubCase, HubHttpCase
from .test_portal_client import PortalWorld


class CycleWorld:
    """A schedule: opens on Wednesday 8:00, closes on Friday 12:00, Tuesday's round."""

    @classmethod
    def _build_hub(cls):
        super()._build_hub()
        cls.env["hub.schedule"].search([]).active = False
        cls.env["hub.catalogue"].search([]).state = "done"
        for client in cls.clients:
            client.email = f"client{client.id}@example.org"
        cls.schedule = cls._make_schedule("Tuesday", cls.round)

    @classmethod
    def _make_schedule(cls, name, rounds, **values):
        return cls.env["hub.schedule"].create(
            {
                "name": name,
                "weekday_open": "2",
                "hour_open": 8.0,
                "weekday_close": "4",
                "hour_close": 12.0,
                "round_ids": [Command.set(rounds.ids)],
                **values,
            }
        )

    def _first(self, schedule=None):
        """The first of four drafts, each with 100 of every product."""
        drafts = (schedule or self.schedule)._keep_drafts()
        drafts.offer_ids.write({"quantity_offered": 100.0})
        return drafts[:1]

    def _run(self):
        cron = self.env.ref("milperche_hub.cron_catalogue_due_steps")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _local(self, *args):
        moment = datetime(*args)
        return self.env["hub.catalogue"]._localize(
            moment.date(), moment.hour + moment.minute / 60
        )

    def _get_messages(self, kind, catalogue=None):
        domain = [("kind", "=", kind)]
        if catalogue:
            domain.append(("hub_step_id.catalogue_id", "=", catalogue.id))
        return self.env["hub.message"].search(domain)

    def _get_done(self, catalogue):
        done = catalogue.step_ids.filtered("date_done").sorted("sequence")
        return done.mapped("kind")


class TestCalendar(HubCase):
    def test_closings_of_the_hub_and_of_clients(self):
        holidays = self.env["hub.holiday"]
        holidays.create(
            [
                {
                    "name": "August",
                    "date_start": date(2026, 8, 10),
                    "date_end": date(2026, 8, 16),
                },
                {
                    "name": "Winter",
                    "kind": "school",
                    "zone": "B",
                    "date_start": date(2026, 2, 14),
                    "date_end": date(2026, 3, 1),
                },
                {
                    "name": "Works",
                    "partner_id": self.restaurant.id,
                    "date_start": date(2026, 2, 24),
                    "date_end": date(2026, 2, 24),
                },
            ]
        )
        self.assertEqual(
            holidays._get_working_day(date(2026, 8, 11)), date(2026, 8, 17)
        )
        self.assertEqual(holidays._get_working_day(date(2026, 5, 1)), date(2026, 5, 2))
        closed = self.clients._get_hub_closings(date(2026, 2, 24))
        self.assertEqual(
            set(closed), {self.school_a, self.school_b, self.college, self.restaurant}
        )
        self.college.hub_school_zone = "C"
        self.school_a.hub_closes_in_holidays = False
        closed = self.clients._get_hub_closings(date(2026, 2, 24))
        self.assertEqual(set(closed), {self.school_b, self.restaurant})

    def test_a_round_on_a_public_holiday_runs_the_next_day(self):
        self.round.weekday = "3"  # Thursday 14 May 2026 is Ascension
        day, hour = self.env["hub.round"]._get_passage(self.college, date(2026, 5, 12))
        self.assertEqual((day, hour), (date(2026, 5, 15), 8.0))
        with self.at(datetime(2026, 5, 8, 8)):
            catalogue = self._make_catalogue()
            catalogue.date_delivery = date(2026, 5, 14)
            order = self._make_order(catalogue, self.college, {self.carrot: 5})
            catalogue.action_close()
        self.assertEqual(order.picking_ids.batch_id.round_id, self.round)
        self.assertEqual(order.picking_ids._get_delivery_day(), date(2026, 5, 15))


class TestDrafts(CycleWorld, HubCase):
    def test_the_next_four_weeks_are_drafts(self):
        drafts = self.schedule._keep_drafts()
        self.assertEqual(drafts.mapped("state"), ["draft"] * 4)
        self.assertEqual(
            drafts.mapped("date_delivery"),
            [date(2026, 3, 10) + timedelta(weeks=n) for n in range(4)],
        )
        self.assertEqual(drafts[0].date_open, self._local(2026, 3, 4, 8))
        self.assertEqual(drafts[0].date_close, self._local(2026, 3, 6, 12))
        self.assertEqual(drafts[0].date_dropoff, self._local(2026, 3, 9, 14))
        offers = drafts.offer_ids
        self.assertEqual(len(offers), 4 * len(self.products))
        self.assertEqual(self.schedule._keep_drafts(), drafts, "again: nothing new")
        self.assertEqual(drafts.offer_ids, offers)

    def test_hours_stay_when_clocks_change(self):
        drafts = self.schedule._keep_drafts()
        # Summer time begins on 29 March 2026.
        winter, summer = drafts[2], drafts[3]
        self.assertEqual(winter.date_open, datetime(2026, 3, 18, 7))
        self.assertEqual(summer.date_open, datetime(2026, 3, 25, 7))
        self.assertEqual(summer.date_close, datetime(2026, 3, 27, 11))
        self.assertEqual(summer.date_dropoff, datetime(2026, 3, 30, 12))
        with self.at(datetime(2026, 3, 26, 9)):
            after = self.schedule._keep_drafts()[0]
        self.assertEqual(after.date_open, datetime(2026, 4, 1, 6))
        self.assertEqual(after.date_close, datetime(2026, 4, 3, 10))

    def test_a_cancelled_week_does_not_come_back(self):
        drafts = self.schedule._keep_drafts()
        drafts[1].action_cancel()
        again = self.schedule._keep_drafts()
        self.assertEqual(again, drafts - drafts[1])

    def test_a_week_in_which_the_hub_is_closed_has_no_catalogue(self):
        self.env["hub.holiday"].create(
            {
                "name": "Closed",
                "date_start": date(2026, 3, 16),
                "date_end": date(2026, 3, 20),
            }
        )
        days = self.schedule._keep_drafts().mapped("date_delivery")
        self.assertNotIn(date(2026, 3, 17), days)
        self.assertEqual(len(days), 4)

    def test_a_public_holiday_moves_the_delivery(self):
        self.round.weekday = "0"  # Easter Monday: 6 April 2026
        with self.at(datetime(2026, 3, 30, 8)):
            draft = self.schedule._keep_drafts()[0]
        self.assertEqual(draft.date_delivery, date(2026, 4, 7))

    def test_a_catalogue_made_by_hand_is_taken_up(self):
        by_hand = self.env["hub.catalogue"].create(
            {
                "date_open": self._local(2026, 3, 4, 9),
                "date_close": self._local(2026, 3, 6, 10),
                "date_delivery": date(2026, 3, 10),
            }
        )
        drafts = self.schedule._keep_drafts()
        self.assertIn(by_hand, drafts)
        self.assertEqual(len(drafts), 4)

    def test_what_changed_since_last_week(self):
        self._first()
        with self.at(datetime(2026, 3, 4, 9)):
            self._run()
        self.carrot.list_price = 2.0
        self.beef.season_month_ids = self.env["hub.month"].search([("number", "=", 7)])
        self.cider.sale_ok = False
        draft = self.env["hub.catalogue"].search(
            [("schedule_id", "=", self.schedule.id), ("state", "=", "draft")],
            order="date_open",
            limit=1,
        )
        with self.at(datetime(2026, 3, 5, 9)):
            turnip = self._make_product(
                "Navet démo", self.farm, "vegetable", 1.9, self.carrot.uom_id
            )
            self.env.cr.execute(
                "UPDATE product_product SET create_date = %s WHERE id = %s",
                [self.env.cr.now() + timedelta(days=1), turnip.id],
            )
            turnip.invalidate_recordset(["create_date"])
            action = draft.action_review()
        review = self.env["hub.catalogue.review"].browse(action["res_id"])
        found = {line.product_id: line for line in review.line_ids}
        self.assertEqual(
            {product: line.kind for product, line in found.items()},
            {
                self.carrot: "price",
                self.beef: "season",
                self.cider: "withdrawn",
                turnip: "new",
            },
        )
        self.assertAlmostEqual(found[self.carrot].change_percent, 17.6, 1)
        # as last week, and it stays so when the draft is refreshed
        for product in (self.carrot, self.beef, turnip):
            found[product].action_undo()
        draft._refresh_draft()
        offers = {o.product_id: o for o in draft.offer_ids}
        self.assertEqual(offers[self.carrot].price_unit, 1.7)
        self.assertIn(self.beef, offers)
        self.assertNotIn(turnip, offers)
        review.action_approve()
        self.assertTrue(draft.date_approved)
        self.leek.list_price = 9.0
        draft._refresh_draft()
        self.assertEqual(offers[self.leek].price_unit, 2.35, "approved: frozen")

    def test_a_missing_proof_is_shown_and_cannot_be_undone(self):
        draft = self._first()
        following = self.schedule._keep_drafts()[1]
        self.dairy.proof_ids.write({"state": "rejected", "rejection_reason": "x"})
        review = self.env["hub.catalogue.review"].browse(
            following.action_review()["res_id"]
        )
        lines = review.line_ids.filtered(lambda x: x.kind == "proof")
        self.assertEqual(lines.product_id, self.goat | self.yogurt)
        self.assertNotIn(self.goat, following.offer_ids.product_id)
        self.assertIn(self.goat, draft.offer_ids.product_id)
        with self.assertRefused("cannot be offered"):
            lines[0].action_undo()

    def test_quantities_repeated_or_empty(self):
        self._first()
        with self.at(datetime(2026, 3, 5, 9)):
            last = self.schedule._keep_drafts()[-1]
        self.assertEqual(set(last.offer_ids.mapped("quantity_offered")), {100.0})
        self.schedule.quantity_rule = "empty"
        with self.at(datetime(2026, 3, 12, 9)):
            last = self.schedule._keep_drafts()[-1]
        self.assertEqual(len(last.offer_ids), len(self.products))
        self.assertEqual(set(last.offer_ids.mapped("quantity_offered")), {0.0})


class TestSteps(CycleWorld, HubCase):
    def test_a_week_by_itself(self):
        catalogue = self._first()
        with self.at(datetime(2026, 3, 4, 7, 1)):
            self._run()
        self.assertEqual(catalogue.state, "open")
        sheets = self._get_messages("fresh_sheet", catalogue)
        self.assertEqual(sheets.partner_id, self.clients)
        self.assertIn("/my/link/", sheets[0].body)
        self.assertNotIn("1.70", str(sheets[0].body))
        with self.at(datetime(2026, 3, 5, 9)):
            placed = self._make_order(catalogue, self.college, {self.carrot: 5})
            basket = self._make_order(
                catalogue, self.grocer, {self.carrot: 2}, place=False
            )
            self._run()
        self.assertEqual(self._get_messages("recap").partner_id, self.college)
        with self.at(datetime(2026, 3, 6, 9, 5)):
            self._run()
        self.assertEqual(
            self._get_messages("basket", catalogue).partner_id, self.grocer
        )
        with self.at(datetime(2026, 3, 6, 11, 0, 30)):
            self._run()
            self.assertEqual(catalogue.state, "open", "the minute of grace")
        with self.at(datetime(2026, 3, 6, 11, 1)):
            self._run()
            self._run()
        self.assertEqual(catalogue.state, "closed")
        self.assertEqual(placed.state, "sale")
        self.assertEqual(basket.state, "draft")
        self.assertEqual(
            self._get_messages("confirmation", catalogue).partner_id, self.college
        )
        self.assertEqual(
            self._get_done(catalogue),
            ["open", "announce", "remind", "basket", "close", "confirm", "producers"],
        )
        before = self.env["hub.message"].search_count([])
        with self.at(datetime(2026, 3, 6, 12)):
            self._run()
        self.assertEqual(self.env["hub.message"].search_count([]), before)

    def test_producers_are_told(self):
        catalogue = self._first()
        with self.at(datetime(2026, 3, 4, 7, 1)):
            self._run()
            self._make_order(catalogue, self.college, {self.carrot: 5, self.goat: 1})
        with self.at(datetime(2026, 3, 6, 11, 2)):
            self._run()
        told = self._get_messages("producer_order")
        self.assertEqual(told.partner_id, self.producers)

    def test_silent_usual_clients_are_reminded_once(self):
        for week in (2, 1):
            with self.at(MONDAY - timedelta(weeks=week)):
                past = self._make_catalogue()
                for client in (self.college, self.restaurant):
                    self._make_order(past, client, {self.carrot: 1})
                past.action_close()
        catalogue = self._first()
        with self.at(datetime(2026, 3, 4, 8)):
            self._run()
            self._make_order(catalogue, self.college, {self.carrot: 5})
        with self.at(datetime(2026, 3, 5, 11, 30)):
            self._run()
            self._run()
        reminded = self._get_messages("reminder", catalogue)
        self.assertEqual(reminded.partner_id, self.restaurant)

    def test_a_worker_down_48_hours(self):
        """It opened, then nothing ran from Wednesday to Friday 13:00."""
        catalogue = self._first()
        with self.at(datetime(2026, 3, 4, 7, 1)):
            self._run()
            self._make_order(catalogue, self.college, {self.carrot: 5})
        with self.at(datetime(2026, 3, 6, 12)):
            self._run()
            order = catalogue.step_ids.filtered("date_done").sorted("sequence")
            self._run()
        self.assertEqual(catalogue.state, "closed")
        self.assertEqual(
            order.mapped("kind"), ["open", "announce", "close", "confirm", "producers"]
        )
        late = catalogue.step_ids.filtered("is_skipped").mapped("kind")
        self.assertEqual(sorted(late), ["basket", "remind"])
        self.assertEqual(len(self._get_messages("confirmation", catalogue)), 1)

    def test_down_48_hours_while_open_does_every_step_once_in_order(self):
        self.schedule.weekday_close = "0"  # cut-off on Monday
        catalogue = self._first()
        with self.at(datetime(2026, 3, 6, 9)):
            self._run()
            self._run()
        self.assertEqual(self._get_done(catalogue), ["open", "announce"])
        self.assertEqual(
            len(self._get_messages("fresh_sheet", catalogue)), len(self.clients)
        )

    def test_never_at_night(self):
        self.schedule.hour_open = 5.0
        self._first()
        with self.at(datetime(2026, 3, 4, 4, 30)):
            self._run()
            self.env["hub.message"]._cron_send_due()
        sheets = self._get_messages("fresh_sheet")
        self.assertTrue(sheets)
        self.assertFalse(any(sheets.mapped("date_sent")))
        with self.at(datetime(2026, 3, 4, 6, 30)):
            with self.enter_registry_test_mode():
                self.env.ref(
                    "milperche_hub.hub_message_cron_send_due"
                ).method_direct_trigger()
        self.assertTrue(all(sheets.mapped("date_sent")))

    def test_stale_invitations_do_not_leave_after_the_cutoff(self):
        catalogue = self._first()
        with self.at(datetime(2026, 3, 4, 7, 1)):
            self._run()
            catalogue.action_close()
        sheets = self._get_messages("fresh_sheet", catalogue)
        self.assertEqual(set(sheets.mapped("state")), {"cancelled"})

    def test_two_catalogues_open_at_once(self):
        friday = self.env["hub.round"].create(
            {
                "name": "Friday round",
                "weekday": "4",
                "stop_ids": [Command.create({"partner_id": self.grocer.id})],
            }
        )
        other = self._make_schedule(
            "Friday", friday, weekday_close="3", hour_close=10.0
        )
        first, second = self._first(), self._first(other)
        self.assertEqual(second.date_delivery, date(2026, 3, 6))
        with self.at(datetime(2026, 3, 4, 8)):
            self._run()
            self.assertTrue(first.is_accepting and second.is_accepting)
            portal = self.env["hub.catalogue"]._get_portal_catalogues()
            self.assertEqual(portal, second | first)
            one = self._make_order(first, self.grocer, {self.carrot: 5})
            two = self._make_order(second, self.grocer, {self.carrot: 5})
        with self.at(datetime(2026, 3, 5, 9, 2)):
            self._run()
        self.assertEqual((two.state, one.state), ("sale", "sent"))
        self.assertEqual(two.commitment_date.date(), date(2026, 3, 6))
        self.assertEqual(one.commitment_date.date(), date(2026, 3, 10))
        sheets = self._get_messages("fresh_sheet", second)
        self.assertEqual(sheets.partner_id, self.grocer)

    def test_canteens_closed_that_day_are_not_invited(self):
        self.env["hub.holiday"].create(
            {
                "name": "Spring",
                "kind": "school",
                "zone": "B",
                "date_start": date(2026, 3, 7),
                "date_end": date(2026, 3, 22),
            }
        )
        catalogue = self._first()
        with self.at(datetime(2026, 3, 4, 8)):
            self._run()
        sheets = self._get_messages("fresh_sheet", catalogue)
        self.assertEqual(sheets.partner_id, self.restaurant | self.grocer)

    def test_it_waits_for_an_approval_when_told_so(self):
        self.schedule.needs_approval = True
        catalogue = self._first()
        with self.at(datetime(2026, 3, 4, 8)):
            self._run()
            self.assertEqual(catalogue.state, "draft")
            catalogue._approve()
            self._run()
            self.assertEqual(catalogue.state, "open")

    def test_one_bad_catalogue_does_not_stop_the_others(self):
        empty = self.env["hub.catalogue"].create(
            {
                "date_open": self._local(2026, 3, 4, 7),
                "date_close": self._local(2026, 3, 6, 12),
                "date_delivery": date(2026, 3, 11),
            }
        )
        catalogue = self._first()
        with self.at(datetime(2026, 3, 4, 8)):
            self._run()
        self.assertEqual((empty.state, catalogue.state), ("draft", "open"))

    def test_steps_are_read_not_written_by_volunteers(self):
        volunteer = self._make_user("t_cycle_vol", "milperche_hub.group_volunteer")
        steps = self._first().step_ids.with_user(volunteer)
        self.assertTrue(steps.mapped("kind"))
        self.assertFalse(steps.has_access("write"))


class TestCutoffSecond(CycleWorld, HubCase):
    """A client presses in the second of the cut-off."""

    def setUp(self):
        super().setUp()
        self.catalogue = self._first()
        self.carrots = self.catalogue.offer_ids.filtered(
            lambda o: o.product_id == self.carrot
        )
        with self.at(datetime(2026, 3, 4, 8)):
            self._run()

    def _open_basket(self, client):
        order = self.env["sale.order"]._get_portal_order(self.catalogue, client)
        order._set_portal_quantities({str(self.carrots.id): 5})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = %s WHERE id = %s",
            [fields.Datetime.now(), order.id],
        )
        order.invalidate_recordset(["create_date"])
        return order

    def test_a_basket_begun_in_time_has_a_minute(self):
        with self.at(datetime(2026, 3, 6, 10, 59)):
            order = self._open_basket(self.college)
        with self.at(datetime(2026, 3, 6, 11, 0, 59)):
            self._run()
            self.assertEqual(order._place_from_portal(), {})
        with self.at(datetime(2026, 3, 6, 11, 1)):
            self._run()
        self.assertEqual(order.state, "sale")

    def test_then_a_clear_message(self):
        with self.at(datetime(2026, 3, 6, 10, 59)):
            order = self._open_basket(self.college)
        with self.at(datetime(2026, 3, 6, 11, 1)):
            with self.assertRefused("closed on"):
                order._place_from_portal()
            with self.assertRefused("closed on"):
                order._set_portal_quantities({str(self.carrots.id): 7})
        self.assertEqual(order.state, "draft")

    def test_no_new_basket_in_that_minute(self):
        with self.at(datetime(2026, 3, 6, 11, 0, 5)):
            with self.assertRefused("closed on"):
                self._open_basket(self.restaurant)

    def test_cut_off_by_hand_ends_it_at_once(self):
        with self.at(datetime(2026, 3, 6, 10, 59)):
            order = self._open_basket(self.college)
            self.catalogue.action_close()
            with self.assertRefused("closed on"):
                order._place_from_portal()


class TestEarlierCutoff(CycleWorld, HubCase):
    """Meat seven days ahead, bread two: single lines of the one order lock."""

    def setUp(self):
        super().setUp()
        self.dairy.hub_cutoff_days = 5  # Thursday 5 March, 12:00
        self.beef.product_tmpl_id.hub_cutoff_days = 6  # Wednesday 4 March, 12:00
        self.catalogue = self._first()
        self.offer = {o.product_id: o for o in self.catalogue.offer_ids}
        with self.at(datetime(2026, 3, 4, 8)):
            self._run()
            self.order = self.env["sale.order"]._get_portal_order(
                self.catalogue, self.college
            )
            self._set({self.beef: 8, self.goat: 4, self.carrot: 10})
            self.order._place_from_portal()

    def _set(self, quantities):
        return self.order._set_portal_quantities(
            {str(self.offer[p].id): quantity for p, quantity in quantities.items()}
        )

    def _get_quantities(self):
        return {line.product_id: line.product_uom_qty for line in self.order.order_line}

    def test_when_orders_end(self):
        self.assertEqual(self.offer[self.beef].date_lock, datetime(2026, 3, 4, 11))
        self.assertEqual(self.offer[self.goat].date_lock, datetime(2026, 3, 5, 11))
        self.assertFalse(self.offer[self.carrot].date_lock)

    def test_the_line_locks_and_the_rest_goes_on(self):
        with self.at(datetime(2026, 3, 4, 11, 30)):
            refused = self._set({self.beef: 2, self.goat: 6, self.carrot: 12})
            self.assertEqual(list(refused), [self.offer[self.beef].id])
            self.assertIn("orders ended on", refused[self.offer[self.beef].id])
            self.assertFalse(self.order._place_from_portal(), "placed again")
            with self.assertRefused("at work"):
                self.order._withdraw_from_portal()
        self.assertEqual(
            self._get_quantities(), {self.beef: 8, self.goat: 6, self.carrot: 12}
        )
        self.assertOffersHold(self.catalogue)

    def test_a_basket_not_placed_cannot_take_what_is_locked(self):
        with self.at(datetime(2026, 3, 4, 10)):
            basket = self.env["sale.order"]._get_portal_order(
                self.catalogue, self.grocer
            )
            basket._set_portal_quantities({str(self.offer[self.beef].id): 3})
        with self.at(datetime(2026, 3, 4, 11, 30)):
            refused = basket._place_from_portal()
            self.assertEqual(list(refused), [self.offer[self.beef].id])
            basket._set_portal_quantities({str(self.offer[self.beef].id): 0})
            self.assertFalse(basket.order_line)

    def test_the_producer_is_asked_then_and_once(self):
        with self.at(datetime(2026, 3, 4, 11, 5)):
            self._run()
            self._run()
        dropoff = self.catalogue.dropoff_ids
        self.assertEqual(dropoff.partner_id, self.farm)
        self.assertEqual(dropoff.move_ids.product_id, self.beef)
        self.assertEqual(dropoff.move_ids.product_uom_qty, 8)
        self.assertEqual(self._get_messages("producer_order").partner_id, self.farm)
        with self.at(datetime(2026, 3, 6, 11, 2)):
            self._run()
        asked = {
            move.product_id: move.product_uom_qty
            for move in self.catalogue.dropoff_ids.move_ids
        }
        self.assertEqual(asked, {self.beef: 8, self.goat: 4, self.carrot: 10})

    def test_a_worker_that_missed_the_lock_changes_nothing(self):
        with self.at(datetime(2026, 3, 6, 12)):
            self._run()
        asked = {
            move.product_id: move.product_uom_qty
            for move in self.catalogue.dropoff_ids.move_ids
        }
        self.assertEqual(asked, {self.beef: 8, self.goat: 4, self.carrot: 10})

    def test_bad_days_are_refused(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.dairy.hub_cutoff_days = -1
            self.env.flush_all()


class TestCycleTour(CycleWorld, PortalWorld, HubHttpCase):
    def test_what_changed_is_approved_from_the_week_page(self):
        self._add_tour("cycle_tour")
        coordinator = self._make_user(
            "t_cycle_tour",
            "milperche_hub.group_coordinator",
            password="t_cycle_tour",
            lang="en_US",
        )
        self._make_catalogue()
        draft = self.schedule._keep_drafts()[:1]
        self.carrot.list_price = 2.0
        self.leek.list_price = 3.0
        self.schedule._keep_drafts()
        self.start_tour(
            "/odoo/this-week", "hub_cycle_tour", login=coordinator.login, timeout=120
        )
        self.env.invalidate_all()
        self.assertEqual(draft.approved_by_id, coordinator)
        prices = {o.product_id: o.price_unit for o in draft.offer_ids}
        self.assertEqual((prices[self.carrot], prices[self.leek]), (2.0, 2.35))
