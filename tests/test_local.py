"""Local, origin, labels: three facts, each with what it stands on."""

import math
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged

from odoo.addons.milperche_hub.tools import local_zone

from .common import HubCase

# Bretoncelles is in Normandie, Nogent-le-Rotrou in Centre-Val de Loire,
# Mamers in Pays de la Loire.
PLACES = {
    "bretoncelles": ("61110", "Bretoncelles", 48.43122, 0.88775),
    "nogent": ("28400", "Nogent-le-Rotrou", 48.32157, 0.82177),
    "mamers": ("72600", "Mamers", 48.35, 0.3667),
}


@tagged("post_install", "-at_install", "standard")
class TestTools(BaseCase):
    def test_every_departement_has_one_region(self):
        self.assertEqual(len(local_zone.REGION_OF), 101)
        self.assertEqual(len(set(local_zone.REGION_OF.values())), 18)


class LocalCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Definition = cls.env["hub.local.definition"]
        cls.Definition.search([]).active = False
        cls.department = cls._define("same département", "department")
        cls.region = cls._define("same région", "region")
        cls._place(cls.farm, "bretoncelles")
        cls._place(cls.college, "nogent")
        cls.college.lang = "en_US"

    @classmethod
    def _define(cls, name, kind, **values):
        return cls.Definition.create({"name": name, "kind": kind, **values})

    @classmethod
    def _place(cls, partner, key):
        postcode, town, latitude, longitude = PLACES[key]
        partner.write(
            {
                "zip": postcode,
                "city": town,
                "partner_latitude": latitude,
                "partner_longitude": longitude,
            }
        )

    def _facts(self, client=None, day=None, producer=None):
        producer = producer or self.farm
        day = day or date(2026, 3, 10)
        client = self.college if client is None else client
        return self.Definition._get_facts(producer, client, day)[producer]


