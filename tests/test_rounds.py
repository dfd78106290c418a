"""Rounds: stops in order, hours and cost, incidents, goods straight from the farm."""

from datetime import timedelta
from random import Random

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.milperche_hub.tools import route

from .common import HubCase, PlainCase

HUB = (48.4326, 0.8874)
PLACES = ((48.52, 0.55), (48.45, 0.90), (48.32, 0.82), (48.40, 1.00), (48.60, 0.70))


class TestRoute(PlainCase):
    def test_proposal_is_never_worse(self):
        random, roads = Random(7), route.Roads()
        for size in (1, 2, 5, 9, 14):
            stops = [
                route.Stop(
                    (48.3 + random.random() / 2, 0.5 + random.random()),
                    closes=random.choice([None, 10.5, 12.0]),
                )
                for __ in range(size)
            ]
            order = route.propose(HUB, stops, 8.0, roads)
            self.assertEqual(sorted(order), list(range(size)))
            proposed = route._cost(HUB, [stops[i] for i in order], 8.0, roads)
            self.assertLessEqual(proposed, route._cost(HUB, stops, 8.0, roads))

    def test_local_search_finds_what_trying_all_finds(self):
        from itertools import permutations

        random, roads = Random(3), route.Roads()
        for __ in range(5):
            stops = [
                route.Stop((48.3 + random.random() / 2, 0.5 + random.random()))
                for ___ in range(6)
            ]
            best = min(
                route._cost(HUB, [stops[i] for i in order], 8.0, roads)
                for order in permutations(range(6))
            )
            order = route.propose(HUB, stops, 8.0, roads)
            found = route._cost(HUB, [stops[i] for i in order], 8.0, roads)
            self.assertAlmostEqual(found[1], best[1], 3)

    def test_costs_add_up_to_the_cent(self):
        random, roads = Random(5), route.Roads()
        for size in range(1, 12):
            stops = [
                route.Stop((48.3 + random.random() / 2, 0.5 + random.random()))
                for __ in range(size)
            ]
            total, costs = route.split_cost(HUB, stops, 8.0, roads, 0.45, 13.7)
            self.assertEqual(sum(costs), total)
            self.assertGreaterEqual(min(costs), 0)


class RoundCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._place(cls.company.partner_id, HUB)
        for client, place in zip(cls.clients, PLACES, strict=True):
            cls._place(client, place)

    @classmethod
    def _place(cls, partner, place):
        partner.partner_latitude, partner.partner_longitude = place

    def _make_van(self, **values):
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Démo"})
        model = self.env["fleet.vehicle.model"].create(
            {"name": "Démo", "brand_id": brand.id, "vehicle_type": "car"}
        )
        return self.env["fleet.vehicle"].create({"model_id": model.id, **values})

    def _make_run(self, received=True, clients=None):
        catalogue = self._make_catalogue()
        orders = self.env["sale.order"]
        for client in clients or self.clients:
            orders |= self._make_order(
                catalogue, client, {self.carrot: 5.0, self.goat: 4.0}
            )
        catalogue.action_close()
        if received:
            catalogue.action_receive_all()
        return catalogue.delivery_ids.batch_id, orders


