"""The producer's page for clients, and the history for funders."""

import base64
from datetime import date

from .common import HubCase, HubHttpCase

PDF = base64.b64encode(b"%PDF-1.4\n%%EOF")


class TestProducerPage(HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("pp_cook", cls.college)
        cls._make_portal_user("pp_farmer", cls.dairy)
        cls._make_catalogue()
        cls.gmo = cls.farm.proof_ids.filtered(lambda p: p.code == "gmo_free")
        cls.gmo.write({"document": PDF, "document_name": "ogm.pdf", "is_shared": True})
        cls.url = f"/my/producers/{cls.farm.id}"

    def test_what_a_client_reads(self):
        self.authenticate("pp_cook", "pp_cook")
        self.assertTrue(self.farm.name in self.url_open("/my/producers").text)
        page = self.url_open(self.url).text
        for text in (self.farm.name, "Bretoncelles", "2027", "Carotte démo"):
            self.assertTrue(text in page, text)
        link = f"{self.url}/proof/{self.gmo.id}"
        self.assertTrue(link in page)
        self.assertEqual(self.url_open(link).headers["Content-Type"], "application/pdf")
        self.gmo.is_shared = False
        self.assertTrue(self.url_open(link).url.endswith(self.url))

    def test_the_way_there(self):
        """From the portal's home and from the order grid."""
        self.authenticate("pp_cook", "pp_cook")
        for path in ("/my", "/my/catalogue"):
            self.assertTrue('href="/my/producers"' in self.url_open(path).text, path)

    def test_only_public_documents(self):
        """A label's certificate is public, a farm's own paper is not."""
        label = self.env.ref("milperche_hub.label_bio")
        seed = self.env.ref("milperche_hub.criterion_gmo_seed")
        values = {"producer_id": self.farm.id, "document": PDF, "state": "valid"}
        public, own = self.env["hub.proof"].create(
            [{**values, "criterion_id": criterion.id} for criterion in (label, seed)]
        )
        self.assertEqual((public.is_shared, own.is_shared), (True, False))
        self.authenticate("pp_cook", "pp_cook")
        page = self.url_open(self.url).text
        self.assertTrue(f"/proof/{public.id}" in page)
        self.assertFalse(f"/proof/{own.id}" in page)
        hidden = self.url_open(f"{self.url}/proof/{own.id}")
        self.assertTrue(hidden.url.endswith(self.url))

    def test_what_food_law_asks(self):
        self.farm.write(
            {
                "hub_packing_centre": "61-000-00",
                "hub_sanitary_status": "derogation",
                "hub_sanitary_number": "R-61-7",
            }
        )
        self.authenticate("pp_cook", "pp_cook")
        page = self.url_open(self.url).text
        for text in ("61-000-00", "R-61-7", "80 km"):
            self.assertTrue(text in page, text)

    def test_only_what_is_proved_today(self):
        self.gmo.action_reset()
        self.authenticate("pp_cook", "pp_cook")
        link = f"{self.url}/proof/{self.gmo.id}"
        self.assertFalse(link in self.url_open(self.url).text)
        self.assertTrue(self.url_open(link).url.endswith(self.url))
        self.farm.hub_date_left = date(2020, 1, 1)
        self.assertTrue(self.url_open(self.url).url.endswith("/my/producers"))

    def test_only_clients(self):
        self.authenticate("pp_farmer", "pp_farmer")
        self.assertFalse("/my/producers" in self.url_open(self.url).url)
        self.authenticate(None, None)
        self.assertTrue("/web/login" in self.url_open(self.url).url)


class TestHistory(HubCase):
    def test_two_versions(self):
        first = self.env.ref("milperche_hub.specification_1")
        second = first.browse(first.action_new_version()["res_id"])
        stricter = second.criterion_ids.filtered(lambda c: c.code == "autonomy")
        stricter.minimum = 60
        second.action_publish()
        self._prove(
            self.farm,
            "autonomy",
            is_exception=True,
            exception_reason="Sécheresse",
            exception_signatory="Présidence Démo",
        )
        history = first.with_context(lang="en_US")._get_history()
        self.assertEqual([v["record"] for v in history], [second, first])
        rows = {row["criterion"].code: row for row in history[0]["rows"]}
        self.assertEqual(rows["autonomy"]["changed"], "changed")
        self.assertEqual(rows["gmo_free"]["changed"], "")
        old = {row["criterion"].code: row for row in history[1]["rows"]}
        self.assertEqual(old["gmo_free"]["verified"], 3)
        self.assertEqual(old["autonomy"]["exceptions"], 1)
        content, __ = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_specification", first.ids
        )
        for text in ("Sécheresse", "Présidence Démo"):
            self.assertIn(text, content.decode())
