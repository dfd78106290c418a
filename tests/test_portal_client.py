import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command

from .common import HubCase, HubHttpCase


class PortalWorld:
    """A hub that speaks English and has no other catalogue open."""

    @classmethod
    def _build_hub(cls):
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        super()._build_hub()
        cls.env["hub.catalogue"].search([("state", "=", "open")]).state = "done"

    @classmethod
    def _make_portal_user(cls, login, partner):
        user = super()._make_portal_user(login, partner)
        user.lang = "en_US"
        return user


class TestPortalOrder(PortalWorld, HubCase):
    """What a client's order does behind its page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.offer = {offer.product_id: offer for offer in cls.catalogue.offer_ids}
        cls.Order = cls.env["sale.order"]

    def _open(self, client=None):
        return self.Order._get_portal_order(self.catalogue, client or self.college)

    def _set(self, order, quantities):
        return order._set_portal_quantities(
            {str(self.offer[p].id): quantity for p, quantity in quantities.items()}
        )

    def _asked(self, order):
        return {
            line.product_id: line.product_uom_qty
            for line in order.order_line
            if line.product_uom_qty
        }

    def test_the_same_order_is_found_again(self):
        order = self._open()
        self.assertEqual(order.partner_shipping_id, self.college)
        contact = self.env["res.partner"].create(
            {"name": "Cook", "parent_id": self.college.id}
        )
        self.assertEqual(self._open(contact), order)
        self.assertNotEqual(self._open(self.grocer), order)

    def test_an_order_entered_by_phone_is_the_one_the_client_opens(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
        self.assertEqual(self._open(), order)
        self.assertEqual(
            order._get_portal_quantities(), {self.offer[self.carrot].id: 5}
        )

    def test_a_basket_holds_nothing_and_a_placed_order_does(self):
        order = self._open()
        self.assertFalse(self._set(order, {self.carrot: 12, self.goat: 6}))
        self.assertEqual(self.offer[self.carrot].quantity_taken, 0)
        self.assertEqual(order._place_from_portal(), {})
        self.assertEqual(order._place_from_portal(), {}, "pressed twice")
        self.assertEqual(self.offer[self.carrot].quantity_taken, 12)
        self._set(order, {self.carrot: 20, self.goat: 0})
        self.assertEqual(self._asked(order), {self.carrot: 20})
        self.assertEqual(self.offer[self.goat].quantity_taken, 0)
        self.assertOffersHold(self.catalogue)

    def test_a_placed_order_that_is_emptied_is_a_basket_again(self):
        order = self._open()
        self._set(order, {self.carrot: 12})
        order._place_from_portal()
        self._set(order, {self.carrot: 0})
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.hub_date_placed)
        self.assertOffersHold(self.catalogue)

    def test_withdrawing_gives_back(self):
        order = self._open()
        self._set(order, {self.carrot: 12})
        order._place_from_portal()
        order._withdraw_from_portal()
        self.assertEqual(self._asked(order), {self.carrot: 12})
        self.assertOffersHold(self.catalogue)

    def test_what_is_left_is_named_and_the_rest_is_saved(self):
        other = self._make_order(self.catalogue, self.grocer, {self.carrot: 95})
        order = self._open()
        refused = self._set(order, {self.carrot: 6, self.leek: 3})
        self.assertIn("only 5 kg left", refused[self.offer[self.carrot].id])
        self.assertEqual(self._asked(order), {self.leek: 3})
        self._set(order, {self.carrot: 5})
        order._place_from_portal()
        refused = self._set(order, {self.carrot: 5.001})
        self.assertIn("only 5 kg left", refused[self.offer[self.carrot].id])
        self.assertEqual(other.order_line.product_uom_qty, 95)
        self.assertOffersHold(self.catalogue)

    def test_a_basket_that_others_emptied_names_what_is_left(self):
        order = self._open()
        self._set(order, {self.carrot: 50, self.leek: 1})
        self._make_order(self.catalogue, self.grocer, {self.carrot: 60})
        refused = order._place_from_portal()
        self.assertEqual(list(refused), [self.offer[self.carrot].id])
        self.assertIn("only 40 kg left", refused[self.offer[self.carrot].id])
        self.assertFalse(order.hub_date_placed)
        self.assertEqual(self._asked(order)[self.carrot], 50, "never lowered silently")
        # asking for less than before is always possible
        self.assertFalse(self._set(order, {self.carrot: 45}))
        self.assertFalse(self._set(order, {self.carrot: 40}))
        self.assertFalse(order._place_from_portal())

    def test_no_limit_on_demand(self):
        self.offer[self.carrot].on_demand = True
        order = self._open()
        self.assertFalse(self._set(order, {self.carrot: 5000}))
        self.assertFalse(order._place_from_portal())

    def test_whole_packs_only(self):
        self.carrot.hub_pack_qty = 2.5
        order = self._open()
        for quantity in (1, 2.4, 6):
            refused = self._set(order, {self.carrot: quantity})
            self.assertIn("sold by 2.5 kg", refused[self.offer[self.carrot].id])
        self.assertFalse(self._set(order, {self.carrot: 7.5}))
        self.assertIn("sold by 1 pc.", str(self._set(order, {self.goat: 1.5})))
        self.assertFalse(self._set(order, {self.leek: 1.234}))

    def test_quantities_without_sense(self):
        order = self._open()
        self._set(order, {self.carrot: 3})
        hostile = ["abc", "-1", -0.5, "1e9", 1e300, float("nan"), "nan", "inf", True]
        for value in [*hostile, None, [], {}, "1,2,3", "9" * 400]:
            refused = self._set(order, {self.carrot: value})
            self.assertTrue(refused.get(self.offer[self.carrot].id), value)
            self.assertEqual(self._asked(order), {self.carrot: 3}, value)
        self.assertFalse(self._set(order, {self.carrot: "2,5"}))
        self.assertEqual(self._asked(order), {self.carrot: 2.5})
        self._set(order, {self.carrot: 1.00049})
        self.assertEqual(self._asked(order), {self.carrot: 1.0})
        self._set(order, {self.carrot: ""})
        self.assertFalse(self._asked(order))

    def test_offers_of_another_catalogue_are_unknown(self):
        following = self._make_catalogue()
        order = self._open()
        for key in (str(following.offer_ids[0].id), "0", "x", "1; DROP TABLE"):
            refused = order._set_portal_quantities({key: 1})
            self.assertEqual(list(refused), [key])
        self.assertFalse(order.order_line)

    def test_closed_is_closed(self):
        order = self._open()
        self._set(order, {self.carrot: 3})
        with self.at(self.catalogue.date_close):
            for attempt in (
                lambda: self._set(order, {self.carrot: 4}),
                order._place_from_portal,
                order._withdraw_from_portal,
                lambda: self._open(self.grocer),
            ):
                self.env.invalidate_all()
                with self.assertRefused("closed on"):
                    attempt()
        self.assertEqual(self._asked(order), {self.carrot: 3})

    def test_a_confirmed_order_is_not_changed(self):
        order = self._open()
        self._set(order, {self.carrot: 3})
        order.action_confirm()
        with self.assertRefused("already confirmed"):
            self._set(order, {self.carrot: 4})
        self.assertNotEqual(self._open(), order, "what is added comes on top")

    def test_what_a_client_may_not_buy_is_not_shown(self):
        def shown(client):
            order = self.Order._get_portal_order(self.catalogue, client, create=False)
            families = self.catalogue._get_portal_families(client, order)
            return {row["id"] for family in families for row in family["offers"]}

        cider = self.offer[self.cider].id
        self.assertIn(cider, shown(self.grocer))
        self.assertNotIn(cider, shown(self.school_a))
        order = self._open(self.school_a)
        self.assertTrue(self._set(order, {self.cider: 1}))
        self.assertFalse(order.order_line)

    def test_a_suspended_offer_stays_in_sight_of_who_asked_for_it(self):
        order = self._open()
        self._set(order, {self.carrot: 3, self.leek: 1})
        self.offer[self.carrot].is_suspended = True
        families = self.catalogue._get_portal_families(self.college, order)
        rows = {row["id"]: row for family in families for row in family["offers"]}
        self.assertTrue(rows[self.offer[self.carrot].id]["refusal"])
        self.assertIn(self.offer[self.carrot].id, order._place_from_portal())
        self.assertTrue(self._set(order, {self.carrot: 4}))
        self.assertFalse(self._set(order, {self.carrot: 0}))
        self.assertFalse(order._place_from_portal())
        families = self.catalogue._get_portal_families(self.grocer, self.Order)
        rows = {row["id"] for family in families for row in family["offers"]}
        self.assertNotIn(self.offer[self.carrot].id, rows)

    def test_lines_of_one_product_are_one_row(self):
        order = self._open()
        order.order_line = [
            Command.create({"product_id": self.carrot.id, "product_uom_qty": quantity})
            for quantity in (2, 3)
        ]
        self.assertEqual(
            order._get_portal_quantities(), {self.offer[self.carrot].id: 5}
        )
        order._place_from_portal()
        self._set(order, {self.carrot: 4})
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [4])
        self.assertOffersHold(self.catalogue)

    def test_only_valid_labels(self):
        def labels():
            families = self.catalogue._get_portal_families(self.college, self.Order)
            rows = {row["id"]: row for family in families for row in family["offers"]}
            return rows[self.offer[self.carrot].id]["labels"]

        self.assertFalse(labels())
        label = self.env.ref("milperche_hub.label_bio")
        proof = self.env["hub.proof"].create(
            {
                "criterion_id": label.id,
                "producer_id": self.farm.id,
                "product_tmpl_id": label.scope == "product"
                and self.carrot.product_tmpl_id.id,
                "date_start": "2025-01-01",
                "date_end": "2027-12-31",
                "state": "valid",
            }
        )
        self.assertEqual(labels(), [label.name])
        proof.date_end = self.catalogue.date_delivery - timedelta(days=1)
        self.assertFalse(labels(), "ended before the delivery")

    def test_the_grid_s_queries_do_not_grow_with_the_offers(self):
        def queries(count):
            products = self.env["product.product"].create(
                [
                    {
                        "name": f"Légume {number}",
                        "producer_id": self.producers[number % 3].id,
                        "categ_id": self.carrot.categ_id.id,
                        "is_storable": True,
                        "uom_id": self.carrot.uom_id.id,
                    }
                    for number in range(count)
                ]
            )
            catalogue = self._make_catalogue(products)
            order = self.Order._get_portal_order(catalogue, self.college)
            # Once as it was made, once as read anew: what the registry keeps from then
            # on (rights, languages) is read by the first page of all, not by each.
            for _warm_up in range(2):
                catalogue._get_portal_families(self.college, order)
                self.env.flush_all()
                self.env.invalidate_all()
            before = self.cr.sql_log_count
            families = catalogue._get_portal_families(self.college, order)
            self.assertEqual(sum(len(f["offers"]) for f in families), count)
            return self.cr.sql_log_count - before

        few = queries(10)
        self.assertLessEqual(queries(300), few)
        self.assertLess(few, 45)


class TestPortalClientPages(PortalWorld, HubHttpCase):
    """The same through the HTTP server, as a client and as somebody worse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_cook", cls.college)
        cls._make_portal_user("t_other", cls.grocer)
        cls._make_portal_user("t_farmer", cls.farm)
        cls.catalogue = cls._make_catalogue()
        cls.offer = {offer.product_id: offer for offer in cls.catalogue.offer_ids}
        cls.url = f"/my/catalogue/{cls.catalogue.id}"

    def _rpc(self, url, **params):
        response = self.url_open(
            url,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        answer = response.json()
        self.assertNotIn("error", answer, "never a technical error")
        return answer["result"]

    def _save(self, quantities):
        return self._rpc(
            f"{self.url}/save",
            quantities={str(self.offer[p].id): q for p, q in quantities.items()},
        )

    def _order(self, client=None):
        return self.env["sale.order"]._find_portal_order(
            self.catalogue, client or self.college
        )

    def test_order_place_change_withdraw(self):
        self.authenticate("t_cook", "t_cook")
        page = self.url_open("/my/catalogue")
        self.assertIn("Carotte démo", page.text)
        self.assertIn("Bretoncelles", page.text)
        self.assertFalse(self._order(), "looking makes no order")
        answer = self._save({self.carrot: 10, self.goat: 2})
        self.assertEqual((answer["lines"], answer["total"]), (2, 24.2))
        self.assertFalse(answer["placed"])
        self.assertIn('value="10"', self.url_open(self.url).text)
        answer = self._rpc(f"{self.url}/place")
        recap = self.url_open(answer["url"])
        self.assertIn("Thank you", recap.text)
        self.assertIn(self._order().name, recap.text)
        self.assertEqual(self._rpc(f"{self.url}/place")["url"], answer["url"])
        self.assertEqual(self.offer[self.carrot].quantity_taken, 10)
        self.assertTrue(self._save({self.carrot: 12})["placed"])
        self.assertOffersHold(self.catalogue)
        token = self._csrf(self.url_open(f"{self.url}/order").text)
        self.url_open(f"{self.url}/withdraw", data={"csrf_token": token})
        self.assertOffersHold(self.catalogue)
        self.assertFalse(self._order().hub_date_placed)
        self.assertEqual(self.env["sale.order"].search_count(self._mine()), 1)

    def _mine(self):
        return [("catalogue_id", "=", self.catalogue.id)]

    def _csrf(self, html):
        return html.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    def test_refusals_come_back_as_sentences(self):
        self._make_order(self.catalogue, self.grocer, {self.carrot: 95})
        self.authenticate("t_cook", "t_cook")
        answer = self._save({self.carrot: 6, self.goat: "abc"})
        carrot, goat = (str(self.offer[p].id) for p in (self.carrot, self.goat))
        self.assertIn("only 5 kg left", answer["refused"][carrot])
        self.assertIn("not a number", answer["refused"][goat])
        self.assertEqual(answer["quantities"], {})
        self.assertEqual(answer["available"][carrot], 5)
        self.assertFalse(self._order(), "nothing saved, no order")
        for junk in (None, [], "x", 3):
            self.assertTrue(self._rpc(f"{self.url}/save", quantities=junk)["error"])
        self.assertIn("empty", self._rpc(f"{self.url}/place")["error"])
        self.assertFalse(self._order())

    def test_offers_of_another_catalogue(self):
        following = self._make_catalogue()
        foreign = str(following.offer_ids[0].id)
        self.authenticate("t_cook", "t_cook")
        answer = self._rpc(f"{self.url}/save", quantities={foreign: 5})
        self.assertIn("not in this catalogue", answer["refused"][foreign])
        self.assertFalse(self.env["sale.order"].search(self._mine()))
        following.action_cancel()
        answer = self._rpc(
            f"/my/catalogue/{following.id}/save", quantities={foreign: 5}
        )
        self.assertTrue(answer["error"])
        self.assertTrue(self._rpc("/my/catalogue/0/save", quantities={})["error"])

    def test_another_client_s_order_is_out_of_reach(self):
        theirs = self._make_order(self.catalogue, self.grocer, {self.carrot: 7})
        self.authenticate("t_cook", "t_cook")
        self._save({self.carrot: 1})
        state = self._rpc(f"{self.url}/save", quantities={})
        self.assertEqual(state["quantities"], {str(self.offer[self.carrot].id): 1})
        self._rpc(f"{self.url}/place", order_id=theirs.id)
        self.assertEqual(theirs.order_line.product_uom_qty, 7)
        self.assertNotIn(theirs.name, self.url_open(f"{self.url}/order").text)
        page = self.url_open(f"/my/orders/{theirs.id}")
        self.assertNotIn(theirs.name, page.text)

    def test_after_the_cut_off(self):
        self.authenticate("t_cook", "t_cook")
        self._save({self.carrot: 10})
        past = fields.Datetime.now() - timedelta(minutes=1)
        self.catalogue.date_close = past
        answer = self._save({self.carrot: 20})
        self.assertTrue(answer["closed"])
        self.assertIn("closed on", answer["error"])
        self.assertTrue(self._rpc(f"{self.url}/place")["closed"])
        self.assertEqual(self._order().order_line.product_uom_qty, 10)
        page = self.url_open(self.url)
        self.assertTrue(page.url.endswith("/order"), "read-only")
        self.assertIn("nothing was ordered", page.text)
        self.assertIn("No catalogue is open", self.url_open("/my/catalogue").text)
        self.catalogue.action_close()
        self.assertIn("closed on", self.url_open(self.url).text)

    def test_without_scripts(self):
        self.authenticate("t_cook", "t_cook")
        token = self._csrf(self.url_open(self.url).text)
        fields_of = {f"qty_{offer.id}": "" for offer in self.catalogue.offer_ids}
        fields_of[f"qty_{self.offer[self.carrot].id}"] = "2,5"
        refused = self.url_open(f"{self.url}/submit", data={"csrf_token": "wrong"})
        self.assertEqual(refused.status_code, 400)
        data = {"csrf_token": token, **fields_of}
        data[f"qty_{self.offer[self.goat].id}"] = "-1"
        page = self.url_open(f"{self.url}/submit", data=data)
        self.assertIn("cannot be negative", page.text)
        self.assertFalse(self._order().hub_date_placed)
        data[f"qty_{self.offer[self.goat].id}"] = ""
        page = self.url_open(f"{self.url}/submit", data=data)
        self.assertIn("Thank you", page.text)
        self.assertEqual(self._order().order_line.product_uom_qty, 2.5)

    def test_only_clients(self):
        self.authenticate("t_farmer", "t_farmer")
        self.assertNotIn("/my/catalogue", self.url_open("/my/catalogue").url)
        self.assertTrue(self._save({self.carrot: 1})["error"])
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/catalogue").url)

    def test_the_order_page_leads_to_the_catalogue_while_it_is_open(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 7})
        self.authenticate("t_cook", "t_cook")
        self.assertTrue(self.url_open(f"/my/orders/{order.id}").url.endswith(self.url))
        orders = self.url_open("/my/orders").text
        self.assertIn(order.name, orders, "a placed order is an order")
        self.assertNotIn(order.name, self.url_open("/my/quotes").text)
        counters = self._rpc(
            "/my/counters",
            counters=["quotation_count", "hub_catalogue_count", "hub_basket_count"],
        )
        self.assertEqual(counters["quotation_count"], 0)
        self.assertEqual(counters["hub_catalogue_count"], 1)
        self.assertEqual(counters["hub_basket_count"], 0)
        self.catalogue.action_close()
        page = self.url_open(f"/my/orders/{order.id}")
        self.assertTrue(page.url.split("?")[0].endswith(f"/my/orders/{order.id}"))
        self.authenticate(None, None)
        token = order._portal_ensure_token()
        self.env.flush_all()
        url = f"/my/orders/{order.id}?access_token={token}"
        self.assertNotIn("modaldecline", self._buttons(self.url_open(url).text))

    def _buttons(self, html):
        return [part for part in html.split('data-bs-target="#')[1:]]

    def test_no_commission_on_the_page(self):
        for offer in self.catalogue.offer_ids:
            offer._change_terms({"commission_rate": 17.43}, "Board")
        self._make_order(self.catalogue, self.grocer, {self.carrot: 7})
        self.authenticate("t_cook", "t_cook")
        html = self.url_open(self.url).text
        for secret in ("17.43", "17,43", "commission", self.grocer.name):
            self.assertNotIn(secret, html)

    def test_pictures_are_shown_to_clients_only(self):
        self.carrot.image_1920 = (
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWj"
            b"R9awAAAABJRU5ErkJggg=="
        )
        url = f"/web/image/product.template/{self.carrot.product_tmpl_id.id}/image_128"
        self.authenticate("t_cook", "t_cook")
        self.assertIn(url, self.url_open(self.url).text)
        self.assertEqual(len(self.url_open(url).content), 70, "the picture itself")


