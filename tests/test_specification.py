"""Only what is proved is sold: criteria, proofs, the gate, who may buy what."""

import base64
from datetime import date, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from odoo.addons.milperche_hub.models.hub_criterion import EGALIM_CODES

from .common import PlainCase

TODAY = date(2026, 3, 10)
BLOCKING = ("gmo_free", "environment", "traceability")


class SpecificationCase(PlainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-10 10:00:00"))
        cls.Proof = cls.env["hub.proof"]
        cls.criteria = {
            code: cls.env.ref(f"milperche_hub.criterion_{code}")
            for code in (*BLOCKING, "autonomy", "local_raw_material", "gmo_seed")
        }
        cls.farm = cls._make_producer("Ferme Fictive", "FFIC")
        cls.milk = cls._make_product("Lait démo", cls.farm, "cow_dairy")
        cls.producer = cls._make_producer("Laiterie Démo", "LAITX")
        cls.product = cls._make_product("Yaourt démo", cls.producer, "cow_dairy")

    @classmethod
    def _make_producer(cls, name, code=False, **vals):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "is_producer": True,
                "hub_producer_code": code,
                **vals,
            }
        )

    @classmethod
    def _make_product(cls, name, producer, family, **vals):
        category = cls.env.ref(f"milperche_hub.categ_{family}")
        return cls.env["product.template"].create(
            {
                "name": name,
                "producer_id": producer.id,
                "categ_id": category.id,
                **vals,
            }
        )

    @classmethod
    def _prove(cls, criterion, producer, start=TODAY, state="valid", **vals):
        return cls.Proof.create(
            {
                "criterion_id": criterion.id,
                "producer_id": producer.id,
                "date_start": start,
                "state": state,
                "rejection_reason": state == "rejected" and "Illegible",
                **vals,
            }
        )

    @classmethod
    def _prove_all(cls, producer, start=TODAY, codes=BLOCKING, **vals):
        return cls.Proof.union(
            *(cls._prove(cls.criteria[c], producer, start, **vals) for c in codes)
        )

    def _day(self, number):
        return self.Proof._format_day(date(2026, 3, number))

    def _reasons(self, product=None, day=TODAY):
        product = product or self.milk
        return product._hub_blocking_reasons(day)[product]


