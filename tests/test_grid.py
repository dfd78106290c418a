"""The order grid: what it says of an offer, and baskets that do not start empty."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import HubCase, HubHttpCase
from .test_portal_client import PortalWorld


class GridWorld(PortalWorld):
    """A client with four past weeks, and this week's catalogue."""

    @classmethod
    def _build_hub(cls):
        super()._build_hub()
        cls.carrot.hub_pack_qty = 10
        cls.past = cls.env["sale.order"]
        for week, carrots in enumerate((10, 20, 10, 10)):
            cls.past |= cls._play_past_week(
                4 - week, {cls.carrot: carrots, cls.leek: 2.5}
            )
        cls._play_past_week(5, {cls.carrot: 30}, cls.grocer)

    @classmethod
    def _play_past_week(cls, weeks_ago, quantities, client=None):
        then = fields.Datetime.now() - timedelta(weeks=weeks_ago)
        catalogue = cls._make_catalogue()
        order = cls._make_order(catalogue, client or cls.college, quantities)
        order.action_confirm()
        catalogue.write(
            {
                "state": "done",
                "date_open": then,
                "date_close": then + timedelta(days=2),
                "date_delivery": (then + timedelta(days=7)).date(),
            }
        )
        order.commitment_date = then + timedelta(days=7)
        return order

    @classmethod
    def _make_draft(cls, weeks=1, products=None):
        now = fields.Datetime.now() + timedelta(weeks=weeks)
        draft = cls.env["hub.catalogue"].create(
            {
                "date_open": now,
                "date_close": now + timedelta(days=2),
                "date_delivery": (now + timedelta(days=7)).date(),
            }
        )
        cls.env["hub.offer"].create(
            [
                {"catalogue_id": draft.id, "product_id": product.id}
                for product in (products or cls.products)
            ]
        )
        return draft


