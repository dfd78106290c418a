"""Limits per client, minimums asked and enforced, hours and holidays of clients."""

from datetime import date, timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tools import mute_logger

from .common import HubCase, HubHttpCase
from .test_import import ImportCase
from .test_portal_client import PortalWorld
from .test_producer_order import SupplyCase
from .test_rounds import RoundCase


class TestClientLimits(PortalWorld, HubCase):
    """The least and the most one client may order of an offer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carrot.product_tmpl_id.write(
            {"hub_client_minimum": 5, "hub_client_maximum": 20}
        )
        cls.catalogue = cls._make_catalogue()
        cls.offer = cls.catalogue.offer_ids.filtered(
            lambda o: o.product_id == cls.carrot
        )

    def _order(self, client=None):
        Order = self.env["sale.order"].with_context(lang="en_US")
        return Order._get_portal_order(self.catalogue, client or self.grocer)

    def test_the_offer_starts_with_the_product_s(self):
        self.assertEqual(self.offer.client_minimum, 5)
        self.assertEqual(self.offer.client_maximum, 20)
        self.offer.client_maximum = 30
        values = self.offer._prepare_next_offer_vals(self.catalogue)
        self.assertEqual(values["client_maximum"], 30)

    def test_too_little_and_too_much_are_refused_in_words(self):
        order = self._order()
        for wanted, words in ((4, "at least 5 kg, or nothing"), (21, "at most 20 kg")):
            refused = order._set_portal_quantities({str(self.offer.id): wanted})
            self.assertIn(words, refused[self.offer.id])
            self.assertFalse(order.order_line)
        for wanted in (5, 20, 0):
            key = str(self.offer.id)
            self.assertFalse(order._set_portal_quantities({key: wanted}))

    def test_no_page_sells_more_than_the_limit(self):
        order = self._order()
        order.order_line.create(
            {
                "order_id": order.id,
                "product_id": self.carrot.id,
                "product_uom_qty": 25,
            }
        )
        self.assertIn("at most 20", order._place_from_portal()[self.offer.id])
        order.order_line.product_uom_qty = 3
        self.assertIn("at least 5", order._place_from_portal()[self.offer.id])
        self.assertFalse(order.hub_date_placed)
        self.assertEqual(self.offer.quantity_taken, 0)

    def test_what_was_granted_is_not_taken_back(self):
        order = self._order()
        order._set_portal_quantities({str(self.offer.id): 20})
        self.assertFalse(order._place_from_portal())
        self.offer.client_maximum = 10
        self.assertFalse(order._get_portal_shortages())
        self.assertFalse(order._set_portal_quantities({str(self.offer.id): 15}))
        self.assertEqual(order.order_line.product_uom_qty, 15, "less is always granted")

    def test_staff_decides_otherwise(self):
        order = self._order().with_context(hub_for_client=True)
        self.assertFalse(order._set_portal_quantities({str(self.offer.id): 60}))
        order.action_place()
        self.assertEqual(self.offer.quantity_taken, 60)

    def test_the_row_says_so(self):
        families = self.catalogue._get_portal_families(self.grocer, self._order())
        (row,) = (
            row
            for family in families
            for row in family["offers"]
            if row["id"] == self.offer.id
        )
        self.assertEqual((row["least"], row["most"]), (5, 20))
        self.assertEqual(row["available"], 20)
        self.assertIn("100", row["available_text"])

    def test_a_label_that_counts_is_marked(self):
        label = self.env.ref("milperche_hub.label_bio")
        self.env["hub.proof"].create(
            {
                "criterion_id": label.id,
                "producer_id": self.farm.id,
                "product_tmpl_id": label.scope == "product"
                and self.carrot.product_tmpl_id.id,
                "date_start": date(2025, 1, 1),
                "date_end": date(2027, 12, 31),
                "state": "valid",
            }
        )
        order = self._order()
        rows = [
            row
            for family in self.catalogue._get_portal_families(self.grocer, order)
            for row in family["offers"]
        ]
        marked = {row["id"] for row in rows if row["egalim"]}
        of_farm = self.catalogue.offer_ids.filtered(
            lambda o: o.producer_id == self.farm
        )
        self.assertTrue(marked)
        self.assertLessEqual(marked, set(of_farm.ids))

    def test_nonsense(self):
        for vals in (
            {"client_minimum": -1},
            {"client_minimum": 9, "client_maximum": 8},
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.offer.write(vals)
                self.offer.flush_recordset()


class TestToTheMinimum(PortalWorld, HubHttpCase):
    def test_the_page_knows_the_minimum(self):
        self.company.hub_order_minimum = 80.0
        self._make_portal_user("t_minimum", self.grocer)
        self._make_catalogue()
        self.authenticate("t_minimum", "t_minimum")
        page = self.url_open("/my/catalogue").text
        self.assertIn('data-minimum="80.0"', page)


class TestMinimumDecisions(HubCase):
    """Below a minimum: ask for more, or do without, and tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clients.write({"email": "cuisine@example.org", "lang": "en_US"})
        cls.company.hub_order_minimum = 50.0
        cls.dairy.hub_dropoff_minimum = 100.0
        cls.catalogue = cls._make_catalogue()
        cls.small = cls._make_order(
            cls.catalogue, cls.college, {cls.carrot: 10, cls.goat: 1}
        )
        cls.large = cls._make_order(
            cls.catalogue, cls.grocer, {cls.beef: 10, cls.goat: 4}
        )
        cls.catalogue.action_close()

    def _minimum(self, kind):
        return self.catalogue.minimum_ids.filtered(lambda m: m.kind == kind)

    def _told(self):
        return self.env["hub.message"].search([("kind", "=", "minimum")])

    def test_clients_are_asked_for_more_once(self):
        minimum = self._minimum("producer")
        minimum.action_ask()
        minimum.action_ask()
        self.assertEqual(self._told().partner_id, self.college | self.grocer)
        self.assertEqual(len(self._told()), 2)
        self.assertIn(self.dairy.name, self._told()[0].body)
        self.assertEqual(minimum.state, "todo")

    def test_a_client_s_order_is_cancelled_and_it_reads_so(self):
        self._minimum("client").action_drop()
        self.assertEqual(self.small.state, "cancel")
        self.assertEqual(self._told().partner_id, self.college)
        self.assertIn("is cancelled", self._told().body)
        self.assertOffersHold(self.catalogue)

    def test_what_was_decided_stays_so(self):
        minimum = self._minimum("client")
        minimum.action_accept()
        minimum.action_drop()
        self.assertEqual(minimum.state, "accepted")
        self.assertEqual(self.small.state, "sale")
        other = self._minimum("producer")
        other.action_drop()
        other.action_accept()
        self.assertEqual(other.state, "dropped")

    def test_a_producer_s_goods_leave_all_orders(self):
        self._minimum("producer").action_drop()
        goats = (self.small | self.large).order_line.filtered(
            lambda line: line.product_id == self.goat
        )
        self.assertEqual(set(goats.mapped("product_uom_qty")), {0.0})
        self.assertEqual(set((self.small | self.large).mapped("state")), {"sale"})
        told = self.env["hub.message"].search([("kind", "=", "shortage")])
        self.assertEqual(told.partner_id, self.college | self.grocer)
        dropoffs = self.catalogue.dropoff_ids.filtered(
            lambda p: p.owner_id == self.dairy and p.state != "cancel"
        )
        self.assertFalse(sum(dropoffs.move_ids.mapped("product_uom_qty")))
        self.assertOffersHold(self.catalogue)