class TestGate(SpecificationCase):
    def test_nothing_proved(self):
        self.assertFalse(self.milk.is_offerable)
        self.assertEqual(
            self.milk.with_context(lang="en_US").hub_offerable_reason.split("\n")[0],
            "No valid proof for: GMO-free feed (none given)",
        )
        self.assertEqual(len(self._reasons()), 3)

    def test_all_proved(self):
        self._prove_all(self.farm)
        self.assertTrue(self.milk.is_offerable)
        self.assertFalse(self.milk.hub_offerable_reason)

    def test_product_without_producer_is_not_concerned(self):
        own = self.env["product.template"].create({"name": "Carton"})
        self.assertTrue(own.is_offerable)
        self.assertEqual(own._hub_blocking_reasons(TODAY), {own: []})

    def test_bounds_are_included(self):
        self._prove_all(self.farm, date(2026, 3, 1), date_end=date(2026, 3, 31))
        for day, count in ((1, 0), (31, 0)):
            self.assertEqual(len(self._reasons(day=date(2026, 3, day))), count)
        self.assertEqual(len(self._reasons(day=date(2026, 2, 28))), 3)
        self.assertEqual(len(self._reasons(day=date(2026, 4, 1))), 3)

    def test_expired_although_the_job_never_ran(self):
        proof = self._prove_all(self.farm, date(2026, 1, 1))[0]
        proof.flush_recordset()
        self.env.cr.execute(
            "UPDATE hub_proof SET date_end = '2026-03-03' WHERE id = %s", [proof.id]
        )
        self.env.invalidate_all()
        self.assertEqual(proof.state, "valid")
        self.assertFalse(self.milk.is_offerable)
        self.assertEqual(
            self.milk.with_context(lang="en_US").hub_offerable_reason,
            f"No valid proof for: GMO-free feed (expired on {self._day(3)})",
        )
        self.Proof._cron_expire()
        self.assertEqual(proof.state, "expired")
        self.assertFalse(self.milk.is_offerable)
        self.assertFalse(
            self._reasons(day=date(2026, 3, 3)), "it still counts for the past"
        )

    def test_a_newer_document_is_announced(self):
        self._prove_all(self.farm, codes=BLOCKING[1:])
        self._prove(self.criteria["gmo_free"], self.farm, date(2025, 3, 3))
        self._prove(self.criteria["gmo_free"], self.farm, state="draft")
        reason = self.milk.with_context(lang="en_US").hub_offerable_reason
        self.assertIn(f"expired on {self._day(3)}, a new one waits", reason)

    def test_a_proof_to_verify_or_rejected_does_not_count(self):
        proofs = self._prove_all(self.farm, state="draft")
        self.assertFalse(self.milk.is_offerable)
        proofs.note = "Paper original in the office"
        proofs.action_verify()
        self.assertTrue(self.milk.is_offerable)
        proofs[0].rejection_reason = "Illegible"
        proofs[0].action_reject()
        self.assertFalse(self.milk.is_offerable)
        proofs[0].action_reset()
        self.assertFalse(proofs[0].rejection_reason)
        self.assertFalse(proofs[0].verified_by_id)
        proofs[0].action_verify()
        self.assertTrue(self.milk.is_offerable)

    def test_expired_by_hand_counts_no_more(self):
        proof = self._prove_all(self.farm)[0]
        proof.state = "expired"
        self.assertFalse(self.milk.is_offerable)

    def test_a_longer_end_revives_an_expired_proof(self):
        proof = self._prove_all(self.farm, date(2025, 1, 1))[0]
        self.assertEqual(proof.state, "expired")
        proof.date_end = date(2026, 12, 31)
        self.assertEqual(proof.state, "valid")

    def test_families(self):
        carrot = self._make_product("Carotte", self.farm, "vegetable")
        self._prove_all(self.farm, codes=BLOCKING[1:])
        self.assertTrue(carrot.is_offerable, "GMO-free feed concerns animals only")
        self.assertFalse(self.milk.is_offerable)
        below = self.env["product.category"].create(
            {"name": "Raw milk", "parent_id": self.milk.categ_id.id}
        )
        carrot.categ_id = below
        self.assertFalse(carrot.is_offerable, "families below count")

    def test_red_amber_green_of_a_product(self):
        state = "hub_offer_state"
        self.assertEqual(self.milk[state], "blocked")
        proofs = self._prove_all(self.farm, date(2025, 6, 1), date_end="2027-06-01")
        self.assertEqual(self.milk[state], "chase", "autonomy is advised")
        self._prove(self.criteria["autonomy"], self.farm, value=70)
        self.assertEqual(self.milk[state], "offerable")
        proofs[0].date_end = TODAY + timedelta(days=60)
        self.assertEqual(self.milk[state], "chase")
        proofs[0].date_end = TODAY - timedelta(days=1)
        self.assertEqual(self.milk[state], "blocked")

    def test_kinds_of_producer(self):
        artisan = self._make_producer("Artisan", hub_producer_kind="artisan")
        self.criteria["local_raw_material"].blocking = True
        self._prove_all(self.farm)
        self._prove_all(artisan)
        pasta = self._make_product("Pâtes", artisan, "grocery")
        self.assertTrue(self.milk.is_offerable)
        self.assertFalse(pasta.is_offerable)
        self._prove(self.criteria["local_raw_material"], artisan, value=60)
        self.assertTrue(pasta.is_offerable)

    def test_advisory_does_not_block(self):
        self._prove_all(self.farm)
        self.criteria["autonomy"].blocking = True
        self.assertFalse(self.milk.is_offerable)
        self.criteria["autonomy"].blocking = False
        self.assertTrue(self.milk.is_offerable)

    def test_product_scope(self):
        rule = self.env["hub.criterion"].create(
            {"name": "Sheet", "code": "sheet", "scope": "product", "blocking": True}
        )
        self.assertTrue(rule.specification_id.is_current)
        other = self._make_product("Beurre", self.farm, "cow_dairy")
        self._prove_all(self.farm)
        self.assertFalse(self.milk.is_offerable)
        proof = self.Proof.create(
            {
                "criterion_id": rule.id,
                "product_tmpl_id": self.milk.id,
                "state": "valid",
            }
        )
        self.assertEqual(proof.producer_id, self.farm)
        self.assertTrue(self.milk.is_offerable)
        self.assertFalse(other.is_offerable)

    def test_a_producer_who_leaves(self):
        self._prove_all(self.farm)
        self.farm.hub_date_left = date(2026, 3, 20)
        self.assertTrue(self.milk.is_offerable)
        self.assertFalse(self._reasons(day=date(2026, 3, 19)))
        self.assertTrue(self._reasons(day=date(2026, 3, 20)))
        self.farm.hub_date_left = False
        self.farm.active = False
        self.assertFalse(self.milk.is_offerable)

    def test_search(self):
        self._prove_all(self.farm)
        other = self._make_product("Veau", self._make_producer("Autre"), "beef")
        own = self.env["product.template"].create({"name": "Carton"})
        mine = self.milk + other + own
        Product = self.env["product.template"].browse
        for domain, expected in (
            ([("is_offerable", "=", True)], self.milk + own),
            ([("is_offerable", "!=", False)], self.milk + own),
            ([("is_offerable", "=", False)], other),
            ([("is_offerable", "in", [True, False])], mine),
        ):
            found = Product().search([("id", "in", mine.ids), *domain])
            self.assertEqual(set(found), set(expected), domain)
        variants = self.env["product.product"].search(
            [("product_tmpl_id", "in", mine.ids), ("is_offerable", "=", False)]
        )
        self.assertEqual(variants, other.product_variant_id)

    def test_queries_do_not_grow_with_products(self):
        def measure(count, offset):
            products = self.env["product.template"]
            for number in range(count):
                farm = self._make_producer(f"Farm {number}", f"Q{offset}{number}")
                self._prove_all(farm)
                products += self._make_product(f"P{number}", farm, "egg")
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            products._hub_blocking_reasons(TODAY)
            products._hub_label_ids(TODAY)
            return self.env.cr.sql_log_count - start

        few, many = measure(2, "A"), measure(40, "B")
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 25)

    def test_asked_by_anyone(self):
        self._prove_all(self.farm)
        portal = new_test_user(self.env, "spec_portal", groups="base.group_portal")
        product = self.milk.with_user(portal)
        self.assertEqual(product._hub_blocking_reasons(TODAY), {product: []})


