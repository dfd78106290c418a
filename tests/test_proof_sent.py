"""Reminders, documents sent by producers, and the hub's answer."""

import base64
from datetime import date, timedelta

from odoo import fields
from odoo.tests import Form

from .common import HubCase, HubHttpCase

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
#: what is refused, the name it comes under, and what it really is
DISGUISED = (
    ("must be a PDF", "photo.png", SVG),
    ("must be a PDF", "photo.svg", SVG),
    ("must be a PDF", "photo.pdf", b'<?xml version="1.0"?>' + SVG),
    ("must be a PDF", "page.html", PDF),
    ("must be a PDF", "a.pdf.exe", PDF),
    ("must be a PDF", "photo.gif", b"GIF89a=1;alert(1)"),
    ("must be a PDF|program", "a.pdf", b"<html>" + PDF),
    ("must be a PDF", "a.pdf", b"PK\x03\x04 an archive"),
    ("holds a program", "a.pdf", PDF + b"<script>alert(1)</script>"),
    ("holds a program", "a.pdf", PDF + b"<?php system('id');"),
    ("holds a program", "a.pdf", PDF.replace(b"<<>>", b"<</S /Launch /F (cmd)>>")),
    ("must be|unreadable", "a.png", PNG[:8] + b"<script>alert(1)</script>"),
    ("must be|unreadable", "a.jpg", b"\xff\xd8\xff\xe0<?php system('id');"),
)


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

    def _publish_next(self, day):
        first = self.env.ref("milperche_hub.specification_1")
        second = first.browse(first.action_new_version()["res_id"])
        second.date_start = day
        return second

    def test_a_new_one_under_the_next_version_is_a_new_one(self):
        second = self._publish_next(date(2026, 4, 1))
        second.action_publish()
        gmo = second.criterion_ids.filtered(lambda c: c.code == "gmo_free")
        self.env["hub.proof"].create(
            {
                "criterion_id": gmo.id,
                "producer_id": self.farm.id,
                "date_start": date(2026, 4, 11),
                "note": "classeur",
            }
        )
        self.assertFalse(self._run("2026-04-03"), "it is there already")

    def test_what_nobody_asks_any_more_is_not_chased(self):
        second = self._publish_next(date(2026, 4, 1))
        second.criterion_ids.filtered(lambda c: c.code == "gmo_free").unlink()
        second.action_publish()
        self.assertFalse(self._run("2026-03-02"))

    def test_a_label_that_ends_for_everybody(self):
        label = self.env.ref("milperche_hub.label_hve2")
        proof = self.env["hub.proof"].create(
            {
                "criterion_id": label.id,
                "producer_id": self.farm.id,
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 12, 31),
                "state": "valid",
            }
        )
        self.assertIn("for everybody", self._run("2026-11-02").body)
        self.assertTrue(proof.date_end)

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
        """The button asks why; the producer reads it on his page and by mail."""
        reason = "On ne lit pas la date."
        proof = self._send(document=PDF, document_name="ogm.pdf")
        action = proof.action_reject()
        self.assertEqual(proof.state, "draft", "nothing before the reason")
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        with Form(wizard) as form:
            self.assertEqual(form.proof_ids[:], proof)
            with self.assertRaises(AssertionError):
                form.save()
            form.reason = reason
        form.record.action_reject()
        self.assertEqual((proof.state, proof.rejection_reason), ("rejected", reason))
        self.assertFalse(proof.activity_ids)
        message = self._assert_told("refused")
        self.assertIn(reason, message.body)
        self.assertIn("/proofs", message.body)
        rows = {r["criterion"]: r for r in self.Proof._get_to_send(self.farm)}
        self.assertEqual(rows[self.gmo]["refused"], reason)
        self._send(document=PDF + b"better", document_name="ogm.pdf")
        rows = {r["criterion"]: r for r in self.Proof._get_to_send(self.farm)}
        self.assertFalse(rows[self.gmo]["refused"], "a new one is on its way")

    def test_no_way_around_the_reason(self):
        proof = self._send(document=PDF, document_name="ogm.pdf")
        for values in ({}, {"rejection_reason": "  "}):
            with self.assertRefused("say why it is rejected"):
                proof.write({"state": "rejected", **values})
        with self.assertRefused("say why it is rejected"):
            self._prove(self.farm, "gmo_free", state="rejected")

    def test_recorded_by_the_hub_and_refused(self):
        proof = self._prove(self.farm, "gmo_free", state="draft", note="mail")
        proof.rejection_reason = "Another farm"
        proof.action_reject()
        self.assertIn("Another farm", self._assert_told("refused").body)

    def test_the_history_says_that_a_document_changed(self):
        proof = self._send(document=PDF, document_name="ogm.pdf")
        proof.write({"document": base64.b64encode(PNG), "document_name": "ogm.png"})
        self.assertIn("ogm.png", proof.message_ids[0].body)

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
            *(
                (pattern, self.gmo, {"document": content, "document_name": name})
                for pattern, name, content in DISGUISED
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
            *((name, content) for __, name, content in DISGUISED),
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

    def test_by_the_link_of_a_reminder(self):
        """A farmer follows the mail without a password, and sends a photo."""
        self.farm.lang = "en_US"
        path = "/my" + self.farm._hub_get_proofs_url().split("/my", 1)[1]
        page = self.url_open(path).text
        self.assertTrue('data-code="gmo_free"' in page)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        data = {"csrf_token": token, "criterion": self.gmo.criterion_id.id}
        files = {"document": ("a.png", PNG)}
        answer = self.url_open(f"{path}/send", data=data, files=files)
        self.assertTrue("alert-success" in answer.text)
        proof = self.farm.proof_ids.filtered("is_sent")
        self.assertEqual(proof.criterion_id, self.gmo.criterion_id)
        self.assertEqual(proof.state, "draft")
        self.env["hub.access.link"].search(
            [("partner_id", "=", self.farm.id)]
        ).action_revoke()
        self.env.flush_all()
        self.assertEqual(self.url_open(path).status_code, 403)
        answer = self.url_open(f"{path}/send", data=data, files=files)
        self.assertEqual(answer.status_code, 403)

    def test_a_reason_on_the_farmer_s_pages(self):
        self.gmo.write({"state": "rejected", "rejection_reason": "Illegible photo"})
        self.authenticate("p_farmer", "p_farmer")
        for path in ("/my/producer", "/my/producer/proofs"):
            self.assertTrue("Illegible photo" in self.url_open(path).text, path)

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
