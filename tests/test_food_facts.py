"""What a canteen must be able to ask for, and the warnings of food law."""

from datetime import date

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tools import mute_logger

from .common import HubCase


class FoodCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.env.ref("base.fr")
        cls.coordinator = cls._make_user(
            "food_coord", "milperche_hub.group_coordinator", email="f@example.org"
        )
        (cls.college | cls.restaurant).lang = "en_US"

    def _cards(self, name):
        page = self.env["hub.week"].with_user(self.coordinator).get_page()
        return [e for e in page["exceptions"] if e["key"].startswith(f"_get_{name}")]

    def _render(self, report, records):
        content, __ = self.env["ir.actions.report"]._render_qweb_html(
            report, records.ids
        )
        return " ".join(content.decode().split())


class TestMeat(FoodCase):
    def test_origin_goes_from_product_to_lot_to_note(self):
        template = self.beef.product_tmpl_id
        self.assertEqual(template.hub_date_kind, "dlc")
        self.assertEqual(self.carrot.hub_date_kind, "ddm")
        template.write(
            {
                "hub_born_country_id": self.env.ref("base.be").id,
                "hub_raised_country_id": self.france.id,
                "hub_slaughtered_country_id": self.france.id,
            }
        )
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.restaurant, {self.beef: 3})
        catalogue.action_close()
        catalogue.action_receive_all()
        lot = order.picking_ids.move_line_ids.lot_id
        self.assertEqual(lot.hub_born_country_id.code, "BE")
        lot.hub_slaughtered_country_id = self.env.ref("base.de")
        html = self._render("milperche_hub.report_delivery_note", order.picking_ids)
        self.assertIn("born: Belgium, raised: France, slaughtered: Germany", html)
        self.assertIn("Use by (DLC)", html)

    def test_missing_origin_is_chased(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.restaurant, {self.beef: 3})
        catalogue.action_close()
        catalogue.action_receive_all()
        (card,) = self._cards("meat_origin")
        self.assertEqual(card["count"], 1)
        lot = order.picking_ids.move_line_ids.lot_id
        lot.hub_raised_country_id = lot.hub_slaughtered_country_id = self.france
        self.assertFalse(self._cards("meat_origin"))

    def test_eggs(self):
        lot = self.env["stock.lot"].create(
            {
                "name": "E1",
                "product_id": self.carrot.id,
                "hub_laying_date": "2026-03-01",
            }
        )
        self.assertIn("laid on", lot.with_context(lang="en_US")._get_hub_origin())
        with self.assertRaises(ValidationError):
            lot.hub_laying_date = date(2026, 4, 1)

    def test_approvals_on_the_note(self):
        """Packing centre, approval or derogation: beside the producer's name."""
        self.farm.write(
            {
                "hub_packing_centre": "61-000-00",
                "hub_sanitary_status": "approved",
                "hub_sanitary_number": "FR 61.000.000 CE",
            }
        )
        order = self._make_order(
            self._make_catalogue(), self.restaurant, {self.beef: 3}
        )
        order.action_confirm()
        note = self._render("milperche_hub.report_delivery_note", order.picking_ids)
        self.assertIn("EU approval FR 61.000.000 CE", note)
        self.assertIn("Egg packing centre 61-000-00", note)

    def test_what_a_canteen_asks(self):
        template = self.goat.product_tmpl_id.with_context(lang="en_US")
        milk = self.env["hub.allergen"].search([("code", "ilike", "mil")], limit=1)
        milk = milk or self.env["hub.allergen"].search([], limit=1)
        template.write(
            {
                "hub_allergen_ids": milk.ids,
                "hub_ingredients": "Lait de chèvre, sel",
                "hub_cold_chain": True,
                "hub_storage_temperature": 8,
            }
        )
        (facts,) = template._get_hub_food_facts()
        details = dict(facts["details"])
        self.assertEqual(details["Composition"], "Lait de chèvre, sel")
        self.assertEqual(details["Contains"], milk.with_context(lang="en_US").name)
        self.assertEqual(details["Keep below"], "8 °C")
        self.assertEqual(details["Best before (DDM)"], "10 days")