class TestGateAgainstNaive(SpecificationCase):
    days = st.integers(0, 60).map(lambda n: TODAY + timedelta(days=n - 30))
    proofs = st.lists(
        st.tuples(
            st.sampled_from((*BLOCKING, "autonomy")),
            days,
            st.one_of(st.none(), st.integers(0, 40)),
            st.sampled_from(("draft", "valid", "rejected")),
            st.sampled_from((50.0, 75.0, 99.0)),
        ),
        max_size=12,
    )

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(
        proofs=proofs,
        day=days,
        minimum=st.sampled_from((0, 50, 80)),
        left=st.one_of(st.none(), days),
    )
    def _check(self, proofs, day, minimum, left):
        savepoint = self.env.cr.savepoint()
        self.criteria["autonomy"].write({"blocking": True, "minimum": 50})
        rows = []
        for code, start, length, state, value in proofs:
            end = start + timedelta(days=length) if length is not None else False
            rows.append((code, start, end, state, value))
            self._prove(
                self.criteria[code], self.farm, start, state, date_end=end, value=value
            )
        self.criteria["autonomy"].minimum = minimum
        self.farm.hub_date_left = left
        missing = {"left the hub"} if left and left <= day else set()
        for code in (*BLOCKING, "autonomy"):
            for name, start, end, state, value in rows:
                enough = name != "autonomy" or value >= minimum
                covers = start <= day and (not end or end >= day)
                if name == code and state == "valid" and covers and enough:
                    break
            else:
                missing.add(self.criteria[code].with_context(lang="en_US").name)
        product = self.milk.with_context(lang="en_US")
        sentences = product._hub_blocking_reasons(day)[product]
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.assertEqual(len(sentences), len(missing), sentences)
        for name in missing:
            self.assertTrue(any(name in sentence for sentence in sentences))

    def test_gate_equals_naive_recomputation(self):
        self._check()


