"""Claims: opened by client or driver, decided once, the money ties to the cent."""

import base64
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Datetime

from .common import HubHttpCase
from .test_portal_client import PortalWorld
from .test_rounds import RoundCase
from .test_settlement_lines import DELIVERY, MoneyCase

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


class ClaimCase(PortalWorld, MoneyCase):
    """A delivered week that two clients may complain of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls._deliver_week(
            {
                cls.grocer: {cls.carrot: 10, cls.goat: 10},
                cls.college: {cls.carrot: 20},
            }
        )
        cls.order = cls.orders.filtered(lambda o: o.partner_id == cls.grocer)
        cls.delivery = cls.order.picking_ids
        cls.line = cls._get_line(cls.order, cls.carrot)
        cls.coordinator = cls._make_user(
            "claims_coordinator", "milperche_hub.group_coordinator"
        )

    @classmethod
    def _get_line(cls, order, product):
        return cls._get_move(order, product).move_line_ids[:1]

    def _claim(self, line=None, **values):
        return self.env["hub.claim"].create(
            {
                "move_line_id": (line or self.line).id,
                "reason": "freshness",
                "quantity": 2.0,
                **values,
            }
        )

    def _post(self, **values):
        post = {"line": str(self.line.id), "reason": "calibre", "token": "t1", **values}
        return self.env["hub.claim"]._open_from_portal(self.delivery, post)


class TestDecide(ClaimCase):
    def test_a_credit_note_borne_by_the_producer(self):
        self._invoice(self.orders)
        claim = self._claim()
        self.assertEqual(claim.borne_by, "producer")
        claim.with_user(self.coordinator).action_credit()
        self.assertEqual((claim.state, claim.remedy), ("done", "credit"))
        self.assertEqual(claim.amount, 3.40)
        self.assertEqual(claim.refund_id.state, "posted")
        self.assertEqual(claim.refund_id.amount_untaxed, 3.40)
        settlements = self._settle_post()
        line = settlements.line_ids.filtered("reduction_id")
        self.assertEqual((line.amount_gross, line.amount_net), (-3.40, -2.89))
        self.assertClosed(self.orders, settlements)

    def test_what_the_hub_bears_and_what_waits_for_the_invoice(self):
        claim = self._claim(borne_by="hub", quantity=3.0)
        claim.action_credit()
        self.assertFalse(claim.refund_id)
        settlements = self._settle_post()
        self.assertEqual(sum(settlements.mapped("amount_borne")), 5.10)
        self._invoice(self.orders)
        self.assertEqual(claim.refund_id.amount_untaxed, 5.10)
        self.assertClosed(self.orders, settlements)

    def test_decided_once(self):
        claim = self._claim()
        claim.action_credit()
        for action in ("credit", "replace", "refuse", "acknowledge"):
            with self.assertRefused("decided already"):
                getattr(claim, f"action_{action}")()
        with self.assertRefused("decided already"):
            claim.quantity = 1.0
        with self.assertRefused("is kept"):
            claim.unlink()
        self.assertEqual(len(self.line.move_id.hub_reduction_ids), 1)

    def test_replaced_at_the_same_price_and_paid_once(self):
        self._invoice(self.orders)
        claim = self._claim(quantity=4.0)
        with self.assertRefused("no sale to come"):
            claim.action_replace()
        self.assertEqual(claim.state, "open")
        self.carrot.list_price = 1.90
        catalogue = self._make_catalogue(quantity=50.0)
        claim.with_user(self.coordinator).action_replace()
        line = claim.replacement_line_id
        self.assertEqual(line.order_id.state, "sale")
        self.assertEqual(line.order_id.catalogue_id, catalogue)
        self.assertEqual((line.product_uom_qty, line.price_unit), (4.0, 1.70))
        self.assertOffersHold(catalogue)
        catalogue.action_close()
        catalogue.action_receive_all()
        self.clock.move_to(DELIVERY + timedelta(days=7))
        catalogue.action_deliver_all()
        orders = self.orders | line.order_id
        self._invoice(line.order_id)
        settlements = self._settle(days=20)
        settlements.action_post()
        self.assertClosed(orders, settlements)
        gross = sum(settlements.line_ids.mapped("amount_gross"))
        self.assertAlmostEqual(gross, 30 * 1.70 + 10 * 3.60, 2)

    def test_a_replacement_joins_the_open_order(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.grocer, {self.goat: 2})
        claim = self._claim()
        claim.action_replace()
        self.assertEqual(claim.replacement_order_id, order)
        self.assertEqual(order.state, "sent")
        self.assertOffersHold(catalogue)

    def test_messages_once_without_the_client(self):
        claim = self._claim(photo=base64.b64encode(PIXEL))
        claim.action_credit()
        claim._tell()
        messages = self.env["hub.message"].search([("res_model", "=", "hub.claim")])
        messages = messages.filtered(lambda m: m.res_id == claim.id)
        self.assertEqual(messages.partner_id, self.farm | self.grocer)
        self.assertEqual(len(messages), 2)
        told = messages.filtered(lambda m: m.partner_id == self.farm)
        self.assertNotIn(self.grocer.name, told.body)
        self.assertIn("2 kg", told.body)
        self.assertEqual(len(told.attachment_ids), 1)
        self.env.company.hub_producers_see_clients = True
        other = self._claim(quantity=1.0)
        other.action_credit()
        told = self.env["hub.message"].search(
            [("key", "=", f"claim-{other.id}-producer")]
        )
        self.assertIn(self.grocer.name, told.body)

    def test_refused_tells_the_client_alone_and_frees_the_quantity(self):
        claim = self._claim(quantity=10.0)
        claim.action_refuse()
        self.assertFalse(claim.reduction_id)
        keys = self.env["hub.message"].search([]).mapped("key")
        self.assertIn(f"claim-{claim.id}-client", keys)
        self.assertNotIn(f"claim-{claim.id}-producer", keys)
        self._claim(quantity=10.0)

    def test_late_is_a_warning(self):
        self.assertFalse(self._claim(quantity=1.0).is_late)
        with self.at(DELIVERY + timedelta(hours=49)):
            late = self._claim(quantity=1.0, date=Datetime.now())
        self.assertTrue(late.is_late)
        late.action_credit()

    def test_a_preference_is_no_defect(self):
        indicators = self.env["hub.sales.analysis"]
        day = DELIVERY.date()
        before = len(indicators._get_claims(day, day))
        claim = self._claim(reason="preference")
        self.assertEqual(claim.borne_by, "hub")
        self.assertEqual(len(indicators._get_claims(day, day)), before)
        self._claim(quantity=1.0)
        self.assertEqual(len(indicators._get_claims(day, day)), before + 1)

    def test_two_clients_on_one_lot_suggest_a_recall(self):
        order = self.orders - self.order
        first = self._claim()
        self.assertFalse(first.suggests_recall)
        Week = self.env["hub.week"]
        shown = Week.with_user(self.coordinator)._get_exception_methods()
        self.assertIn("_get_claim_exceptions", shown)
        self.assertEqual(len(Week._get_claim_exceptions(None)), 1)
        second = self._claim(self._get_line(order, self.carrot))
        self.assertEqual(second.lot_id, first.lot_id)
        first.invalidate_recordset()
        self.assertTrue(first.suggests_recall)
        _open, card = Week._get_claim_exceptions(None)
        self.assertIn(first.lot_id.name, card["detail"])


class TestHostile(ClaimCase):
    def test_from_the_phone_once(self):
        claim = self._post(quantity="2,5", note=" Trop petites ", wish="none")
        self.assertEqual((claim.quantity, claim.note), (2.5, "Trop petites"))
        self.assertEqual((claim.origin, claim.wish), ("client", "none"))
        self.assertEqual(self._post(quantity="2,5"), claim)
        self.assertEqual(self._post(token="t2").quantity, 7.5)
        with self.assertRefused("all of it"):
            self._post(token="t3")

    def test_hostile_forms_open_nothing(self):
        other = self._get_line(self.orders - self.order, self.carrot)
        for values in (
            {"line": str(other.id)},
            {"line": "x"},
            {"line": None},
            {"reason": "theft"},
            {"reason": None},
            {"wish": "money"},
            {"quantity": "-1"},
            {"quantity": "0"},
            {"quantity": "nan"},
            {"quantity": "inf"},
            {"quantity": "1e9"},
            {"quantity": "10.5"},
            {"quantity": "many"},
            {"quantity": []},
        ):
            with self.assertRefused("."):
                self._post(**values)
        for photo in (b"<svg onload='x()'/>", b"%PDF-1.4", PIXEL + b"A" * 9_000_000):
            with self.assertRefused("picture"):
                self.env["hub.claim"]._open_from_portal(
                    self.delivery,
                    {"line": str(self.line.id), "reason": "other"},
                    photo,
                )
        self.assertFalse(self.line.hub_claim_ids)

    def test_only_what_was_delivered(self):
        for quantity in (-1.0, 11.0, float("nan"), float("inf")):
            with self.assertRefused("."):
                self._claim(quantity=quantity)
        brought = self.order.catalogue_id.dropoff_ids.move_line_ids[:1]
        with self.assertRefused("delivered to a client"):
            self._claim(brought, quantity=1.0)

    def test_who_may(self):
        claim = self._claim()
        for partner in (self.grocer, self.farm):
            user = self._make_portal_user(f"claims_{partner.id}", partner)
            with self.assertRaises(AccessError):
                claim.with_user(user).read(["reason"])
        volunteer = self._make_user("claims_vol", "milperche_hub.group_volunteer")
        claim.with_user(volunteer).read(["reason"])
        with self.assertRaises(AccessError):
            claim.with_user(volunteer).action_credit()
        self.assertEqual(claim.state, "open")


class ClaimWorld(PortalWorld):
    """Two clients with a delivery of today, by the real clock."""

    @classmethod
    def _build_claims(cls):
        catalogue = cls._make_catalogue()
        cls.order = cls._make_order(
            catalogue, cls.grocer, {cls.carrot: 10, cls.goat: 4}
        )
        cls.foreign = cls._make_order(catalogue, cls.college, {cls.carrot: 5})
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        cls.catalogue = catalogue
        cls.delivery = cls.order.picking_ids
        cls._make_portal_user("claims_grocer", cls.grocer)
        cls.line = cls.delivery.move_line_ids.filtered(
            lambda line: line.product_id == cls.carrot
        )


class TestClaimPages(ClaimWorld, HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_claims()

    def test_a_client_sees_its_own(self):
        self.env["hub.claim"].create(
            {
                "move_line_id": self.foreign.picking_ids.move_line_ids.id,
                "reason": "other",
                "photo": base64.b64encode(PIXEL),
            }
        )
        own = self.env["hub.claim"].create(
            {
                "move_line_id": self.line.id,
                "reason": "freshness",
                "quantity": 1.0,
                "photo": base64.b64encode(PIXEL),
            }
        )
        foreign = self.env["hub.claim"].search([]) - own
        foreign = foreign.filtered(lambda c: c.partner_id == self.college)
        self.authenticate("claims_grocer", "claims_grocer")
        page = self.url_open("/my/claims").text
        self.assertIn(own.name, page)
        self.assertNotIn(foreign.name, page)
        self.assertNotIn(self.foreign.picking_ids.name, page)
        url = f"/my/claims/delivery/{self.foreign.picking_ids.id}"
        self.assertTrue(self.url_open(url).url.endswith("/my/claims"))
        photo = self.url_open(f"/my/claims/{own.id}/photo")
        self.assertEqual(photo.headers["Content-Type"], "image/png")
        self.assertEqual(
            self.url_open(f"/my/claims/{foreign.id}/photo").status_code, 404
        )
        self.assertEqual(self.url_open("/my/claims/999999/photo").status_code, 404)
        order_page = self.url_open(f"/my/catalogue/{self.catalogue.id}/order").text
        self.assertIn(f"/my/claims/delivery/{self.delivery.id}", order_page)

    def test_rated_from_the_page(self):
        self.authenticate("claims_grocer", "claims_grocer")
        url = f"/my/claims/delivery/{self.delivery.id}"
        token = self.url_open(url).text.split('name="csrf_token" value="')[1]
        post = {"csrf_token": token.split('"')[0], "aspect": "service", "mark": "5"}
        self.assertIn("active", self.url_open(f"{url}/rate", data=post).text)
        self.assertEqual(self.delivery._get_ratings().rating, 5.0)
        foreign = self.foreign.picking_ids
        self.url_open(f"/my/claims/delivery/{foreign.id}/rate", data=post)
        self.assertFalse(foreign._get_ratings())

    def test_a_producer_reads_of_its_goods_and_not_of_whom(self):
        claim = self.env["hub.claim"].create(
            {"move_line_id": self.line.id, "reason": "freshness", "quantity": 1.0}
        )
        self._make_portal_user("claims_farm", self.farm)
        self.authenticate("claims_farm", "claims_farm")
        self.assertNotIn("What clients told us", self.url_open("/my/producer").text)
        claim.action_credit()
        page = self.url_open("/my/producer").text
        self.assertIn("What clients told us", page)
        self.assertNotIn(self.grocer.name, page)
        self.assertTrue(self.url_open("/my/claims").url.endswith("/my"))
        self.env.company.hub_producers_see_clients = True
        self.assertIn(self.grocer.name, self.url_open("/my/producer").text)

    def test_from_the_phone_to_the_credit_note_in_four_clicks(self):
        self._make_user(
            "claims_hub",
            "milperche_hub.group_coordinator",
            password="claims_hub",
            lang="fr_FR",
        )
        self.catalogue.action_invoice()
        self.order.invoice_ids.action_post()
        self._add_tour("claim_tour")
        self.browser_size = "375x812"
        self.start_tour(
            f"/my/claims/delivery/{self.delivery.id}",
            "hub_claim_client_tour",
            login="claims_grocer",
        )
        claim = self.line.hub_claim_ids
        self.assertEqual((claim.reason, claim.quantity), ("freshness", 2.0))
        self.browser_size = "1300x900"
        self.start_tour(
            "/odoo/this-week", "hub_claim_hub_tour", login="claims_hub", timeout=180
        )
        self.assertEqual(claim.state, "done")
        self.assertEqual(claim.refund_id.amount_untaxed, 3.40)


class TestRatings(ClaimCase):
    def test_one_tap_and_another_changes_it(self):
        self.grocer.hub_cook_kind = "owner"
        rating = self.delivery._rate("quality", "5")
        self.assertEqual(self.delivery._rate("quality", 1), rating)
        self.delivery._rate("service", 3)
        ratings = self.delivery._get_ratings()
        self.assertEqual(sorted(ratings.mapped("rating")), [1.0, 3.0])
        self.assertEqual(set(ratings.mapped("hub_client_kind")), {"delicatessen"})
        self.assertEqual(set(ratings.mapped("hub_cook_kind")), {"owner"})
        for aspect, mark in (
            ("quality", 4),
            ("taste", 5),
            (None, None),
            ("quality", []),
        ):
            with self.assertRefused("possible rating"):
                self.delivery._rate(aspect, mark)

    def test_quality_in_numbers(self):
        self._claim()
        self._claim(reason="preference", quantity=1.0)
        self._claim(reason="calibre", quantity=1.0).action_refuse()
        self.delivery._rate("quality", 3)
        self.env.flush_all()
        Quality = self.env["hub.quality.analysis"].with_user(self.coordinator)
        domain = [("producer_id", "=", self.farm.id)]
        ((lines, claims, rate, tastes, quality, service),) = Quality._read_group(
            domain,
            [],
            [
                "line_count:sum",
                "claim_count:sum",
                "claim_rate:avg",
                "preference_count:sum",
                "quality:avg",
                "service:avg",
            ],
        )
        self.assertEqual((lines, claims, tastes), (2, 1, 1))
        self.assertEqual((rate, quality), (50.0, 3.0))
        self.assertFalse(service)
        kinds = Quality._read_group(domain, ["client_kind"], ["claim_rate:avg"])
        self.assertEqual(dict(kinds), {"delicatessen": 100.0, "secondary": 0.0})
        volunteer = self._make_user("quality_vol", "milperche_hub.group_volunteer")
        with self.assertRaises(AccessError):
            Quality.with_user(volunteer).search([])


class TestDriverClaims(RoundCase):
    def setUp(self):
        super().setUp()
        self.run, self.orders = self._make_run()
        self.stop = self.run._get_ordered_stops()[0]
        self.move = self.stop.picking_ids.move_ids.filtered(
            lambda m: m.product_id == self.carrot
        )

    def _event(self, *claims, **values):
        return {
            "key": "event-0001",
            "outcome": "delivered",
            "claims": list(claims),
            **values,
        }

    def _noted(self, **values):
        return {"line": str(self.move.id), "reason": "freshness", **values}

    def test_noted_at_the_door_once(self):
        event = self._event(
            self._noted(
                quantity=1.5,
                unknown="x",
                wish="replacement",
                photo=f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}",
            ),
            self._noted(reason="calibre"),
        )
        for __ in range(2):
            self.stop._record(event)
        claims = self.move.move_line_ids.hub_claim_ids.sorted("id")
        self.assertEqual(claims.mapped("reason"), ["freshness", "calibre"])
        self.assertEqual(claims.mapped("quantity"), [1.5, self.move.quantity - 1.5])
        self.assertEqual(set(claims.mapped("origin")), {"driver"})
        self.assertEqual(claims.mapped("wish"), ["replacement", "credit"])
        self.assertEqual([bool(claim.photo) for claim in claims], [True, False])
        self.assertFalse(self.stop.claims_noted)

    def test_nothing_left_there_nothing_claimed(self):
        self.stop._record(self._event(self._noted(), outcome="refused"))
        self.assertFalse(self.env["hub.claim"].search([("origin", "=", "driver")]))

    def test_hostile_claims_change_nothing(self):
        other = str(self.orders[1].picking_ids.move_ids[0].id)
        for claims in (
            "all",
            [1],
            [{}],
            [self._noted(line=other)],
            [self._noted(reason="theft")],
            [self._noted(reason=["freshness"])],
            [self._noted(quantity=-1)],
            [self._noted(quantity=99)],
            [self._noted(quantity=float("nan"))],
            [self._noted(note={"a": 1})],
            [self._noted(wish="money")],
            [self._noted(wish=["credit"])],
            [self._noted(photo="data:text/html;base64,PGI+")],
            [self._noted(photo="data:image/png;base64," + "A" * 3_000_000)] * 2,
            [self._noted()] * 51,
        ):
            with self.assertRefused("."):
                self.stop._record({**self._event(), "claims": claims})
        self.assertEqual(self.stop.outcome, "todo")