class TestLocal(LocalCase):
    def test_three_regions(self):
        """The same carrots are local or not by where each definition draws the line."""
        near = self._define("within 20 km", "radius", radius_km=20, sequence=1)
        park = self._define(
            "Perche",
            "communes",
            commune_ids=[Command.set(self.farm.hub_commune_id.ids)],
        )
        definitions = near | self.department | self.region | park
        answers = {}
        for place in PLACES:
            self._place(self.college, place)
            facts = self._facts()
            answers[place] = [a["answer"] for a in facts["local"]]
            self.assertEqual(
                [a["id"] for a in facts["local"]], definitions.sorted().ids
            )
        self.assertEqual(answers["bretoncelles"], [True, True, True, True])
        self.assertEqual(answers["nogent"], [True, False, False, True])
        self.assertEqual(answers["mamers"], [False, False, False, True])

    def test_what_is_shown(self):
        self.assertEqual(
            self._facts()["local_text"], "not local (same département)", "all agree"
        )
        self._define("within 80 km", "radius", radius_km=80, sequence=1)
        facts = self._facts()
        self.assertEqual(
            facts["local_text"],
            "local (within 80 km), not local (same département, same région)",
        )
        self.assertIs(facts["is_local"], True, "the main definition answers")
        notes = self.Definition._get_notes([facts])
        self.assertIn("within 80 km: farm at most 80 km", notes[0])
        self.assertEqual(len(notes), 3)

    def test_unknown_is_never_zero(self):
        self._define("within 80 km", "radius", radius_km=80, sequence=1)
        self.college.write({"partner_latitude": 0, "partner_longitude": 0})
        facts = self._facts()
        self.assertIsNone(facts["distance_km"])
        self.assertEqual(facts["distance_text"], "distance unknown")
        self.assertIsNone(facts["is_local"])
        self.assertIn("local: unknown (within 80 km)", facts["local_text"])
        self.college.write({"zip": False, "city": False})
        self.assertEqual(self._facts()["local_text"], "local: unknown (within 80 km)")
        nobody = self._facts(client=self.env["res.partner"])
        self.assertIsNone(nobody["is_local"])
        self._place(self.college, "bretoncelles")
        self.assertEqual(self._facts()["distance_text"], "less than 1 km")

    def test_dated(self):
        self.region.date_end = date(2026, 3, 9)
        names = [a["name"] for a in self._facts()["local"]]
        self.assertEqual(names, ["same département"])
        earlier = self._facts(day=date(2026, 3, 9))
        self.assertEqual(len(earlier["local"]), 2)

    def test_codes(self):
        self.department.area_codes = "61, 28"
        self.assertIs(self._facts()["is_local"], True)
        self.assertEqual(self.department.words, "farm in département 61, 28")

    def test_origin(self):
        self.assertEqual(self._facts()["origin"], "Bretoncelles (61)")
        self.assertEqual(self.farm.hub_commune_id.code, "61061")
        self.farm.write({"zip": "61999", "city": "Nulle-Part"})
        self.assertFalse(self.farm.hub_commune_id)
        self.assertEqual(self._facts()["origin"], "Nulle-Part (61)")
        self.env["hub.commune"].create(
            {"name": "Nulle Part", "code": "61998", "zip": "61999"}
        )
        self.assertEqual(self.farm.hub_commune_id.code, "61998", "adopted")
        self.farm.write({"zip": False, "city": False})
        self.assertEqual(self._facts()["origin"], "origin unknown")

    def test_site_of_a_client(self):
        site = self.env["res.partner"].create(
            {"name": "Site", "parent_id": self.college.id, "type": "delivery"}
        )
        site.write({"city": False, "zip": False})
        self.assertEqual(
            self._facts(client=site)["distance_km"], self._facts()["distance_km"]
        )

    def test_bad_input(self):
        for values in (
            {"kind": "radius", "radius_km": 0},
            {"kind": "radius", "radius_km": -5},
            {"kind": "radius", "radius_km": math.nan},
            {"kind": "radius", "radius_km": 1e9},
            {"kind": "communes"},
            {"kind": "department", "area_codes": "61, 99"},
            {"kind": "region", "area_codes": "61"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    self.Definition.create({"name": "X", **values})
        for code in ("99999", "610", "ABCDE"):
            with self.subTest(code), self.assertRaises(ValidationError):
                self.env["hub.commune"].create(
                    {"name": "X", "code": code, "zip": "61110"}
                )
        with self.assertRaises(ValidationError):
            self.farm.partner_latitude = 95

    def test_access(self):
        coordinator = new_test_user(
            self.env, "local_coord", groups="milperche_hub.group_coordinator"
        )
        with self.assertRaises(AccessError):
            self.department.with_user(coordinator).name = "mine"
        cook = new_test_user(self.env, "local_cook", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.department.with_user(cook).read(["name"])

    def test_queries_do_not_grow(self):
        self.env.flush_all()
        counts = []
        for producers in (self.farm, self.producers):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            day = date(2026, 3, 9)
            self.Definition._get_facts(producers, self.college, day)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)


class TestFactsOnDocuments(LocalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._define("within 80 km", "radius", radius_km=80, sequence=1)
        bio = cls.env.ref("milperche_hub.label_bio")
        cls.env["hub.proof"].create(
            {
                "criterion_id": bio.id,
                "producer_id": cls.farm.id,
                "date_start": date(2025, 1, 1),
                "date_end": date(2026, 3, 31),
                "state": "valid",
            }
        )
        cls.catalogue = cls._make_catalogue()
        cls.order = cls._make_order(
            cls.catalogue, cls.college, {cls.carrot: 10, cls.apple: 5}
        )
        cls.catalogue.action_close()
        cls.catalogue.action_receive_all()
        cls.catalogue.action_deliver_all()

    def test_offer(self):
        catalogue = self._make_catalogue()
        families = catalogue._get_portal_families(self.college, self.env["sale.order"])
        rows = {o["name"]: o for family in families for o in family["offers"]}
        self.assertEqual(rows["Carotte démo"]["labels"], ["Organic"])
        self.assertIn("Bretoncelles", rows["Carotte démo"]["origin"])

    def test_the_day_of_each_client_s_delivery(self):
        """A label that ends between two deliveries of one sale."""
        catalogue = self._make_catalogue()
        day = catalogue.date_delivery
        self.env["hub.proof"].search(
            [("producer_id", "=", self.farm.id), ("usage", "=", "label")]
        ).date_end = day
        late = self.env["hub.round"].create(
            {
                "name": "Day after",
                "weekday": str((day.weekday() + 1) % 7),
                "stop_ids": [Command.create({"partner_id": self.grocer.id})],
            }
        )
        self.round.stop_ids.filtered(lambda s: s.partner_id == self.grocer).unlink()
        self.round.weekday = str(day.weekday())
        self.assertTrue(late.stop_ids)
        shown = {}
        for client in self.college | self.grocer:
            families = catalogue._get_portal_families(client, self.env["sale.order"])
            rows = {o["name"]: o for family in families for o in family["offers"]}
            shown[client] = rows["Carotte démo"]["labels"]
        self.assertEqual(shown, {self.college: ["Organic"], self.grocer: []})

    def test_a_label_that_ends_between_order_and_delivery(self):
        """Ordered as organic, delivered after the end: no document claims it.

        Delivered before the end and invoiced after it: the invoice still does.
        """
        label = self.env["hub.proof"].search(
            [("producer_id", "=", self.farm.id), ("usage", "=", "label")]
        )
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.college, {self.carrot: 2})
        label.date_end = fields.Date.today() + timedelta(days=2)
        catalogue.action_close()
        catalogue.action_receive_all()
        with self.at(order.commitment_date):
            catalogue.action_deliver_all()
            catalogue.action_invoice()
        facts = order.invoice_ids._get_hub_line_facts()
        self.assertEqual([f["labels"] for f in facts.values()], [[]])
        for report, record in (
            ("milperche_hub.report_delivery_note", order.picking_ids),
            ("account.report_invoice", order.invoice_ids),
        ):
            self.assertNotIn("Organic", self._render(report, record))

    def test_delivery_note(self):
        html = self._render(
            "milperche_hub.report_delivery_note", self.order.picking_ids
        )
        for text in (
            "Organic",
            "Bretoncelles (61)",
            "13 km",
            "local (within 80 km), not local (same département, same région)",
            "distance unknown",
            "within 80 km: farm at most 80 km from the client",
        ):
            self.assertIn(text, html)

    def test_invoice_says_the_day_of_delivery(self):
        self.catalogue.action_invoice()
        invoice = self.order.invoice_ids
        with self.at(self.order.commitment_date + timedelta(days=90)):
            facts = invoice._get_hub_line_facts()
            html = self._render("account.report_invoice", invoice)
        line = invoice.invoice_line_ids.filtered(lambda m: m.product_id == self.carrot)
        self.assertEqual(facts[line.id]["labels"], ["Organic"], "valid on that day")
        self.assertIn("Bretoncelles (61)", html)
        self.assertIn("13 km", html)
        self.assertIn("within 80 km: farm at most 80 km from the client", html)

    def _render(self, report, records):
        content, __ = self.env["ir.actions.report"]._render_qweb_html(
            report, records.ids
        )
        return " ".join(content.decode().split())