class TestVersions(SpecificationCase):
    def test_a_new_version_keeps_what_was_decided(self):
        first = self.env.ref("milperche_hub.specification_1")
        autonomy = self.criteria["autonomy"]
        autonomy.blocking = True
        self._prove_all(self.farm, date(2026, 1, 1))
        proof = self._prove(autonomy, self.farm, date(2026, 1, 1), value=55)
        self.assertTrue(self.milk.is_offerable)

        second = first.browse(first.action_new_version()["res_id"])
        stricter = second.criterion_ids.filtered(lambda c: c.code == "autonomy")
        stricter.minimum = 60
        second.date_start = date(2026, 4, 1)
        self.assertFalse(self._reasons(day=date(2026, 4, 1)), "a draft is nothing")
        second.action_publish()
        self.assertEqual(first.date_end, date(2026, 3, 31))
        self.assertTrue(first.is_current)
        self.assertFalse(self._reasons(day=date(2026, 3, 31)))
        self.assertEqual(len(self._reasons(day=date(2026, 4, 1))), 1)

        with freeze_time("2026-04-01 10:00:00"):
            self.env.invalidate_all()
            self.assertFalse(first.is_current)
            self.assertEqual(first.search([("is_current", "=", True)]), second)
            self.assertEqual(proof.state, "valid")
            self.assertIn("60", self.milk.hub_offerable_reason)
            self.assertFalse(self._reasons(day=date(2026, 3, 31)))
            with self.assertRaisesRegex(UserError, first.name):
                autonomy.minimum = 10
            with self.assertRaisesRegex(UserError, first.name):
                second.state = "draft"
            with self.assertRaises(UserError):
                first.unlink()
            self._prove(stricter, self.farm, date(2026, 4, 1), value=65)
            self.assertTrue(self.milk.is_offerable)
            for change in (
                lambda: self.env["hub.criterion"].create(
                    {"name": "Late", "code": "late", "specification_id": first.id}
                ),
                lambda: stricter.write({"specification_id": first.id}),
                lambda: autonomy.write({"active": False}),
                autonomy.unlink,
            ):
                with self.assertRaisesRegex(UserError, first.name):
                    with self.env.cr.savepoint():
                        change()

    def test_a_version_cannot_start_in_the_past(self):
        first = self.env.ref("milperche_hub.specification_1")
        second = first.browse(first.action_new_version()["res_id"])
        second.date_start = TODAY - timedelta(days=1)
        with self.assertRaises(ValidationError):
            second.action_publish()

    def test_codes(self):
        Criterion = self.env["hub.criterion"]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                Criterion.create({"name": "Twice", "code": "gmo_free"})
        label = Criterion.create({"name": "L", "code": "x", "usage": "label"})
        self.assertFalse(label.specification_id)
        with self.assertRaises(ValidationError):
            label.blocking = True

    def test_shipped(self):
        criteria = self.env["hub.criterion"].search([("usage", "=", "requirement")])
        blocking = criteria.filtered("blocking").mapped("code")
        self.assertEqual(set(blocking), set(BLOCKING))
        self.assertEqual(
            self.env.ref("milperche_hub.label_hve2").date_end, date(2026, 12, 31)
        )
        self.assertEqual(self.env["hub.allergen"].search_count([]), 14)
        labels = self.env["hub.criterion"].with_context(active_test=False)
        labels = labels.search([("usage", "=", "label")])
        self.assertEqual(
            set(labels.mapped("egalim_code")), {code for code, __ in EGALIM_CODES}
        )
        buyers = labels.filtered(lambda c: not c.active).mapped("egalim_code")
        self.assertEqual(set(buyers), {"EXTERNALITES", "PERFORMANCE"})