class TestPortalClientRights(PortalWorld, HubCase):
    """What a client can learn by calling the server without our pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cook = cls._make_portal_user("t_cook", cls.college)
        cls.catalogue = cls._make_catalogue()
        cls.mine = cls._make_order(cls.catalogue, cls.college, {cls.carrot: 5})
        cls.theirs = cls._make_order(cls.catalogue, cls.grocer, {cls.carrot: 3})

    def test_other_clients(self):
        orders = self.env["sale.order"].with_user(self.cook)
        self.assertEqual(orders.search([]), self.mine)
        lines = self.env["sale.order.line"].with_user(self.cook)
        self.assertEqual(lines.search([]), self.mine.order_line)
        partners = self.env["res.partner"].with_user(self.cook).search([])
        self.assertFalse(partners & (self.grocer | self.farm | self.school_a))
        for records in (self.theirs, self.theirs.order_line, self.grocer, self.farm):
            with self.assertRaises(AccessError):
                records.with_user(self.cook).read(["display_name"])

    def test_rates_and_producers_cannot_be_guessed_by_searching(self):
        lines = self.env["sale.order.line"].with_user(self.cook)
        for domain in (
            [("commission_rate", ">", 10)],
            [("producer_id", "=", self.farm.id)],
            [("offer_id.commission_rate", ">", 10)],
            [("offer_id.quantity_taken", ">", 5)],
            [("offer_id.line_ids.order_id.partner_id", "=", self.grocer.id)],
            [("order_id.catalogue_id.order_ids.partner_id", "=", self.grocer.id)],
        ):
            with self.assertRaises(AccessError, msg=str(domain)):
                lines.search(domain)
        for spec in ("commission_rate:max", "commission_rate:sum"):
            with self.assertRaises(AccessError):
                lines.formatted_read_group([], ["order_id"], [spec])
        with self.assertRaises(AccessError):
            lines.search([], order="commission_rate")

    def test_models_that_are_closed(self):
        for model in (
            "hub.catalogue",
            "hub.offer",
            "hub.commission.rule",
            "hub.settlement.line",
            "hub.round",
            "hub.sale.restriction",
            "stock.move",
            "stock.quant",
        ):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(self.cook).search([])
        self.assertFalse(self.env["hub.settlement"].with_user(self.cook).search([]))

    def test_private_methods_act_for_nobody(self):
        with self.assertRaises(AccessError):
            self.mine.with_user(self.cook).action_withdraw()
        with self.assertRaises(AccessError):
            self.mine.with_user(self.cook)._set_portal_quantities({"1": 1})


class TestPortalClientTour(PortalWorld, HubHttpCase):
    """A cook orders in Chromium, on a narrow phone."""

    browser_size = "375x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_cook", cls.college)
        cls.catalogue = cls._make_catalogue()
        cls.carrot.hub_pack_qty = 10.0
        cls._add_tour("catalogue_tour")

    def test_cook_orders_on_a_phone(self):
        self.start_tour("/my/catalogue", "hub_catalogue_tour", login="t_cook")
        order = self.env["sale.order"]._find_portal_order(self.catalogue, self.college)
        self.assertTrue(order.hub_date_placed)
        asked = {line.product_id: line.product_uom_qty for line in order.order_line}
        self.assertEqual(asked, {self.carrot: 20, self.leek: 2.5, self.goat: 3})
        self.assertOffersHold(self.catalogue)
