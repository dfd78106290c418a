"""Reminders, documents sent by producers, and the hub's answer."""

import base64
from datetime import date, timedelta

from odoo import fields

from .common import HubCase, HubHttpCase

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"


class TestReminders(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator = cls._make_user(
            "remind", "milperche_hub.group_coordinator", email="r@example.org"
        )
        cls.company.hub_coordinator_id = cls.coordinator
        cls.gmo = cls.farm.proof_ids.filtered(lambda p: p.code == "gmo_free")
        cls.gmo.date_end = date(2026, 4, 10)
        cls.farm.lang = "en_US"

    def _run(self, day):
        """Messages written by the daily job on a day, run twice."""
        before = self.env["hub.message"].search([])
        with self.at(fields.Datetime.to_datetime(f"{day} 09:00:00")):
            self.env["hub.proof"]._cron_remind()
            self.env["hub.proof"]._cron_remind()
        return self.env["hub.message"].search([]) - before

    def test_month_then_seven_then_zero(self):
        month = self._run("2026-03-02")
        self.assertEqual(month.mapped("kind"), ["proof_month"])
        self.assertEqual(month.partner_id, self.farm)
        self.assertIn("GMO-free feed", month.body)
        self.assertIn("/my/producer/link/", month.body)
        self.assertFalse(self._run("2026-03-15"), "once a month")
        self.assertEqual(len(self._run("2026-04-02")), 1, "the next month's")
        week = self._run("2026-04-03")
        self.assertEqual(week.mapped("kind"), ["proof_last_days"])
        self.assertFalse(self._run("2026-04-09"))
        last = self._run("2026-04-10")
        self.assertEqual(last.mapped("kind"), ["proof_last_days"])
        self.assertFalse(self._run("2026-04-11"))

    def test_a_worker_that_was_down(self):
        self.assertEqual(
            self._run("2026-04-05").mapped("kind").count("proof_last_days"), 1
        )
        self.assertEqual(
            self._run("2026-04-12").mapped("kind"), ["proof_last_days"], "the last one"
        )
        self.assertFalse(self._run("2026-04-13"))

    def test_activity_for_the_coordinator(self):
        self._run("2026-03-02")
        self.assertEqual(self.gmo.activity_ids.user_id, self.coordinator)
        self.assertEqual(len(self.gmo.activity_ids), 1)
        self._run("2026-04-03")
        self.assertEqual(len(self.gmo.activity_ids), 1)
        renewed = self._prove(
            self.farm,
            "gmo_free",
            state="draft",
            date_start=date(2026, 4, 1),
            note="classeur",
        )
        renewed.action_verify()
        self.assertFalse(self.gmo.activity_ids, "done: a newer one is verified")
        self.assertFalse(self._run("2026-04-10"))

    def test_nothing_to_say(self):
        self.gmo.date_end = date(2027, 4, 10)
        self.assertFalse(self._run("2026-03-02"))
        self.gmo.date_end = date(2026, 3, 20)
        self.farm.hub_date_left = date(2026, 3, 1)
        self.assertFalse(self._run("2026-03-02"), "he left")


class TestSent(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Proof = cls.env["hub.proof"]
        cls.farm.lang = "en_US"
        cls.gmo = cls.env.ref("milperche_hub.criterion_gmo_free")
        cls.autonomy = cls.env.ref("milperche_hub.criterion_autonomy")
        cls.environment = cls.env.ref("milperche_hub.criterion_environment")

    def _send(self, criterion=None, producer=None, **values):
        if "document" in values:
            values["document"] = base64.b64encode(values["document"])
        criterion = criterion or self.gmo
        return self.Proof._receive(producer or self.farm, criterion.id, 0, values)

    def test_it_waits_to_be_verified(self):
        old = self.farm.proof_ids.filtered(lambda p: p.code == "gmo_free")
        old.date_end = date(2026, 3, 1)
        self.assertFalse(self.beef.is_offerable)
        proof = self._send(document=PDF, document_name="ogm.pdf")
        self.assertEqual((proof.state, proof.is_sent), ("draft", True))
        self.assertEqual(proof.date_end, date(2027, 3, 2))
        self.assertFalse(self.beef.is_offerable)
        self.assertTrue(proof.activity_ids)
        self.assertEqual(proof.message_ids[0].author_id, self.farm)
        rows = {r["criterion"]: r for r in self.Proof._get_to_send(self.farm)}
        self.assertEqual(rows[self.gmo]["state"], "red")
        self.assertTrue(rows[self.gmo]["pending"])
        proof.action_verify()
        self.assertTrue(self.beef.is_offerable)
        self.assertFalse(proof.activity_ids)
        rows = {r["criterion"]: r for r in self.Proof._get_to_send(self.farm)}
        self.assertEqual(rows[self.gmo]["state"], "green")
        self._assert_told("verified")

    def test_refused_with_a_reason(self):
        proof = self._send(document=PDF, document_name="ogm.pdf")
        proof.rejection_reason = "On ne lit pas la date."
        proof.action_reject()
        message = self._assert_told("refused")
        self.assertIn("On ne lit pas la date.", message.body)

    def _assert_told(self, word):
        message = self.env["hub.message"].search([("kind", "=", "proof_answer")])
        self.assertEqual(message.partner_id, self.farm)
        self.assertIn(word, message.subject)
        return message

    def test_twice_is_once(self):
        first = self._send(document=PDF, document_name="ogm.pdf")
        self.assertEqual(self._send(document=PDF, document_name="ogm.pdf"), first)
        for number in range(4):
            self._send(document=PDF + b"%d" % number, document_name="ogm.pdf")
        with self.assertRefused("will look at them soon"):
            self._send(document=PDF + b"one more", document_name="ogm.pdf")

    def test_own_feed_over_all_feed(self):
        proof = self._send(self.autonomy, measured_part=42.0, measured_total=60.0)
        self.assertEqual(proof.value, 70.0)
        proof.action_verify()
        low = self._send(self.autonomy, measured_part=20.0, measured_total=60.0)
        with self.assertRefused("below the minimum"):
            low.action_verify()

    def test_statement(self):
        with self.assertRefused("Tick the box"):
            self._send(self.environment)
        self.assertTrue(self._send(self.environment, note="Signed"))

    def test_bad_input_changes_nothing(self):
        before = self.Proof.search_count([])
        pdf = "a.pdf"
        script = b"<script>alert(1)</script>"
        for pattern, criterion, values in (
            ("Choose the document", self.gmo, {}),
            ("must be a PDF", self.gmo, {"document": script, "document_name": pdf}),
            ("must be a PDF", self.gmo, {"document": PDF, "document_name": "a.php"}),
            (
                "must be a PDF",
                self.gmo,
                {"document": b"#!/bin/sh", "document_name": pdf},
            ),
            (
                "exceeds",
                self.gmo,
                {"document": bytes(40 << 20), "document_name": pdf},
            ),
            ("give its value", self.autonomy, {}),
            ("exceed", self.autonomy, {"measured_part": 9, "measured_total": 3}),
            ("cannot exceed 100", self.autonomy, {"value": 140}),
            ("negative", self.autonomy, {"value": -4}),
            (
                "not asked of you",
                self.env.ref("milperche_hub.criterion_local_raw_material"),
                {"value": 80},
            ),
            ("not asked of you", self.env.ref("milperche_hub.label_bio"), {}),
        ):
            with self.subTest(pattern, values=list(values)):
                with self.assertRefused(pattern):
                    self._send(criterion, **values)
        with self.assertRefused("not asked of you"):
            self.Proof._receive(self.farm, self.gmo.id, self.goat.id, {"value": 1})
        with self.assertRefused("cannot end before"):
            self._send(
                document=PDF,
                document_name="a.pdf",
                date_start=date(2026, 5, 1),
                date_end=date(2026, 4, 1),
            )
        self.assertEqual(self.Proof.search_count([]), before)


class TestProofPages(HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("p_farmer", cls.farm).lang = "en_US"
        cls._make_portal_user("p_cook", cls.grocer)
        cls.coordinator = cls._make_user(
            "proof_coordinator",
            "milperche_hub.group_coordinator",
            email="pc@example.org",
            password="proof_coordinator",
        )
        cls.gmo = cls.farm.proof_ids.filtered(lambda p: p.code == "gmo_free")
        cls.catalogue = cls._make_catalogue()

    def _post(self, files=None, **data):
        page = self.url_open("/my/producer/proofs").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        data = {"csrf_token": token, "criterion": self.gmo.criterion_id.id, **data}
        return self.url_open("/my/producer/proofs/send", data=data, files=files).text

    def test_attacks(self):
        self.authenticate("p_farmer", "p_farmer")
        before = self.env["hub.proof"].search_count([])
        for name, content in (
            ("big.pdf", b"%PDF-1.4" + bytes(40 << 20)),
            ("evil.html", b"<script>alert(1)</script>"),
            ("evil.pdf", b"#!/bin/sh\nrm -rf /"),
            ("empty.pdf", b""),
        ):
            with self.subTest(name):
                page = self._post({"document": (name, content)}, product="0")
                self.assertTrue("alert-danger" in page)
        for data in (
            {"criterion": "abc"},
            {"criterion": "999999999999999999"},
            {"product": str(self.goat.product_tmpl_id.id)},
            {"date_end": "yesterday"},
            {"date_start": "2030-01-01", "date_end": "2020-01-01"},
        ):
            with self.subTest(data):
                page = self._post({"document": ("a.png", PNG)}, **data)
                self.assertTrue("alert-danger" in page)
        self.assertEqual(self.env["hub.proof"].search_count([]), before)

    def test_only_the_producer(self):
        self.authenticate("p_cook", "p_cook")
        self.assertNotIn("proofs", self.url_open("/my/producer/proofs").url)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/producer/proofs").url)

    def test_red_to_offered(self):
        """Red → sent → verified → green → offered, in the browser."""
        self._add_tour("proof_tour")
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.beef)
        self.gmo.date_end = fields.Date.today() - timedelta(days=2)
        self.assertTrue(offer.is_suspended)
        page = "/my/producer/proofs"
        self.authenticate("p_cook", "p_cook")
        self.assertNotIn("Bœuf démo", self.url_open("/my/catalogue").text)
        self.start_tour(page, "hub_proof_send_tour", login="p_farmer", timeout=120)
        self.start_tour(
            "/odoo/this-week",
            "hub_proof_verify_tour",
            login="proof_coordinator",
            timeout=120,
        )
        self.start_tour(page, "hub_proof_green_tour", login="p_farmer", timeout=120)
        self.env.invalidate_all()
        self.assertFalse(offer.is_suspended)
        self.assertTrue(self.beef.is_offerable)
        self.authenticate("p_cook", "p_cook")
        self.assertIn("Bœuf démo", self.url_open("/my/catalogue").text)