class TestProof(SpecificationCase):
    def test_default_end(self):
        proof = self._prove(self.criteria["gmo_free"], self.farm, state="draft")
        self.assertEqual(proof.date_end, date(2027, 3, 10))
        with Form(self.Proof) as form:
            form.criterion_id = self.criteria["environment"]
            form.producer_id = self.farm
            form.date_start = date(2026, 1, 1)
            self.assertEqual(form.date_end, date(2028, 1, 1))

    def _assert_refused(self, sentence, **vals):
        count = self.Proof.search_count([])
        with self.assertRaisesRegex(ValidationError, sentence):
            with self.env.cr.savepoint():
                self.Proof.with_context(lang="en_US").create(vals)
        self.assertEqual(self.Proof.search_count([]), count)

    def test_bad_input(self):
        measure, label = (
            self.criteria["autonomy"],
            self.env.ref("milperche_hub.label_igp"),
        )
        base = {"criterion_id": measure.id, "producer_id": self.farm.id}
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.Proof.create(
                    {**base, "date_start": "2026-03-02", "date_end": "2026-03-01"}
                )
        self._assert_refused("give its value", **base, state="valid")
        self._assert_refused("below the minimum", **base, state="valid", value=49.9)
        self._assert_refused("exceed 100", **base, value=101)
        self._assert_refused("negative", **base, value=-1)
        self._assert_refused(
            "producer as a whole", **base, product_tmpl_id=self.milk.id
        )
        self._assert_refused(
            "product by product", criterion_id=label.id, producer_id=self.farm.id
        )
        self._assert_refused(
            "not a product of",
            criterion_id=label.id,
            producer_id=self.farm.id,
            product_tmpl_id=self.product.id,
        )
        self._assert_refused(
            "not a producer",
            criterion_id=measure.id,
            producer_id=self.env.user.partner_id.id,
        )
        self._assert_refused("needs a reason", **base, is_exception=True)

    def test_documents(self):
        base = {
            "criterion_id": self.criteria["gmo_free"].id,
            "producer_id": self.farm.id,
        }
        pdf = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF"
        for content, name, sentence in (
            (b"%PDF-1.4\n" + b"0" * 40 * 1024 * 1024, "big.pdf", "exceeds 10 MB"),
            (b"#!/bin/sh\nrm -rf /\n", "run.sh", "must be a PDF"),
            (b"#!/bin/sh\nrm -rf /\n", "run.pdf", "must be a PDF"),
            (b"<html><script>alert(1)</script></html>", "a.html", "must be a PDF"),
            (pdf, "run.exe", "must be a PDF"),
        ):
            document = base64.b64encode(content)
            self._assert_refused(
                sentence, **base, document=document, document_name=name
            )
        proof = self.Proof.create(
            {**base, "document": base64.b64encode(pdf), "document_name": "a.PDF"}
        )
        with self.assertRaises(ValidationError):
            proof.document = base64.b64encode(b"plain text")
        proof.action_verify()
        self.assertEqual(proof.state, "valid")
        self.assertEqual(proof.verified_by_id, self.env.user)

    def test_a_document_is_asked_before_verifying(self):
        proof = self._prove(self.criteria["gmo_free"], self.farm, state="draft")
        with self.assertRaisesRegex(UserError, "document"):
            proof.action_verify()
        proof.note = "Paper original, folder 3"
        proof.action_verify()
        self.assertEqual(proof.state, "valid")

    def test_exception(self):
        self._prove_all(self.farm, codes=BLOCKING[1:])
        proof = self._prove(
            self.criteria["gmo_free"],
            self.farm,
            state="draft",
            date_end=date(2026, 4, 10),
            is_exception=True,
            exception_reason="The supplier's statement is late",
            exception_signatory="The chair",
        )
        self.assertFalse(self.milk.is_offerable)
        proof.action_verify()
        self.assertTrue(self.milk.is_offerable)
        self.assertTrue(self._reasons(day=date(2026, 4, 11)))

    def test_a_verified_proof_is_kept(self):
        proof = self._prove(self.criteria["gmo_free"], self.farm)
        with self.assertRaises(UserError):
            proof.unlink()

    def test_urgency(self):
        proof = self._prove(
            self.criteria["gmo_free"], self.farm, date_end=date(2026, 5, 9)
        )
        self.assertEqual(proof.urgency, "soon")
        proof.date_end = date(2026, 5, 10)
        self.assertEqual(proof.urgency, "later")