class TestRun(RoundCase):
    def test_stops_follow_the_deliveries(self):
        run, orders = self._make_run()
        stops = run._get_ordered_stops()
        self.assertEqual(stops.partner_id, self.clients)
        self.assertEqual([stop.rank for stop in stops], [1, 2, 3, 4, 5])
        left = orders[2].picking_ids
        left.batch_id = False
        self.assertNotIn(left.partner_id, run.hub_run_stop_ids.partner_id)
        self.assertEqual(
            run.picking_ids.sorted("batch_sequence").partner_id,
            run._get_ordered_stops().partner_id,
        )
        left.batch_id = run
        self.assertEqual(run._get_ordered_stops().partner_id, self.clients)

    def test_cold_litres(self):
        run, __ = self._make_run()
        self.goat.write({"hub_cold_chain": True, "volume": 0.01})
        self.carrot.volume = 1.0
        van = self._make_van(hub_is_refrigerated=True)
        run.vehicle_id = van
        self.assertNotIn("cold", run.hub_warning)
        van.hub_cold_litres = 120
        run.invalidate_recordset()
        self.assertTrue(run.hub_is_too_full)
        self.assertIn("Too little cold space: 200 litres for 120.", run.hub_warning)
        many = run._get_stops_too_many()
        self.assertEqual(len(many), 2)
        self.assertEqual(many, run._get_ordered_stops()[3:])
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            van.hub_cold_litres = -1
            van.flush_recordset()

    def test_a_volunteer_s_kilometres_are_recorded_once(self):
        run, __ = self._make_run()
        driver = self.env["res.partner"].create({"name": "Bénévole Démo"})
        self.company.hub_volunteer_km_price = 0.43
        run.write({"hub_is_own_car": True, "driver_id": driver.id})
        with self.assertRaisesRegex(UserError, "finished run"):
            run.action_record_mileage()
        run.action_deliver_run()
        self.assertEqual(run.state, "done")
        record = run.action_record_mileage()
        self.assertEqual(record.partner_id, driver)
        self.assertEqual(record.kind, "volunteer")
        self.assertLessEqual(record.date, run._get_run_day())
        self.assertEqual(record.km, run.hub_km)
        self.assertGreater(record.km, 0)
        self.assertEqual(record.amount_km, round(record.km * 0.43 + 1e-9, 2))
        self.assertTrue(run.hub_is_mileage_recorded)
        self.assertFalse(run.action_record_mileage())
        self.company.hub_volunteer_km_price = 0.50
        self.assertEqual(record.km_price, 0.43)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_mileage", record.ids
        )[0]
        text = html.decode()
        self.assertIn("Bénévole Démo", text)
        self.assertIn(f"{record.amount_km:.2f}".replace(".", ","), text)

    def test_mileage_is_refused(self):
        run, __ = self._make_run()
        run.action_deliver_run()
        with self.assertRaisesRegex(UserError, "own car"):
            run.action_record_mileage()
        run.write({"hub_is_own_car": True, "driver_id": False})
        with self.assertRaisesRegex(UserError, "who drove"):
            run.action_record_mileage()
        self.assertFalse(
            self.env["hub.activity.record"].search([("batch_id", "=", run.id)])
        )

    def test_dragging_a_stop_orders_notes_and_sheet(self):
        run, __ = self._make_run()
        stops = run._get_ordered_stops()
        for rank, stop in enumerate(reversed(stops), start=1):
            stop.sequence = rank
        self.assertEqual(
            run.picking_ids.sorted("batch_sequence").partner_id,
            self.clients[::-1],
        )
        self.assertEqual(
            [stop["partner"] for stop in run._get_run_stops()], list(self.clients[::-1])
        )

    def test_proposed_order_is_shorter_and_keeps_windows(self):
        run, __ = self._make_run()
        before = run.hub_km
        run.action_propose_order()
        self.assertLess(run.hub_km, before)
        far = run.hub_run_stop_ids.filtered(lambda s: s.partner_id == self.grocer)
        far.sequence = 99
        far.window_end = far.arrival - 0.5
        self.assertTrue(far.is_late)
        run.action_propose_order()
        self.assertFalse(far.is_late)

    def test_cost_of_the_run_is_that_of_its_stops(self):
        self.company.write({"hub_km_price": 0.5, "hub_hour_price": 12.0})
        run, __ = self._make_run()
        self.assertGreater(run.hub_cost, 0)
        self.assertAlmostEqual(
            sum(run.hub_run_stop_ids.mapped("cost")), run.hub_cost, 2
        )
        stop = run._get_ordered_stops()[0]
        self.assertAlmostEqual(
            stop.amount_untaxed, stop.picking_ids.sale_id.amount_untaxed
        )
        self.assertIn(" for ", stop.cost_text)
        self.assertIn(" % of ", run.hub_cost_text)

    def test_a_stop_that_is_not_worth_the_road_is_named(self):
        self.company.write({"hub_km_price": 4.0, "hub_hour_price": 12.0})
        run, __ = self._make_run()
        stop = run._get_ordered_stops()[0]
        cost, amount = (
            self.company.currency_id.format(value)
            for value in (stop.cost, stop.amount_untaxed)
        )
        self.assertIn(
            f"{stop.partner_id.name}: this stop costs {cost} for a {amount} order.",
            run.hub_cost_warning,
        )
        self.company.write({"hub_km_price": 0.0, "hub_hour_price": 0.0})
        run.hub_run_stop_ids.invalidate_recordset()
        run.invalidate_recordset()
        self.assertFalse(run.hub_cost_warning)

    def test_the_load_is_known_at_the_cut_off(self):
        run, __ = self._make_run(received=False)
        self.assertAlmostEqual(run.hub_weight, 5 * (5.0 + 4 * 0.2), 2)
        run.picking_ids.sale_id.catalogue_id.action_receive_all()
        self.assertAlmostEqual(run.hub_weight, 5 * (5.0 + 4 * 0.2), 2)

    def test_a_van_too_full_proposes_a_second_run(self):
        run, __ = self._make_run(received=False)
        category = self.env["fleet.vehicle.model.category"].create(
            {"name": "Van", "weight_capacity": 20}
        )
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Brand"})
        model = self.env["fleet.vehicle.model"].create(
            {"name": "Model", "brand_id": brand.id, "category_id": category.id}
        )
        self.assertFalse(run.hub_is_too_full)
        run.vehicle_id = self.env["fleet.vehicle"].create(
            {"model_id": model.id, "license_plate": "DE-001-MO"}
        )
        self.assertTrue(run.hub_is_too_full)
        action = run.action_propose_second_run()
        wizard = self.env["hub.run.incident"].with_context(action["context"]).create({})
        self.assertEqual(wizard.stop_ids, run._get_ordered_stops()[3:])
        self.assertFalse(wizard.vehicle_id)
        other = self.env["stock.picking.batch"].browse(wizard.action_apply()["res_id"])
        self.assertFalse(run.hub_is_too_full)
        self.assertEqual(len(other.hub_run_stop_ids), 2)

    def test_delivered_in_the_office_is_served_on_the_run(self):
        run, orders = self._make_run()
        orders[0].picking_ids._deliver()
        served = run.hub_run_stop_ids.filtered(lambda s: s.outcome == "delivered")
        self.assertEqual(served.partner_id, orders[0].partner_id)
        self.assertTrue(served.date_served)
        run.action_deliver_run()
        self.assertEqual(set(run.hub_run_stop_ids.mapped("outcome")), {"delivered"})

    def test_warnings_name_what_is_wrong(self):
        run, __ = self._make_run()
        self.assertIn("No vehicle", run.hub_warning)
        category = self.env["fleet.vehicle.model.category"].create(
            {"name": "Van", "weight_capacity": 10}
        )
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Brand"})
        model = self.env["fleet.vehicle.model"].create(
            {"name": "Model", "brand_id": brand.id, "category_id": category.id}
        )
        run.vehicle_id = self.env["fleet.vehicle"].create(
            {"model_id": model.id, "license_plate": "DE-000-MO"}
        )
        self.goat.hub_cold_chain = True
        self.college.write({"partner_latitude": 0, "partner_longitude": 0})
        run.hub_run_stop_ids[0].window_end = 1.0
        run.invalidate_recordset()
        self.assertNotIn("No vehicle", run.hub_warning)
        for words in ("Too heavy", "keep cold", "Late at", "Place unknown: Collège"):
            self.assertIn(words, run.hub_warning)

    def test_unknown_places_are_not_zero(self):
        run, __ = self._make_run()
        whole = run.hub_km
        self.college.write({"partner_latitude": 0, "partner_longitude": 0})
        run.invalidate_recordset()
        run.hub_run_stop_ids.invalidate_recordset()
        self.assertLess(run.hub_km, whole)
        stop = run.hub_run_stop_ids.filtered(lambda s: s.partner_id == self.college)
        self.assertFalse(stop.is_place_known)
        run.action_propose_order()
        self.assertEqual(run._get_ordered_stops()[-1], stop)
        self.company.partner_id.write({"partner_latitude": 0, "partner_longitude": 0})
        with self.assertRefused("coordinates"):
            run.action_propose_order()

    def test_map_and_navigation(self):
        run, __ = self._make_run()
        self.assertEqual(str(run.hub_map).count("<circle"), 5)
        (url,) = run._get_navigation_urls()
        self.assertIn("48.60000%2C0.70000", url)
        self.assertEqual(url.count("%7C"), 3)

    def test_windows_are_hours(self):
        run, __ = self._make_run()
        for vals in (
            {"window_start": 12, "window_end": 9},
            {"window_end": 25},
            {"unload_minutes": -1},
        ):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
                with self.env.cr.savepoint():
                    run.hub_run_stop_ids[0].write(vals)
                    self.env.flush_all()


