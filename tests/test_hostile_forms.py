"""Forms of the portal without the token of their page: refused, nothing changed."""

from odoo.http import _generate_routing_rules
from odoo.tools import mute_logger

from .common import HubHttpCase

OURS = "odoo.addons.milperche_hub."
DO = ("accept", "short", "availability", "pause", "resume", "propose")


class TestHostileForms(HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_cook", cls.grocer)
        cls._make_portal_user("t_farmer", cls.farm)
        cls.catalogue = cls._make_catalogue()
        cls.order = cls._make_order(cls.catalogue, cls.grocer, {cls.carrot: 5})

    def _post(self, url, **data):
        with mute_logger("odoo.http"):
            answer = self.url_open(url, data={"csrf_token": "wrong", **data})
        self.env.invalidate_all()
        return answer.status_code

    def test_every_form_of_ours_asks_for_its_token(self):
        modules = sorted(self.env.registry._init_modules)
        rules = _generate_routing_rules(modules, nodb_only=False)
        ours = {
            url: endpoint.routing
            for url, endpoint in rules
            if endpoint.__module__.startswith(OURS)
        }
        self.assertIn("/my/catalogue/<int:catalogue_id>/submit", ours)
        posts = {
            url
            for url, routing in ours.items()
            if routing["type"] == "http"
            and "POST" in (routing.get("methods") or ("POST",))
            and not routing.get("csrf", True)
        }
        self.assertFalse(posts)

    def test_a_client_s_forms(self):
        self.authenticate("t_cook", "t_cook")
        url = f"/my/catalogue/{self.catalogue.id}"
        offer = self.order.order_line.offer_id
        line = str(self.order.order_line.id)
        for path, data in (
            ("submit", {f"qty_{offer.id}": "9"}),
            ("withdraw", {}),
            ("portion", {"offer": str(offer.id), "quantity": "9"}),
            ("must", {"line": line, "must": "1"}),
            ("note", {"note": "forged"}),
        ):
            with self.subTest(path):
                self.assertEqual(self._post(f"{url}/{path}", **data), 400)
        self.assertEqual(self.order.order_line.product_uom_qty, 5)
        self.assertTrue(self.order.hub_date_placed)
        self.assertFalse(self.order.order_line.hub_must_have)
        self.assertFalse(self.order.hub_client_note)
        self.assertOffersHold(self.catalogue)

    def test_a_producer_s_forms(self):
        self.catalogue.action_close()
        order = self.catalogue.producer_order_ids.filtered(
            lambda o: o.producer_id == self.farm
        )
        self.authenticate("t_farmer", "t_farmer")
        for action in DO:
            data = {"order": str(order.id), "catalogue": str(self.catalogue.id)}
            with self.subTest(action):
                self.assertEqual(self._post(f"/my/producer/do/{action}", **data), 400)
        self.assertEqual(order.answer, "waiting")
        pauses = self.env["hub.producer.pause"].search(
            [("producer_id", "=", self.farm.id)]
        )
        self.assertFalse(pauses)