class TestLabels(SpecificationCase):
    def _labels(self, product, day):
        return product._hub_label_ids(day)[product].mapped("code")

    def test_labels_at_a_date(self):
        label = self.env.ref("milperche_hub.label_fermier")
        carrot = self._make_product("Carotte", self.farm, "vegetable")
        for product in self.milk + carrot:
            self.Proof.create(
                {
                    "criterion_id": label.id,
                    "product_tmpl_id": product.id,
                    "date_start": "2026-03-01",
                    "date_end": "2026-03-31",
                    "state": "valid",
                }
            )
        self.assertEqual(self.milk.hub_label_ids, label)
        self.assertEqual(self._labels(self.milk, date(2026, 3, 31)), ["fermier"])
        self.assertEqual(self._labels(self.milk, date(2026, 4, 1)), [])
        self.assertEqual(self._labels(carrot, TODAY), [], "not a legal farm product")

    def test_certificate_with_a_list_of_products(self):
        butter = self._make_product("Beurre", self.farm, "cow_dairy")
        bio = self.env.ref("milperche_hub.label_bio")
        proof = self._prove(bio, self.farm)
        self.assertEqual(self._labels(self.milk, TODAY), ["bio"])
        self.assertEqual(self._labels(butter, TODAY), ["bio"])
        proof.listed_product_ids = butter
        self.assertEqual(self._labels(self.milk, TODAY), [])
        self.assertFalse(self.milk.hub_label_ids)
        self.assertEqual(butter.hub_label_ids, bio)
        with self.assertRaises(ValidationError):
            proof.listed_product_ids = self.product

    def test_a_label_that_ends_for_all(self):
        hve2 = self.env.ref("milperche_hub.label_hve2")
        self._prove(hve2, self.farm)
        self.assertEqual(self._labels(self.milk, date(2026, 12, 31)), ["hve2"])
        self.assertEqual(self._labels(self.milk, date(2027, 1, 1)), [])