class TestIncident(RoundCase):
    def _open(self, run, **values):
        return self.env["hub.run.incident"].create({"batch_id": run.id, **values})

    def test_another_day_moves_everything_and_tells_each_client_once(self):
        run, orders = self._make_run()
        self.clients.email = "kitchen@example.org"
        moment = run.scheduled_date + timedelta(days=1)
        wizard = self._open(run, date_start=moment)
        wizard.action_apply()
        self.assertEqual(run.scheduled_date, moment)
        self.assertEqual(set(run.picking_ids.mapped("scheduled_date")), {moment})
        self.assertEqual(set(orders.mapped("commitment_date")), {moment})
        messages = self.env["hub.message"].search([("kind", "=", "run_incident")])
        self.assertEqual(messages.partner_id, self.clients)
        self.assertEqual(len(messages), 5)
        wizard.action_apply()
        self.assertEqual(
            self.env["hub.message"].search([("kind", "=", "run_incident")]), messages
        )

    def test_split_takes_some_stops_to_another_van(self):
        run, __ = self._make_run()
        gone = run._get_ordered_stops()[3:]
        clients = gone.partner_id
        driver = self.env["res.partner"].create({"name": "Conducteur Démo"})
        wizard = self._open(run, stop_ids=gone.ids, driver_id=driver.id, is_told=False)
        action = wizard.action_apply()
        other = self.env["stock.picking.batch"].browse(action["res_id"])
        self.assertNotEqual(other, run)
        self.assertEqual(other.hub_run_stop_ids.partner_id, clients)
        self.assertEqual(other.driver_id, driver)
        self.assertEqual(other.state, "in_progress")
        self.assertEqual(run.hub_run_stop_ids.partner_id, self.clients - clients)
        self.assertFalse(
            self.env["hub.message"].search([("kind", "=", "run_incident")])
        )

    def test_bad_requests_change_nothing(self):
        run, __ = self._make_run()
        past = run.scheduled_date - timedelta(days=30)
        with self.assertRefused("past day"):
            self._open(run, date_start=past).action_apply()
        with self.assertRefused("at least one"):
            self._open(run, stop_ids=[]).action_apply()
        run.hub_run_stop_ids[0].outcome = "delivered"
        with self.assertRefused("still to serve"):
            self._open(run, stop_ids=run.hub_run_stop_ids.ids).action_apply()