class TestChase(SupplyCase):
    """A producer who does not answer is reminded once, then called."""

    def test_once_for_each_version(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 20})
        self.catalogue.action_close()
        Producers = self.env["hub.producer.order"]
        self.assertFalse(Producers._chase())
        with self.at(fields.Datetime.now() + timedelta(hours=4)):
            self.assertEqual(Producers._chase().partner_id, self.farm)
            self.assertFalse(Producers._chase())
            self.assertIn("20 kg", self._told(self.farm, "producer_chase").body)
            order.order_line.product_uom_qty = 25
            self.catalogue._plan_goods(order)
            self.assertFalse(Producers._chase())
        with self.at(fields.Datetime.now() + timedelta(hours=9)):
            self.assertEqual(len(Producers._chase()), 1)
            self._orders(self.farm).action_accept()
            self.assertFalse(Producers._chase())


class TestWindows(RoundCase):
    def test_the_client_s_hours_warn_before_leaving(self):
        self.grocer.write({"hub_window_from": 6.0, "hub_window_to": 8.1})
        run, _orders = self._make_run()
        stop = run.hub_run_stop_ids.filtered(lambda s: s.partner_id == self.grocer)
        self.assertEqual((stop.window_start, stop.window_end), (6.0, 8.1))
        self.assertTrue(stop.is_late)
        self.assertTrue(any(self.grocer.name in text for text in run._get_warnings()))
        cards = self.env["hub.week"]._get_run_warning_exceptions(
            run.picking_ids.catalogue_id
        )
        self.assertIn(self.grocer.name, cards[0]["detail"])

    def test_the_stop_s_own_hours_come_first(self):
        self.grocer.hub_window_to = 8.1
        usual = self.round.stop_ids.filtered(lambda s: s.partner_id == self.grocer)
        usual.window_end = 12.0
        run, _orders = self._make_run()
        stop = run.hub_run_stop_ids.filtered(lambda s: s.partner_id == self.grocer)
        self.assertEqual(stop.window_end, 12.0)