class TestRestriction(SpecificationCase):
    def _reasons_for(self, products, day=TODAY, **client):
        partner = self.env["res.partner"].create({"name": "Client", **client})
        Restriction = self.env["hub.sale.restriction"].with_context(lang="en_US")
        return Restriction._get_reasons(products, partner, day)

    def test_alcohol(self):
        cider = self._make_product("Cidre", self.farm, "alcohol")
        products = cider + self.milk
        for kind in ("nursery", "primary", "secondary"):
            reasons = self._reasons_for(products, hub_client_kind=kind)
            self.assertEqual(list(reasons), [cider])
            self.assertIn("schools", reasons[cider])
        self.assertFalse(self._reasons_for(products, hub_client_kind="restaurant"))
        variant = cider.product_variant_id
        self.assertIn(variant, self._reasons_for(variant, hub_client_kind="primary"))

    def test_farm_slaughtered_poultry(self):
        farm = self._make_producer("Volailles", hub_sanitary_status="eana")
        chicken = self._make_product("Poulet", farm, "poultry")
        egg = self._make_product("Œuf", farm, "egg")
        products = chicken + egg
        refused = self._reasons_for(products, hub_client_kind="care_home")
        self.assertEqual(set(refused), {chicken, egg}, "no packing centre either")
        farm.hub_packing_centre = "FR 61 000"
        refused = self._reasons_for(products, hub_client_kind="care_home")
        self.assertEqual(set(refused), {chicken})
        self.assertFalse(self._reasons_for(products, hub_client_kind="restaurant"))

    def test_derogation(self):
        self.farm.hub_sanitary_status = "derogation"
        kitchen = {"hub_client_kind": "other_canteen", "hub_approved_kitchen": True}
        self.assertTrue(self._reasons_for(self.milk, **kitchen))
        self.assertFalse(self._reasons_for(self.milk, hub_client_kind="primary"))

    def test_site_of_a_client(self):
        school = self.env["res.partner"].create(
            {"name": "School", "is_company": True, "hub_client_kind": "primary"}
        )
        cider = self._make_product("Cidre", self.farm, "alcohol")
        reasons = self._reasons_for(cider, parent_id=school.id, type="delivery")
        self.assertIn(cider, reasons)

    def test_dated(self):
        rule = self.env.ref("milperche_hub.restriction_alcohol_school")
        rule.date_end = TODAY
        cider = self._make_product("Cidre", self.farm, "alcohol")
        later = TODAY + timedelta(days=1)
        self.assertTrue(self._reasons_for(cider, hub_client_kind="primary"))
        self.assertFalse(self._reasons_for(cider, later, hub_client_kind="primary"))