class TestHandover(RoundCase):
    def test_brought_by_the_producer_in_one_tick(self):
        run, orders = self._make_run(received=False)
        order, catalogue = orders[0], orders.catalogue_id
        delivery = order.picking_ids
        asked = catalogue.dropoff_ids.move_ids.filtered(
            lambda m: m.product_id == self.goat
        )
        self.assertEqual(asked.product_uom_qty, 20.0)
        move = delivery.move_ids.filtered(lambda m: m.product_id == self.goat)
        wizard = self.env["hub.handover"].create(
            {"picking_id": delivery.id, "move_ids": move.ids}
        )
        wizard.action_hand_over()
        self.assertEqual(asked.product_uom_qty, 16.0, "the drop-off asks for less")
        self.assertEqual(move.quantity, 4.0)
        line = move.move_line_ids
        self.assertEqual(line.owner_id, self.dairy)
        self.assertTrue(line.lot_id)
        self.assertEqual(move.hub_handover, "producer")
        self.assertNotEqual(delivery.state, "done", "carrots come with the van")
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        self.assertEqual(delivery.state, "done")
        self.assertIn(self.goat, delivery.move_ids.product_id, "the same note")
        catalogue.action_invoice()
        self.assertEqual(len(order.invoice_ids), 1, "the same invoice")
        self.assertEqual(
            order.order_line.mapped("qty_delivered"),
            order.order_line.mapped("qty_invoiced"),
        )
        self.assertGoodsBalance(self.carrot | self.goat)

    def test_a_whole_delivery_fetched_is_delivered(self):
        __, orders = self._make_run(received=False)
        delivery = orders[1].picking_ids
        delivery.move_ids._hand_over("client")
        self.assertEqual(delivery.state, "done")
        self.assertEqual(set(delivery.move_ids.mapped("hub_handover")), {"client"})
        self.assertEqual(orders[1].order_line.mapped("qty_delivered"), [5.0, 4.0])

    def test_what_the_hub_has_is_not_handed_over(self):
        __, orders = self._make_run(received=True)
        with self.assertRefused("the hub has the goods"):
            orders[0].picking_ids.move_ids._hand_over("producer")
        other = self.env["hub.handover"].create(
            {
                "picking_id": orders[0].picking_ids.id,
                "move_ids": orders[1].picking_ids.move_ids.ids,
            }
        )
        with self.assertRaises(UserError):
            other.action_hand_over()
