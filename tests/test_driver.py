"""The driver's page: one's own run only, events once, hostile messages refused."""

import base64
import json
from datetime import datetime
from pathlib import Path

from odoo.modules import Manifest
from odoo.tools import mute_logger

from .common import HubHttpCase
from .test_rounds import HUB, PLACES, RoundCase

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4"
    "2mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class TestRecord(RoundCase):
    def setUp(self):
        super().setUp()
        self.run, self.orders = self._make_run()
        self.stop = self.run._get_ordered_stops()[0]
        self.order = self.stop.picking_ids.sale_id

    def _event(self, **values):
        return {
            "key": "event-0001",
            "outcome": "delivered",
            "at": "2026-03-02T07:30:00",
            **values,
        }

    def _move(self, product):
        return self.stop.picking_ids.move_ids.filtered(
            lambda m: m.product_id == product
        )

    def test_delivered_once_however_often_it_is_sent(self):
        event = self._event(
            temperature=3.5,
            signature=PIXEL,
            signed_by="Cuisine Démo",
            cheque_number="0001",
            cheque_amount=12.5,
        )
        for __ in range(3):
            self.stop._record(event)
        self.assertEqual(self.stop.picking_ids.state, "done")
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [5.0, 4.0])
        self.assertEqual(self.stop.temperature, 3.5)
        self.assertTrue(self.stop.signature)
        self.assertEqual(self.stop.cheque_amount, 12.5)
        self.assertEqual(self.stop.date_served, datetime(2026, 3, 2, 7, 30))
        self.assertFalse(self.stop.problem)
        with self.assertRefused("served already"):
            self.stop._record(self._event(key="event-0002"))

    def test_part_of_a_line_comes_back(self):
        event = self._event(
            outcome="partial", lines={str(self._move(self.carrot).id): 2}
        )
        self.stop._record(event)
        line = self.order.order_line.filtered(
            lambda line: line.product_id == self.carrot
        )
        self.assertEqual(line.qty_delivered, 2.0)
        self.assertGoodsBalance(self.carrot | self.goat)

    def test_refused_brings_everything_back(self):
        self.stop._record(self._event(outcome="refused", remark="Trop tard"))
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [0.0, 0.0])
        self.assertEqual(self.stop.outcome, "refused")
        self.assertGoodsBalance(self.carrot | self.goat)

    def test_crates_are_counted(self):
        crate = self.env["hub.crate.type"].create({"name": "Caisse démo"})
        event = self._event(crates={str(crate.id): [3, 1]})
        self.stop._record(event)
        self.stop._record(event)
        line = self.env["hub.crate.line"].search(
            [("picking_id", "in", self.stop.picking_ids.ids)]
        )
        self.assertEqual((line.quantity_out, line.quantity_in), (3, 1))

    def test_what_a_client_keeps_is_on_the_page(self):
        crate = self.env["hub.crate.type"].create({"name": "Caisse démo"})
        self.stop.picking_ids._set_crates({crate: (6, 1)})
        stops = self.run._get_driver_data()["stops"]
        self.assertEqual(stops[0]["crates"], {crate.id: 5})
        self.assertFalse(stops[1]["crates"])

    def test_hostile_messages_change_nothing(self):
        mine = str(self._move(self.carrot).id)
        other = str(self.orders[1].picking_ids.move_ids[0].id)
        for values in (
            {"key": "short"},
            {"key": 12345678},
            {"outcome": "todo"},
            {"outcome": None},
            {"outcome": "partial", "lines": {mine: -1}},
            {"outcome": "partial", "lines": {mine: 99}},
            {"outcome": "partial", "lines": {mine: float("nan")}},
            {"outcome": "partial", "lines": {other: 1}},
            {"outcome": "partial", "lines": [mine]},
            {"temperature": 1e9},
            {"temperature": "warm"},
            {"cheque_amount": -5},
            {"signature": "data:text/html;base64,PGI+"},
            {"photo": "data:image/png;base64,***"},
            {"photo": "data:image/png;base64," + "A" * 5_000_000},
            {"crates": {"999999": [1, 1]}},
            {"crates": {"1": [-1, 1]}},
        ):
            with self.assertRefused("."):
                self.stop._record(self._event(**values))
        self.assertEqual(self.stop.outcome, "todo")
        self.assertNotEqual(self.stop.picking_ids.state, "done")

    def test_a_clock_that_is_wrong_is_not_believed(self):
        self.stop._record(self._event(at="2031-01-01T00:00:00"))
        self.assertEqual(self.stop.date_served, datetime(2026, 3, 2, 8, 0))

    def test_what_cannot_be_validated_is_kept_for_the_coordinator(self):
        move = self._move(self.carrot)
        self._spoil(move, -1.0)
        self.stop._record(self._event(signed_by="Cuisine Démo"))
        self.assertEqual(self.stop.outcome, "delivered")
        self.assertTrue(self.stop.problem)
        titles = [e["title"] for e in self.env["hub.week"].get_page()["exceptions"]]
        self.assertIn("Served by the driver, not validated", titles)
        self._spoil(move, 5.0)
        self.stop.action_validate()
        self.assertFalse(self.stop.problem)
        self.assertEqual(self.stop.picking_ids.state, "done")

    def _spoil(self, move, quantity):
        """A state that no screen lets happen."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move SET quantity = %s WHERE id = %s", (quantity, move.id)
        )
        self.env.invalidate_all()

    def test_loading_temperature_is_noted_once(self):
        self.run._record_loading({"temperature": 2.5})
        self.run._record_loading({"temperature": 9.0})
        self.assertEqual(self.run.hub_loading_temperature, 2.5)


class TestDriverPage(HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        RoundCase._place.__func__(cls, cls.company.partner_id, HUB)
        for client, place in zip(cls.clients, PLACES, strict=True):
            RoundCase._place.__func__(cls, client, place)
        cls.run_, cls.orders = RoundCase._make_run(cls)
        cls.driver = cls._make_portal_user(
            "driver", cls.env["res.partner"].create({"name": "Conducteur Démo"})
        )
        cls.run_.driver_id = cls.driver.partner_id
        cls._make_portal_user(
            "stranger", cls.env["res.partner"].create({"name": "Autre Démo"})
        )

    def _send(self, *events, run=None):
        answer = self.url_open(
            f"/my/round/{(run or self.run_).id}/sync",
            data=json.dumps(
                {"jsonrpc": "2.0", "method": "call", "params": {"events": events}}
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.json()

    def test_a_driver_sees_only_the_own_run(self):
        path = f"/my/round/{self.run_.id}"
        self.authenticate("driver", "driver")
        self.assertIn("École Démo A", self.url_open(path).text)
        self.assertTrue(self.url_open("/my/round").url.endswith(path))
        self.authenticate("stranger", "stranger")
        self.assertNotIn("École Démo A", self.url_open(path).text)
        stop = self.run_.hub_run_stop_ids[0]
        event = {"key": "stolen-001", "stop_id": stop.id, "outcome": "refused"}
        self.assertIn("error", self._send(event)["result"])
        self.assertEqual(stop.outcome, "todo")
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(path).url)
        with mute_logger("odoo.http"):
            self.assertIn("error", self._send(event))

    def test_no_price_leaves_with_the_driver(self):
        data = self.run_.sudo()._get_driver_data()
        text = json.dumps(data)
        for word in ("amount", "price", 'cost"'):
            self.assertNotIn(word, text.replace("cheque_amount", ""))

    def test_one_bad_event_stops_no_other(self):
        self.authenticate("driver", "driver")
        stops = self.run_._get_ordered_stops()
        results = self._send(
            {"key": "good-00001", "stop_id": stops[0].id, "outcome": "delivered"},
            {"key": "bad-000001", "stop_id": stops[1].id, "outcome": "eaten"},
            {"key": "lost-00001", "stop_id": 99999999, "outcome": "delivered"},
            {"key": "load-00001", "stop_id": 0, "temperature": 3.0},
        )["result"]["results"]
        self.assertTrue(results["good-00001"]["ok"])
        self.assertFalse(results["bad-000001"]["ok"])
        self.assertFalse(results["lost-00001"]["ok"])
        self.assertTrue(results["load-00001"]["ok"])
        self.assertEqual(stops.mapped("outcome")[:2], ["delivered", "todo"])
        self.assertEqual(self.run_.hub_loading_temperature, 3.0)

    def test_the_page_is_light(self):
        self.authenticate("driver", "driver")
        folder = Path(Manifest.for_addon("milperche_hub").path, "static/src/driver")
        size = sum(path.stat().st_size for path in folder.iterdir())
        size += len(self.url_open(f"/my/round/{self.run_.id}").content)
        self.assertLess(size, 150_000)
        page = self.url_open(f"/my/round/{self.run_.id}").text
        self.assertNotIn("/web/assets", page)
        self.assertEqual(self.url_open("/my/round/worker.js").status_code, 200)

    def test_driver_offline_tour(self):
        self._drive(self.run_, "driver_offline")
        stops = self.run_._get_ordered_stops()
        self.assertEqual(
            stops.mapped("outcome"),
            ["delivered", "partial", "refused", "todo", "todo"],
        )
        self.assertTrue(base64.b64decode(stops[0].signature))
        self.assertEqual(stops[0].picking_ids.state, "done")
        carrots = stops[1].picking_ids.move_ids.filtered(
            lambda m: m.product_id == self.carrot
        )
        self.assertEqual(carrots.quantity, 3.0)