class TestGrid(GridWorld, HubCase):
    """What the grid says, and the baskets behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.offer = {offer.product_id: offer for offer in cls.catalogue.offer_ids}
        cls.Order = cls.env["sale.order"]

    def _row(self, product, client=None):
        families = self.catalogue._get_portal_families(
            client or self.college, self.Order
        )
        rows = {row["id"]: row for family in families for row in family["offers"]}
        return rows[self.offer[product].id]

    def _open(self, client=None, catalogue=None):
        return self.Order._get_portal_order(
            catalogue or self.catalogue, client or self.college
        )

    def test_rows_printed_by_shape_are_the_template_s_own(self):
        """Whatever a row has or lacks, the page is as if each was rendered alone."""
        self.carrot.write({"name": "Carotte <b>& {name}</b>", "hub_pack_qty": 2.5})
        self.leek.write({"hub_calibre": "12/16", "hub_preparation": "peeled"})
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.apple)
        offer.on_demand = True
        goat = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.goat)
        goat.quantity_offered = 0.0
        order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
        families = self.catalogue._get_portal_families(self.college, order)
        rows = [row for family in families for row in family["offers"]]
        hidden = self.catalogue._hide_portal_prices(rows)
        for coming in (False, True):
            for some in (rows, hidden):
                alone = [
                    self.env["ir.qweb"]._render(
                        "milperche_hub.portal_catalogue_offer",
                        {"offer": row, "is_coming": coming},
                    )
                    for row in some
                ]
                printed = self.catalogue._render_portal_rows(some, is_coming=coming)
                self.assertEqual(printed, "".join(alone))
        self.assertIn("Carotte &lt;b&gt;&amp; {name}&lt;/b&gt;", printed)

    # What a row says

    def test_last_and_usual_quantities_are_the_client_s_own(self):
        row = self._row(self.carrot)
        self.assertEqual(
            (row["last_text"], row["usual"], row["usual_text"]),
            ("10 kg", 10, "10 kg"),
        )
        self.assertEqual(self._row(self.leek)["usual"], 2.5)
        self.assertFalse(self._row(self.apple)["last_text"])
        grocer = self._row(self.carrot, self.grocer)
        self.assertEqual((grocer["last_text"], grocer["usual"]), ("30 kg", 0.0))
        self.assertFalse(self._row(self.carrot, self.restaurant)["last_text"])

    def test_price_per_kg_pieces_and_weights(self):
        self.assertEqual(
            self._row(self.goat)["price_measure_text"].replace("\xa0", " "),
            "18.00 €/kg",
        )
        self.goat.hub_pack_qty = 12
        row = self._row(self.goat)
        self.assertEqual(row["pack_weight_text"], "about 2.4 kg")
        self.carrot.piece_weight = 0.25
        row = self._row(self.carrot)
        self.assertEqual(row["pack_weight_text"], "about 40 pc.")
        self.assertFalse(row["price_measure_text"], "the price is per kg already")
        self.assertFalse(self._row(self.juice)["price_measure_text"], "a drink")

    def test_filters_offer_only_what_some_row_answers_to(self):
        milk = self.env.ref("milperche_hub.allergen_milk")
        self.goat.hub_allergen_ids = milk
        self.carrot.hub_preparation = "peeled"
        self.apple.season_month_ids = self.env.ref("milperche_hub.month_10")
        self.college.write({"partner_latitude": 48.4, "partner_longitude": 0.9})
        families = self.catalogue._get_portal_families(self.college, self.Order)
        filters = {f["name"]: f for f in self.catalogue._get_portal_filters(families)}
        self.assertEqual(filters["prepared"]["options"], [("peeled", "Peeled")])
        self.assertEqual(filters["allergen"]["options"], [(f"a{milk.id}", milk.name)])
        self.assertTrue(filters["allergen"]["exclude"])
        farms = {tag for tag, _name in filters["producer"]["options"]}
        self.assertEqual(farms, {f"p{producer.id}" for producer in self.producers})
        self.assertIn(f"a{milk.id}", self._row(self.goat)["tags"].split())
        self.assertIn("peeled", self._row(self.carrot)["tags"].split())
        self.assertIn("season", self._row(self.carrot)["tags"].split())
        self.assertNotIn("season", self._row(self.apple)["tags"].split())

    # Baskets

    def test_an_older_week_is_copied_as_far_as_it_is_offered(self):
        self.offer[self.leek].is_suspended = True
        found, missing = self.Order._get_basket_source(
            self.catalogue, self.college, self.past[1].id
        )
        self.assertEqual(found, {self.offer[self.carrot]: 20})
        self.assertEqual(missing, ["Poireau démo"])

    def test_another_client_s_week_gives_nothing(self):
        for source in (self.past[0].id, 0, None, "x", [1], -1):
            found, missing = self.Order._get_basket_source(
                self.catalogue, self.grocer, source
            )
            self.assertEqual((found, missing), ({}, []))

    def test_the_usual_basket_waits_at_the_opening_and_is_not_placed(self):
        self.college.hub_usual_basket = True
        self.catalogue.state = "done"
        catalogue = self._make_draft(0)
        catalogue.offer_ids.quantity_offered = 100
        catalogue.action_open()
        basket = catalogue.order_ids
        self.assertEqual(basket.partner_id, self.college)
        self.assertEqual(basket.hub_basket_origin, "usual")
        self.assertFalse(basket.hub_date_placed)
        self.assertEqual(
            basket._get_product_quantities(), {self.carrot: 10, self.leek: 2.5}
        )
        self.assertFalse(any(catalogue.offer_ids.mapped("quantity_taken")))
        catalogue.action_close()
        self.assertEqual(basket.state, "draft", "the cut-off orders nothing blindly")

    def _pause(self, start, end):
        return self.env["hub.producer.pause"].create(
            {"producer_id": self.farm.id, "date_from": start, "date_to": end}
        )

    def test_a_pause_forgets_no_habit(self):
        """Weeks in which a farm paused say nothing of what its clients take."""
        for weeks in (0.9, 0.8, 0.7, 0.6, 0.5):
            order = self._play_past_week(weeks, {self.apple: 3})
            close = order.catalogue_id.date_close
            order.catalogue_id.date_dropoff = close + timedelta(hours=1)
        habits = self.college._get_habits(self.catalogue)
        self.assertFalse(habits[self.carrot]["usual"], "five weeks without carrots")
        self.assertEqual(habits[self.apple]["usual"], 3)
        today = fields.Date.today()
        pause = self._pause(today - timedelta(days=6), today)
        habits = self.college._get_habits(self.catalogue)
        self.assertEqual(habits[self.carrot]["usual"], 10)
        self.assertEqual(habits[self.apple]["usual"], 3, "the orchard did not pause")
        pause.is_cancelled = True
        self.assertFalse(self.college._get_habits(self.catalogue)[self.carrot]["usual"])

    def test_a_usual_basket_leaves_out_who_pauses(self):
        self._play_past_week(0.5, {self.apple: 3, self.carrot: 10})
        self._play_past_week(0.6, {self.apple: 3, self.carrot: 10})
        self._play_past_week(0.7, {self.apple: 3, self.carrot: 10})
        self._play_past_week(0.8, {self.apple: 3, self.carrot: 10})
        self.college.hub_usual_basket = True
        before, after = self._make_draft(), self._make_draft(2)
        for draft in (before, after):
            draft.offer_ids.quantity_offered = 50.0
            draft.date_dropoff = draft.date_close + timedelta(hours=1)
        day = before._to_local(before.date_dropoff).date()
        self._pause(day, day)
        with self.at(before.date_open):
            before.action_open()
        asked = before.order_ids.order_line.filtered("product_uom_qty").product_id
        self.assertEqual(before.order_ids.hub_basket_origin, "usual")
        self.assertNotIn(self.carrot, asked)
        self.assertNotIn(self.leek, asked)
        with self.at(after.date_open):
            after.action_open()
            basket = after.order_ids
            self.assertIn(self.carrot, basket.order_line.product_id)
            # Declared once the basket waits: what is left is placed in one tap.
            day = after._to_local(after.date_dropoff).date()
            self._pause(day, day)
            self.assertNotIn(self.carrot, basket.order_line.product_id)
            self.assertTrue(basket.order_line, "what else is usual stays")
            self.assertFalse(basket._place_from_portal())
            self.assertTrue(basket.hub_date_placed)
        self.assertOffersHold(after)

    def test_one_tap_places_the_usual_basket(self):
        basket = self.Order.create(
            {
                **self.Order._prepare_portal_order_vals(self.catalogue, self.college),
                "hub_basket_origin": "usual",
            }
        )
        basket._set_portal_quantities({str(self.offer[self.carrot].id): 10})
        self.assertFalse(basket.hub_basket_origin, "touched: the client's own")
        basket.hub_basket_origin = "usual"
        self.assertFalse(basket._place_from_portal())
        self.assertTrue(basket.hub_date_placed)
        self.assertFalse(basket.hub_basket_origin)

    # Weeks to come

    def test_a_coming_week_holds_nothing_and_takes_the_price_of_its_opening(self):
        draft = self._make_draft()
        offers = {offer.product_id: offer for offer in draft.offer_ids}
        wish = self._open(catalogue=draft)
        refused = wish._set_portal_quantities({str(offers[self.carrot].id): 20})
        self.assertFalse(refused, "no limit is known yet")
        self.assertEqual(wish.amount_untaxed, 34.0)
        with self.assertRefused("not open for orders yet"):
            wish._place_from_portal()
        with self.assertRefused("not open for orders yet"):
            wish.action_place()
        self.assertEqual(wish.state, "draft")
        offers[self.carrot].write({"price_unit": 2.0, "quantity_offered": 30})
        draft.action_open()
        self.assertEqual(wish.hub_basket_origin, "wish")
        self.assertEqual(wish.amount_untaxed, 40.0)
        self.assertEqual(offers[self.carrot].quantity_taken, 0)
        self.assertFalse(wish._place_from_portal())
        self.assertEqual(offers[self.carrot].quantity_taken, 20)
        self.assertOffersHold(draft)

    def test_a_wish_for_more_than_there_is_stays_a_basket_and_says_so(self):
        draft = self._make_draft()
        offer = draft.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        wish = self._open(catalogue=draft)
        wish._set_portal_quantities({str(offer.id): 20})
        offer.quantity_offered = 10
        draft.action_open()
        self.assertIn("only 10 kg left", wish._place_from_portal()[offer.id])
        self.assertFalse(wish.hub_date_placed)

    def test_four_weeks_ahead_and_no_more(self):
        drafts = [self._make_draft(week) for week in range(1, 7)]
        coming = self.env["hub.catalogue"]._get_portal_coming()
        self.assertEqual(list(coming), drafts[:4])
        with self.assertRaises(UserError):
            self._open(catalogue=drafts[5])

    def test_wishes_of_a_week_are_hostile_proof(self):
        draft = self._make_draft()
        offer = draft.offer_ids[0]
        wish = self._open(catalogue=draft)
        for value in ("-1", "nan", 1e300, "abc"):
            self.assertTrue(wish._set_portal_quantities({str(offer.id): value}))
        foreign = str(self.catalogue.offer_ids[0].id)
        self.assertTrue(wish._set_portal_quantities({foreign: 1}))
        self.assertFalse(wish.order_line)

    # Cost

    def test_the_grid_costs_the_same_whatever_it_shows(self):
        def show():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            families = self.catalogue._get_portal_families(self.college, self.Order)
            self.catalogue._get_portal_filters(families)
            return self.cr.sql_log_count - before

        show()
        few = show()
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Légume {number}",
                    "producer_id": self.producers[number % 3].id,
                    "categ_id": self.carrot.categ_id.id,
                    "uom_id": self.carrot.uom_id.id,
                }
                for number in range(200)
            ]
        )
        self.env["hub.offer"].create(
            [
                {"catalogue_id": self.catalogue.id, "product_id": product.id}
                for product in products
            ]
        )
        show()
        self.assertLessEqual(show(), few)
        self.assertLess(few, 75)


class TestGridPages(GridWorld, HubHttpCase):
    """The same over HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_cook", cls.college)
        cls._make_portal_user("t_other", cls.grocer)
        cls._make_portal_user("t_farmer", cls.farm)
        cls.catalogue = cls._make_catalogue()
        cls.url = f"/my/catalogue/{cls.catalogue.id}"

    def _rpc(self, url, **params):
        response = self.url_open(url, json={"jsonrpc": "2.0", "params": params})
        answer = response.json()
        self.assertNotIn("error", answer, "never a technical error")
        return answer["result"]

    def test_start_from_an_older_week(self):
        carrot = self.catalogue.offer_ids.filtered(
            lambda o: o.product_id == self.carrot
        )
        self.authenticate("t_cook", "t_cook")
        answer = self._rpc(f"{self.url}/start", source=self.past[1].id)
        self.assertEqual(answer["quantities"][str(carrot.id)], 20)
        answer = self._rpc(f"{self.url}/start", source="usual")
        self.assertEqual(answer["quantities"][str(carrot.id)], 10)
        self.authenticate("t_other", "t_other")
        for source in (self.past[1].id, None, "x", {"a": 1}, [], True):
            answer = self._rpc(f"{self.url}/start", source=source)
            self.assertEqual(answer["quantities"], {})
        self.authenticate("t_farmer", "t_farmer")
        self.assertTrue(self._rpc(f"{self.url}/start", source="usual")["error"])

    def test_the_usual_basket_is_asked_for_by_its_client(self):
        self.authenticate("t_cook", "t_cook")
        self.assertTrue(self._rpc("/my/catalogue/usual", wanted=True)["wanted"])
        self.assertTrue(self.college.hub_usual_basket)
        self.assertFalse(self._rpc("/my/catalogue/usual", wanted="yes")["wanted"])

    def test_a_coming_week_is_a_page_like_the_others(self):
        draft = self._make_draft()
        self.authenticate("t_cook", "t_cook")
        page = self.url_open(f"/my/catalogue/{draft.id}")
        self.assertIn("indicative prices", page.text)
        offer = draft.offer_ids[0]
        url = f"/my/catalogue/{draft.id}"
        answer = self._rpc(f"{url}/save", quantities={str(offer.id): 10})
        self.assertEqual(answer["lines"], 1)
        self.assertIn("not open", self._rpc(f"{url}/place")["error"])
        self.catalogue.state = "done"
        self.assertIn("Fill a basket ahead", self.url_open("/my/catalogue").text)

    def test_hostile_addresses_and_requests(self):
        self.authenticate("t_other", "t_other")
        for number in (0, 99999999, 99999999999, 99999999999999999999):
            for page in ("", "/order"):
                url = f"/my/catalogue/{number}{page}"
                self.assertEqual(self.url_open(url).status_code, 200, url)
            for call in ("save", "place", "start"):
                answer = self._rpc(f"/my/catalogue/{number}/{call}", quantities={})
                self.assertTrue(answer["error"], number)
        for quantities in ({"99999999999999999999": 1}, {"-1": 1}, {"": 1}, {"é": 1}):
            answer = self._rpc(f"{self.url}/save", quantities=quantities)
            self.assertTrue(answer["refused"])
        theirs = self._make_order(self.catalogue, self.college, {self.carrot: 10})
        for extra in ("order_id", "client_id", "partner_id"):
            wrong = {extra: theirs.id if extra == "order_id" else self.college.id}
            self._rpc(f"{self.url}/save", quantities={}, **wrong)
            self._rpc(f"{self.url}/place", **wrong)
        for path in ("submit", "withdraw"):
            response = self.url_open(
                f"{self.url}/{path}", data={"csrf_token": "wrong", "qty_1": "5"}
            )
            self.assertEqual(response.status_code, 400, "a wrong CSRF token")
        self.assertEqual(theirs.order_line.product_uom_qty, 10)
        self.assertTrue(theirs.hub_date_placed)
        mine = self.env["sale.order"]._find_portal_order(self.catalogue, self.grocer)
        self.assertFalse(mine)
