from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from .common import HubCase, HubHttpCase
from .test_portal_client import PortalWorld

REPORT = "milperche_hub.report_settlement_action"


class TestPortalProducer(PortalWorld, HubCase):
    """What a producer reads of its week."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.catalogue.offer_ids.commission_rate = 15.0
        for client, quantity in ((cls.college, 20), (cls.grocer, 10)):
            cls._make_order(cls.catalogue, client, {cls.carrot: quantity, cls.apple: 5})
        cls.Picking = cls.env["stock.picking"]

    def test_ordered_so_far(self):
        (week,) = self.env["hub.offer"]._get_portal_so_far(self.farm)
        self.assertEqual(week["catalogue"], self.catalogue)
        self.assertEqual(
            [(line["name"], line["taken_text"]) for line in week["lines"]],
            [("Carotte démo", "30")],
        )

    def test_what_to_bring_and_what_it_pays(self):
        self.carrot.hub_pack_qty = 10
        self.catalogue.action_close()
        dropoffs = self.Picking._get_portal_dropoffs(self.farm)
        self.assertEqual(dropoffs.owner_id, self.farm)
        (dropoff,) = dropoffs._get_portal_dropoff_values()
        (line,) = dropoff["lines"]
        self.assertEqual(line["name"], "Carotte démo")
        self.assertEqual((line["quantity_text"], line["unit"]), ("30", "kg"))
        self.assertEqual(line["packs_text"], "3 × 10 kg")
        # 30 × 1.70 = 51.00, less 15 %
        self.assertIn("43.35", dropoff["net_text"])
        self.assertFalse(self.Picking._get_portal_dropoffs(self.farm, done=True))
        self.catalogue.action_receive_all()
        self.assertFalse(self.Picking._get_portal_dropoffs(self.farm))
        past = self.Picking._get_portal_dropoffs(self.farm, done=True)
        self.assertEqual(past, dropoffs)

    def test_settlements_once_posted(self):
        self.catalogue.action_close()
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        settlements = self._settle()
        Settlement = self.env["hub.settlement"]
        self.assertFalse(Settlement._get_portal_settlements(self.farm))
        settlements.action_post()
        found = Settlement._get_portal_settlements(self.farm)
        self.assertEqual(found.producer_id, self.farm)
        farmer = self._make_portal_user("t_farmer", self.farm)
        self.assertEqual(Settlement.with_user(farmer).search([]), found)
        found.with_user(farmer).read(["name", "amount_net", "state"])
        for records in (settlements - found, found.line_ids):
            with self.assertRaises(AccessError):
                records.with_user(farmer).read(["amount_net"])
        with self.assertRaises(AccessError):
            found.with_user(farmer).write({"date_due": "2030-01-01"})
        with self.assertRaises(AccessError):
            found.with_user(farmer).action_contest()

    def test_one_proof_for_each_criterion(self):
        proofs = self.env["hub.proof"]._get_portal_proofs(self.farm)
        self.assertEqual(len(proofs), len(proofs.criterion_id))
        self._prove(
            self.farm,
            "gmo_free",
            date_start=fields.Date.today(),
            date_end=fields.Date.today() + timedelta(days=10),
        )
        again = self.env["hub.proof"]._get_portal_proofs(self.farm)
        self.assertEqual(again, proofs, "the longest one counts")


class TestPortalProducerPages(PortalWorld, HubHttpCase):
    """The producer's pages, through the HTTP server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_farmer", cls.farm)
        cls._make_portal_user("t_orchard", cls.orchard)
        cls._make_portal_user("t_cook", cls.college)
        cls.catalogue = cls._make_catalogue()
        quantities = {cls.carrot: 20, cls.leek: 5, cls.apple: 5}
        cls._make_order(cls.catalogue, cls.college, quantities)
        cls.catalogue.action_close()

    def _settled(self):
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        settlements = self._settle()
        settlements.action_post()
        return settlements.filtered(lambda s: s.producer_id == self.farm)

    def test_next_drop_off(self):
        self.authenticate("t_farmer", "t_farmer")
        page = self.url_open("/my/producer")
        for text in ("To bring", "Carotte démo", "Poireau démo", "20"):
            self.assertIn(text, page.text)
        for secret in ("Pomme démo", self.college.name, "Verger Démo"):
            self.assertNotIn(secret, page.text)
        self.assertLess(len(page.content), 100_000)

    def test_settlement(self):
        settlement = self._settled()
        url = f"/my/producer/settlement/{settlement.id}"
        self.authenticate("t_farmer", "t_farmer")
        self.assertIn(url, self.url_open("/my/producer").text)
        page = self.url_open(url)
        self.assertIn(settlement.name, page.text)
        self.assertIn("Carotte démo", page.text)
        self.assertNotIn(self.college.name, page.text, "clients are not named")
        for login in ("t_orchard", "t_cook"):
            self.authenticate(login, login)
            for path in (url, f"{url}/pdf"):
                self.assertNotIn(settlement.name, self.url_open(path).text)

    def test_settlement_pdf(self):
        settlement = self._settled()
        url = f"/my/producer/settlement/{settlement.id}"
        self.authenticate("t_farmer", "t_farmer")
        answer = self.url_open(f"{url}/pdf")
        self.assertEqual(answer.status_code, 200)
        printed = bool(self.env.ref(REPORT, raise_if_not_found=False))
        self.assertEqual(answer.url.endswith("/pdf"), printed)

    def test_copy_of_the_invoice(self):
        settlement = self._settled()
        url = f"/my/producer/settlement/{settlement.id}"
        self.authenticate("t_farmer", "t_farmer")
        page = self.url_open(url)
        self.assertIn(settlement.bill_id.name, page.text)
        answer = self.url_open(f"{url}/invoice")
        self.assertEqual(answer.status_code, 200)
        self.assertIn(settlement.bill_id.name, answer.text)
        for login in ("t_orchard", "t_cook"):
            self.authenticate(login, login)
            answer = self.url_open(f"{url}/invoice")
            self.assertFalse(answer.url.endswith("/invoice"), "nobody else's")

    def test_only_producers(self):
        self.authenticate("t_cook", "t_cook")
        self.assertNotIn("/my/producer", self.url_open("/my/producer").url)
        self.assertIn("My farm", self._home("t_farmer"))

    def _home(self, login):
        self.authenticate(login, login)
        return self.url_open("/my").text