class TestSchoolHolidays(ImportCase):
    HEAD = (
        "Description;Population;Date de début;Date de fin;Académies;Zones;"
        "annee_scolaire\n"
    )

    def test_the_ministry_s_file(self):
        text = self.HEAD + (
            "Vacances d'Hiver;-;2031-02-14T23:00:00+00:00;"
            "2031-03-02T23:00:00+00:00;Caen;Zone B;2030-2031\n"
            "Vacances d'Hiver;-;2031-02-14T23:00:00+00:00;"
            "2031-03-02T23:00:00+00:00;Rouen;Zone B;2030-2031\n"
            "Vacances d'Hiver;-;2031-02-07;2031-02-24;Paris;Zone C;2030-2031\n"
            "Vacances de Carnaval;-;2031-02-14;2031-02-26;Guyane;Guyane;2030-2031\n"
            "Prérentrée;Enseignants;2030-08-30;2030-08-31;Caen;Zone B;2030-2031\n"
            "Début des Vacances d'Été;-;2031-07-05;;Caen;Zone B;2030-2031\n"
        )
        holidays = self._import("hub.import.holiday", text)
        found = {h.zone: (h.date_start, h.date_end) for h in holidays}
        self.assertEqual(
            found,
            {
                "B": (date(2031, 2, 15), date(2031, 3, 2)),
                "C": (date(2031, 2, 7), date(2031, 2, 23)),
            },
        )
        self.assertEqual(self._import("hub.import.holiday", text), holidays, "once")
        self.assertIn("B", self.env["hub.holiday"]._get_on(date(2031, 3, 2))[0].zone)
        self.assertFalse(self.env["hub.holiday"]._get_on(date(2031, 3, 3)))

    def test_errors_by_line(self):
        bad = self.HEAD + "Vacances;-;14/02/2031;mardi;Caen;Zone B;2030-2031\n"
        self.assertEqual(self._refuse("hub.import.holiday", bad)[0][0], 2)
        bad = self.HEAD + "Vacances;-;2031-03-02;2031-02-14;Caen;Zone B;2030-2031\n"
        self.assertEqual(self._refuse("hub.import.holiday", bad)[0][0], 2)

    def test_those_of_two_school_years_are_known(self):
        for day in ("2027-02-22", "2027-04-20", "2027-05-07", "2028-02-08"):
            day = date.fromisoformat(day)
            zones = [h.zone for h in self.env["hub.holiday"]._get_on(day)]
            self.assertTrue({False, "B"} & set(zones), day)
