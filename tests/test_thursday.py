"""One Thursday from the van that comes to the credit note, in a browser."""

from .common import HubHttpCase
from .test_rounds import HUB, PLACES, RoundCase


class TestThursday(HubHttpCase):
    """Receive, weigh, share out, pack; load, drive, sign, claim; credit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        RoundCase._place.__func__(cls, cls.company.partner_id, HUB)
        for client, place in zip(cls.clients, PLACES, strict=True):
            RoundCase._place.__func__(cls, client, place)
        cls.env["hub.crate.type"].search([]).active = False
        cls.crate = cls.env["hub.crate.type"].create({"name": "Caisse démo"})
        cls.catalogue = cls._make_catalogue(cls.carrot)
        cls.orders = cls.env["sale.order"]
        for client, quantity in (
            (cls.school_a, 10.0),
            (cls.school_b, 10.0),
            (cls.college, 5.0),
        ):
            cls.orders |= cls._make_order(cls.catalogue, client, {cls.carrot: quantity})
        cls.catalogue.action_close()
        for login, group in (("goods", "volunteer"), ("office", "coordinator")):
            cls._make_user(
                login,
                f"milperche_hub.group_{group}",
                password=login,
                lang="fr_FR",
            )
        driver = cls._make_portal_user(
            "driver", cls.env["res.partner"].create({"name": "Conducteur Démo"})
        )
        cls.run_ = cls.catalogue.delivery_ids.batch_id
        cls.run_.driver_id = driver.partner_id

    def test_a_whole_thursday(self):
        self._handle_goods()
        self._serve_the_stops()
        self._credit()
        self.assertGoodsBalance(self.carrot)

    def _handle_goods(self):
        self._add_tour("thursday_chain_tour")
        self.start_tour(
            "/odoo/action-milperche_hub.stock_picking_action_dropoff",
            "hub_thursday_chain_tour",
            login="goods",
            timeout=180,
        )
        self.env.invalidate_all()
        lines = self.orders.picking_ids.move_line_ids
        self.assertEqual(sorted(lines.mapped("quantity")), [4.0, 7.0, 7.9])
        self.assertTrue(all(lines.mapped("hub_packed")))

    def _serve_the_stops(self):
        self._drive(self.run_, "thursday_drive")
        stops = self.run_._get_ordered_stops()
        self.assertEqual(self.run_.hub_loading_temperature, 2.5)
        self.assertEqual(stops.mapped("outcome"), ["delivered", "partial", "delivered"])
        self.assertTrue(all(stop.signature for stop in stops))
        first = stops[0]
        self.assertEqual(
            (first.temperature, first.cheque_number, first.cheque_amount),
            (3.5, "0001", 12.5),
        )
        self.assertEqual(self.school_a.hub_crate_balance, 3)
        self.assertEqual(
            self.orders.order_line.mapped("qty_delivered"), [7.9, 5.0, 4.0]
        )
        claim = self.env["hub.claim"].search([("partner_id", "=", self.school_a.id)])
        self.assertEqual(
            (claim.origin, claim.reason, claim.quantity), ("driver", "freshness", 2.0)
        )
        self.claim = claim

    def _credit(self):
        self.catalogue.action_invoice()
        self.orders.invoice_ids.action_post()
        self._add_tour("claim_tour")
        self.start_tour(
            "/odoo/this-week", "hub_claim_hub_tour", login="office", timeout=180
        )
        self.env.invalidate_all()
        self.assertEqual(self.claim.state, "done")
        self.assertEqual(self.claim.refund_id.amount_untaxed, 3.40)
        settlement = self._settle().filtered(lambda s: s.producer_id == self.farm)
        self.assertAlmostEqual(
            settlement.amount_gross, round((7.9 + 5.0 + 4.0) * 1.70 - 3.40, 2), 2
        )