class TestPartner(SpecificationCase):
    def test_board(self):
        self.assertEqual(self.farm.hub_spec_state, "red")
        proofs = self._prove_all(self.farm)
        self.assertEqual(self.farm.hub_spec_state, "amber", "autonomy is not proved")
        self._prove(self.criteria["autonomy"], self.farm, value=70)
        self.assertEqual(self.farm.hub_spec_state, "green")
        self.assertFalse(self.farm.hub_spec_note)
        found = self.env["res.partner"].search([("hub_spec_state", "=", "green")])
        self.assertIn(self.farm, found)
        proofs[0].date_end = date(2026, 4, 1)
        self.assertEqual(self.farm.hub_spec_state, "amber")
        self.assertFalse(self.env.user.partner_id.hub_spec_state)
        self._prove(self.criteria["gmo_free"], self.farm, date(2026, 4, 2))
        self.assertEqual(self.farm.hub_spec_state, "green", "already renewed")

    def test_a_label_about_to_end_is_chased(self):
        """Nobody has to hold a label: only one that is held and ends is chased."""
        self._prove_all(self.farm, date_end=date(2027, 6, 1))
        self._prove(self.criteria["autonomy"], self.farm, value=70)
        self.assertEqual(self.farm.hub_spec_state, "green")
        label = self.env.ref("milperche_hub.label_hve")
        proof = self._prove(label, self.farm, date_end=TODAY + timedelta(days=30))
        self.assertEqual(self.farm.hub_spec_state, "amber")
        self.assertIn(label.name, self.farm.hub_spec_note)
        proof.date_end = TODAY + timedelta(days=300)
        self.assertEqual(self.farm.hub_spec_state, "green")
        found = self.env["res.partner"].search(
            [("hub_spec_state", "in", ["red", "amber"]), ("id", "=", self.farm.id)]
        )
        self.assertFalse(found, "nothing to chase this month")

    def test_a_visit_and_its_proofs(self):
        with Form(self.env["hub.visit"]) as form:
            form.producer_id = self.farm
            form.date = date(2026, 3, 5)
            form.findings = "<p>Lots noted every day.</p>"
        visit = form.record
        self.assertEqual(visit.visitor_id, self.env.user)
        proof = self._prove(self.criteria["traceability"], self.farm, visit_id=visit.id)
        self.assertEqual(visit.proof_ids, proof)
        self.assertIn("Ferme Fictive", visit.display_name)

    def test_producer_code(self):
        for code in ("a", "ABCDEFG", "ab", "A-B"):
            with self.assertRaises(ValidationError):
                self.farm.hub_producer_code = code
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self._make_producer("Twin", "FFIC")

    def test_payer(self):
        hall = self.env["res.partner"].create({"name": "Town hall"})
        school = self.env["res.partner"].create(
            {"name": "School", "hub_payer_id": hall.id}
        )
        with self.assertRaises(ValidationError):
            school.hub_payer_id = school
        with self.assertRaises(ValidationError):
            hall.hub_payer_id = school

    def test_distance(self):
        near = self._make_producer(
            "A", partner_latitude=48.4326, partner_longitude=0.8874
        )
        far = self._make_producer(
            "B", partner_latitude=48.5206, partner_longitude=0.5475
        )
        self.assertAlmostEqual(near._hub_distance_km(far), 26.9, delta=0.1)
        self.assertIsNone(near._hub_distance_km(self.farm))
        self.assertIsNone(self.farm._hub_distance_km(near))

    def test_only_a_producer_has_products(self):
        with self.assertRaises(ValidationError):
            self.milk.producer_id = self.env.user.partner_id


class TestAccess(SpecificationCase):
    def test_portal_producer_sees_his_own_proofs(self):
        mine = self._prove(self.criteria["gmo_free"], self.farm)
        other = self._prove(self.criteria["gmo_free"], self.producer)
        user = new_test_user(self.env, "spec_farmer", groups="base.group_portal")
        user.partner_id.parent_id = self.farm
        found = self.Proof.with_user(user).search([])
        self.assertEqual(found, mine)
        with self.assertRaises(AccessError):
            other.with_user(user).read(["date_end"])
        with self.assertRaises(AccessError):
            mine.with_user(user).state = "draft"
        with self.assertRaises(AccessError):
            mine.with_user(user).action_reset()

    def test_client_sees_no_proof(self):
        self._prove(self.criteria["gmo_free"], self.farm)
        user = new_test_user(self.env, "spec_client", groups="base.group_portal")
        self.assertFalse(self.Proof.with_user(user).search([]))

    def test_roles(self):
        proof = self._prove(self.criteria["environment"], self.farm, state="draft")
        volunteer = new_test_user(
            self.env, "spec_vol", groups="milperche_hub.group_volunteer"
        )
        coordinator = new_test_user(
            self.env, "spec_coord", groups="milperche_hub.group_coordinator"
        )
        self.assertEqual(proof.with_user(volunteer).state, "draft")
        with self.assertRaises(AccessError):
            proof.with_user(volunteer).action_verify()
        proof.with_user(coordinator).action_verify()
        self.assertEqual(proof.verified_by_id, coordinator)
        with self.assertRaises(AccessError):
            self.criteria["gmo_free"].with_user(coordinator).blocking = False

    def test_plain_user_can_open_partners_and_products(self):
        user = new_test_user(self.env, "spec_plain", groups="base.group_user")
        for record in self.farm + self.env["res.partner"]:
            views = record.with_user(user).get_views([(False, "form")])
            fields = views["models"]["res.partner"]["fields"]
            self.assertNotIn("proof_ids", fields)