class TestDerogation(FoodCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dairy.hub_sanitary_status = "derogation"
        cls.catalogue = cls._make_catalogue(quantity=5000)
        cls.Ceiling = cls.env["hub.sanitary.ceiling"]

    def _use(self, catalogue=None):
        day = (catalogue or self.catalogue).date_delivery
        return self.Ceiling._get_use(self.producers, day)

    def test_live_counter(self):
        self.assertEqual(self._use(), {self.dairy: []})
        # 500 × 0.2 kg + 400 × 0.13 kg
        self._make_order(self.catalogue, self.college, {self.goat: 500})
        self._make_order(self.catalogue, self.restaurant, {self.yogurt: 400})
        self._make_order(self.catalogue, self.grocer, {self.goat: 100}, place=False)
        (row,) = self._use()[self.dairy]
        self.assertEqual((row["used"], row["limit"], row["over"]), (150, 250, False))
        self.assertFalse(self._cards("ceiling"))
        self.dairy.hub_sanitary_share = "high"
        (row,) = self._use()[self.dairy]
        self.assertEqual((row["limit"], row["over"]), (100, True))
        (card,) = self._cards("ceiling")
        self.assertEqual(card["severity"], "warning")
        self.assertIn("150", card["detail"])

    def test_milk_has_its_own_ceiling(self):
        """The nearest family decides, and milk is counted in litres."""
        milk = self._make_product(
            "Lait démo",
            self.dairy,
            "milk",
            1.15,
            self.env.ref("uom.product_uom_litre"),
            weight=1.03,
        )
        bottles = self._make_product(
            "Lait démo, bouteille",
            self.dairy,
            "milk",
            1.2,
            self.env.ref("uom.product_uom_unit"),
            weight=0.515,
        )
        catalogue = self._make_catalogue(
            milk | bottles | self.yogurt, 5000, fields.Datetime.now()
        )
        self._make_order(
            catalogue, self.college, {milk: 700, bottles: 300, self.yogurt: 400}
        )
        rows = {row["ceiling"]: row["used"] for row in self._use(catalogue)[self.dairy]}
        ceiling = self.env.ref
        self.assertEqual(
            {key: round(value, 3) for key, value in rows.items()},
            {
                ceiling("milperche_hub.ceiling_milk"): 850,
                ceiling("milperche_hub.ceiling_dairy"): 50,
            },
        )
        (card,) = self._cards("ceiling")
        self.assertIn("850", card["detail"])
        self.assertNotIn("Dairy", card["detail"], "far below its own")

    def test_the_seven_categories_of_the_annex(self):
        limits = {(c.limit_low, c.limit_high, c.unit) for c in self.Ceiling.search([])}
        meat, milk = (800, 250, "kg"), (800, 250, "l")
        self.assertEqual(limits, {meat, milk, (250, 100, "kg"), (100, 30, "kg")})
        self.assertEqual(self.Ceiling.search_count([]), 7)

    def test_what_was_refused_at_the_door_does_not_count(self):
        order = self._make_order(self.catalogue, self.college, {self.goat: 500})
        self.catalogue.action_close()
        self.catalogue.action_receive_all()
        order.picking_ids.move_line_ids.quantity = 0
        self.catalogue.action_deliver_all()
        self.assertFalse(self._use()[self.dairy])

    def test_a_warning_not_a_block(self):
        order = self._make_order(self.catalogue, self.college, {self.goat: 3000})
        self.assertTrue(order.hub_date_placed)
        self.assertTrue(self._use()[self.dairy][0]["over"])
        self.catalogue.action_close()
        self.assertEqual(order.state, "sale")

    def test_radius(self):
        self._make_order(self.catalogue, self.college, {self.goat: 3})
        (card,) = self._cards("far_client")
        self.assertIn("→", card["detail"], "an unknown distance is told as such")
        self.dairy.write({"partner_latitude": 48.43, "partner_longitude": 0.88})
        self.college.write({"partner_latitude": 48.0, "partner_longitude": 0.2})
        self.assertFalse(self._cards("far_client"), "70 km")
        self.college.write({"partner_latitude": 47.2, "partner_longitude": -1.55})
        self.assertTrue(self._cards("far_client"))
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.dairy.hub_sanitary_radius = 500
            self.env.flush_all()


class TestOrganicCertificate(FoodCase):
    def test_warning_until_it_is_recorded(self):
        bio = self.env.ref("milperche_hub.label_bio")
        common = {
            "criterion_id": bio.id,
            "date_start": date(2026, 1, 1),
            "date_end": date(2026, 12, 31),
            "state": "valid",
        }
        self.env["hub.proof"].create({**common, "producer_id": self.farm.id})
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.college, {self.carrot: 3})
        (card,) = self._cards("organic")
        self.assertIn("Carotte", card["detail"])
        self.env["hub.proof"].create(
            {
                **common,
                "producer_id": self.company.partner_id.id,
                "certificate_body": "FR-BIO-01",
                "certificate_number": "D-1234",
            }
        )
        self.assertFalse(self._cards("organic"))
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        note = self._render("milperche_hub.report_delivery_note", order.picking_ids)
        self.assertIn("certificate D-1234, FR-BIO-01", note)
        catalogue.action_invoice()
        invoice = self._render("account.report_invoice", order.invoice_ids)
        self.assertIn("certificate D-1234, FR-BIO-01", invoice)

    def test_each_day_of_an_invoice_has_its_certificate(self):
        """Organic one week, not the next: the month's invoice names the certificate."""
        bio = self.env.ref("milperche_hub.label_bio")
        common = {"criterion_id": bio.id, "date_start": date(2026, 1, 1)}
        self.env["hub.proof"].create(
            {
                **common,
                "producer_id": self.farm.id,
                "date_end": date(2026, 3, 12),
                "state": "valid",
            }
        )
        self.env["hub.proof"].create(
            {
                **common,
                "producer_id": self.company.partner_id.id,
                "date_end": date(2026, 12, 31),
                "certificate_body": "FR-BIO-01",
                "certificate_number": "D-1234",
                "state": "valid",
            }
        )
        self.college.hub_invoice_period = "month"
        orders = self.env["sale.order"]
        for weeks in (0, 1):
            with self.at(fields.Datetime.add(fields.Datetime.now(), weeks=weeks)):
                catalogue = self._make_catalogue()
                order = self._make_order(catalogue, self.college, {self.carrot: 3})
                catalogue.action_close()
                catalogue.action_receive_all()
            with self.at(order.commitment_date):
                catalogue.action_deliver_all()
            orders |= order
        run = self.env["hub.invoice.run"].create({"date_to": date(2026, 3, 31)})
        run.action_invoice()
        invoice = orders.invoice_ids
        self.assertEqual(len(invoice), 1)
        facts = list(invoice._get_hub_line_facts().values())
        self.assertEqual([f["labels"] for f in facts].count([]), 1, "one week only")
        self.assertEqual(len(invoice._get_hub_organic_mentions()), 1)

    def test_not_just_anyone(self):
        with self.assertRefused("is not a producer"):
            self.env["hub.proof"].create(
                {
                    "criterion_id": self.env.ref("milperche_hub.label_bio").id,
                    "producer_id": self.college.id,
                }
            )
