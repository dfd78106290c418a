"""Price and commission are frozen at the opening; a change says why."""

from odoo.exceptions import AccessError
from odoo.fields import Command

from .common import HubCase

MANAGER = "milperche_hub.group_manager"


class TestFrozenTerms(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.catalogue = cls._make_catalogue().with_env(cls.env)
        cls.offer = cls.catalogue.offer_ids.filtered(
            lambda o: o.product_id == cls.carrot
        )
        cls.college.write({"email": "college@example.org", "lang": "en_US"})

    def _dialog(self, **vals):
        action = self.offer.action_change_terms()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog.write(vals)
        return dialog

    def test_a_plain_write_is_refused(self):
        for vals in ({"price_unit": 2.0}, {"commission_rate": 10.0}):
            with (
                self.subTest(vals=vals),
                self.assertRefused("frozen since the opening"),
            ):
                self.offer.write(vals)
        self.offer.write({"price_unit": 1.7})
        self.assertFalse(self.offer.change_ids, "nothing changed, nothing said")

    def test_a_context_opens_nothing(self):
        """Whoever calls the server chooses its context, never the lock's."""
        offers = self.offer.with_user(self._make_user("t_rpc", MANAGER))
        for word in ("hub_reason", "hub_refresh", "hub_shortage"):
            for value in ("Board", True, 1, ["Board"], {"reason": "Board"}):
                with (
                    self.subTest(word=word, value=value),
                    self.assertRefused("frozen since the opening"),
                ):
                    offers.with_context(**{word: value}).write({"price_unit": 0.5})
        self.assertEqual(self.offer.price_unit, 1.7)
        self.assertFalse(self.offer.change_ids)

    def test_a_forged_reason_is_not_noted(self):
        self.offer.with_context(hub_reason="forged").quantity_offered = 120
        self.assertFalse(self.offer.change_ids.reason)
        self.offer._change_terms({"price_unit": 2.0}, " Frost ")
        self.assertEqual(self.offer.change_ids.mapped("reason"), [False, "Frost"])

    def test_a_draft_is_free(self):
        draft = self.env["hub.catalogue"].create(self.catalogue._prepare_next_vals())
        offer = self.env["hub.offer"].create(
            {"catalogue_id": draft.id, "product_id": self.carrot.id}
        )
        offer.price_unit = 3.0
        self.assertFalse(offer.change_ids)

    def test_every_document_follows_and_shows_one_sum(self):
        placed = self._make_order(self.catalogue, self.college, {self.carrot: 10})
        basket = self._make_order(
            self.catalogue, self.grocer, {self.carrot: 5}, place=False
        )
        confirmed = self._make_order(self.catalogue, self.restaurant, {self.carrot: 2})
        confirmed.action_confirm()
        dialog = self._dialog(price_unit=2.0, commission_rate=10.0, reason="Frost")
        orders = placed | basket | confirmed
        self.assertEqual(dialog.line_ids, orders.order_line)
        self.assertAlmostEqual(dialog.amount_before, 28.9, 2)
        self.assertAlmostEqual(dialog.amount_after, 34.0, 2)
        self.assertAlmostEqual(dialog.net_before, 24.57, 2)
        self.assertAlmostEqual(dialog.net_after, 30.6, 2)
        dialog.action_apply()
        self.assertEqual(set(orders.order_line.mapped("price_unit")), {2.0})
        self.assertEqual(set(orders.order_line.mapped("commission_rate")), {10.0})
        self.assertEqual(placed.amount_untaxed, 20.0)
        placed.order_line.product_uom_qty = 11
        self.assertEqual(placed.amount_untaxed, 22.0, "still one price")
        self.catalogue.action_close()
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        self.catalogue.action_invoice()
        (placed | confirmed).invoice_ids.action_post()
        settlements = self._settle()
        settlements.action_post()
        self.assertMoneyTies(placed | confirmed, settlements)
        self.assertEqual(sum(settlements.mapped("amount_gross")), 26.0)
        self.assertEqual(sum(settlements.mapped("amount_commission")), 2.6)

    def test_only_what_is_ordered_from_now_on(self):
        placed = self._make_order(self.catalogue, self.college, {self.carrot: 10})
        basket = self._make_order(
            self.catalogue, self.grocer, {self.carrot: 5}, place=False
        )
        dialog = self._dialog(
            price_unit=2.0, commission_rate=10.0, reason="Frost", scope="new"
        )
        self.assertEqual(dialog.line_ids, basket.order_line)
        dialog.action_apply()
        later = self._make_order(self.catalogue, self.restaurant, {self.carrot: 2})
        prices = (placed | basket | later).order_line.mapped("price_unit")
        self.assertEqual(prices, [1.7, 2.0, 2.0])
        placed.order_line.product_uom_qty = 11
        self.assertAlmostEqual(placed.amount_untaxed, 18.7, 2, "its own price")
        families = self.catalogue._get_portal_families(self.college, placed)
        rows = {row["id"]: row for f in families for row in f["offers"]}
        self.assertEqual(rows[self.offer.id]["price"], 1.7, "the page shows it too")
        told = self.env["hub.message"].search([("kind", "=like", "terms%")])
        self.assertEqual(told.partner_id, self.farm, "nobody who placed is concerned")
        self.assertRegex(told.body, r"1[.,]4.* → .*1[.,]80")
        self.catalogue.action_close()
        (order,) = self.catalogue.producer_order_ids.filtered(
            lambda o: o.producer_id == self.farm
        )._get_portal_values()
        self.assertRegex(order["lines"][0]["net_text"], r"11 × .*1.4.* \+ 2 × .*1.80")
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        self.catalogue.action_invoice()
        (placed | later).invoice_ids.action_post()
        settlements = self._settle()
        settlements.action_post()
        self.assertMoneyTies(placed | later, settlements)
        self.assertEqual(
            sorted(settlements.line_ids.mapped("commission_rate")), [10.0, 15.0]
        )

    def test_a_later_change_for_all_takes_the_kept_ones_along(self):
        placed = self._make_order(self.catalogue, self.college, {self.carrot: 10})
        self._dialog(price_unit=2.0, reason="Frost", scope="new").action_apply()
        self.assertEqual(placed.order_line.price_unit, 1.7)
        self._dialog(price_unit=1.5, reason="Glut").action_apply()
        self.assertEqual(placed.order_line.price_unit, 1.5)

    def test_who_placed_is_told_before_and_after_once(self):
        self._make_order(self.catalogue, self.college, {self.carrot: 10})
        self._make_order(self.catalogue, self.grocer, {self.carrot: 5}, place=False)
        self._make_order(self.catalogue, self.restaurant, {self.leek: 5})
        self._dialog(price_unit=2.0, reason="Frost").action_apply()
        told = self.env["hub.message"].search([("kind", "=", "terms")])
        self.assertEqual(told.partner_id, self.college)
        for words in (r"1[.,]70", r"2[.,]00", "Frost"):
            self.assertRegex(str(told.body), words)

    def test_the_log_reads_in_plain_words(self):
        self._dialog(price_unit=2.0, reason="Frost").action_apply()
        self.offer.quantity_offered = 80.0
        first, last = self.offer.change_ids.sorted("id")
        self.assertRegex(first.summary, r"1[.,]70.*→.*2[.,]00")
        self.assertEqual(first.reason, "Frost")
        self.assertEqual(first.user_id, self.env.user)
        self.assertEqual(last.summary, "offered: 100 kg → 80 kg")
        self.assertEqual(self.catalogue.change_ids, self.offer.change_ids)

    def test_bad_input_changes_nothing(self):
        for vals, words in (
            ({"price_unit": 2.0, "reason": ""}, "Say why"),
            ({"price_unit": 2.0, "reason": "  "}, "Say why"),
            ({"price_unit": -1.0, "reason": "x"}, "no sense"),
            ({"price_unit": 1e9, "reason": "x"}, "no sense"),
            ({"commission_rate": 101.0, "reason": "x"}, "between 0 and 100"),
        ):
            dialog = self._dialog(**vals)
            with self.subTest(vals=vals), self.assertRefused(words):
                dialog.action_apply()
        with self.assertRefused("no sense"):
            self.offer._change_terms({"price_unit": float("nan")}, "x")
        self.assertEqual(self.offer.price_unit, 1.7)

    def test_after_the_cutoff_a_credit_note_corrects(self):
        self._make_order(self.catalogue, self.college, {self.carrot: 10})
        self.catalogue.action_close()
        with self.assertRefused("credit note"):
            self.offer._change_terms({"price_unit": 2.0}, "Frost")

    def test_who_may(self):
        volunteer = self._make_user("t_terms_vol", "milperche_hub.group_volunteer")
        coordinator = self._make_user(
            "t_terms_coord", "milperche_hub.group_coordinator"
        )
        with self.assertRaises(AccessError):
            self.offer.with_user(volunteer)._change_terms({"price_unit": 2.0}, "x")
        with self.assertRaises(AccessError):
            self.offer.with_user(volunteer).action_change_terms()
        self._make_order(self.catalogue, self.college, {self.carrot: 10})
        action = self.offer.with_user(coordinator).action_change_terms()
        dialog = self.env[action["res_model"]].with_user(coordinator)
        dialog = dialog.browse(action["res_id"])
        dialog.write({"price_unit": 2.0, "reason": "Frost"})
        dialog.action_apply()
        self.assertEqual(self.offer.price_unit, 2.0)
        self.assertEqual(self.offer.change_ids.user_id, coordinator)


class TestContractPrice(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.catalogue = cls._make_catalogue().with_env(cls.env)
        cls.price = cls.env["hub.contract.price"].create(
            {
                "partner_id": cls.town_hall.id,
                "product_id": cls.carrot.id,
                "price_unit": 1.5,
                "reference": "MAPA 2026-04",
            }
        )

    def _get_shown(self, client):
        order = self.env["sale.order"]
        rows = self.catalogue._get_portal_families(client, order)
        return {o["name"]: o["price"] for family in rows for o in family["offers"]}

    def test_only_once_the_producer_accepted(self):
        before = self._make_order(self.catalogue, self.school_a, {self.carrot: 10})
        self.assertEqual(before.order_line.price_unit, 1.7)
        self.assertAlmostEqual(self.price.net_unit, 1.28, 2)
        self.price.action_accept()
        self.assertTrue(self.price.date_accepted and self.price.acceptance_note)
        after = self._make_order(self.catalogue, self.school_b, {self.carrot: 10})
        self.assertEqual(after.order_line.price_unit, 1.5, "by its payer")
        other = self._make_order(self.catalogue, self.college, {self.carrot: 10})
        self.assertEqual(other.order_line.price_unit, 1.7)
        self.assertEqual(self._get_shown(self.school_b)["Carotte démo"], 1.5)
        self.assertEqual(self._get_shown(self.college)["Carotte démo"], 1.7)

    def test_the_producer_s_share_comes_from_it(self):
        self.price.action_accept()
        order = self._make_order(self.catalogue, self.school_b, {self.carrot: 10})
        self.catalogue.action_close()
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        self.catalogue.action_invoice()
        order.invoice_ids.action_post()
        settlement = self._settle()
        settlement.action_post()
        self.assertEqual(settlement.amount_gross, 15.0)
        self.assertEqual(settlement.amount_net, 12.75)
        self.assertMoneyTies(order, settlement)

    def test_a_change_of_the_catalogue_price_leaves_it_alone(self):
        self.price.action_accept()
        order = self._make_order(self.catalogue, self.school_b, {self.carrot: 10})
        offer = order.order_line.offer_id
        offer._change_terms({"price_unit": 3.0}, "Frost")
        self.assertEqual(order.order_line.price_unit, 1.5)

    def test_a_price_list_comes_before_the_catalogue(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Canteens",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.leek.id,
                            "compute_price": "fixed",
                            "fixed_price": 2.0,
                        }
                    )
                ],
            }
        )
        self.college.specific_property_product_pricelist = pricelist
        order = self._make_order(
            self.catalogue, self.college, {self.leek: 1, self.carrot: 1}
        )
        prices = {x.product_id: x.price_unit for x in order.order_line}
        self.assertEqual(prices, {self.leek: 2.0, self.carrot: 1.7})
        self.env["hub.contract.price"].create(
            {
                "partner_id": self.college.id,
                "product_id": self.leek.id,
                "price_unit": 1.9,
                "date_accepted": self.price.date_start,
            }
        )
        self.assertEqual(self._get_shown(self.college)["Poireau démo"], 1.9)

    def test_the_price_per_kilogram_follows(self):
        goat = self.price.copy(
            {
                "product_id": self.goat.id,
                "price_unit": 3.0,
                "date_accepted": "2026-01-01",
            }
        )
        families = self.catalogue._get_portal_families(
            self.school_a, self.env["sale.order"]
        )
        rows = {o["name"]: o for family in families for o in family["offers"]}
        self.assertEqual(rows[self.goat.name]["price"], goat.price_unit)
        self.assertIn("15", rows[self.goat.name]["price_measure_text"])  # 3.00 / 0.2 kg

    def test_two_prices_on_one_day_are_refused(self):
        with self.assertRefused("already has a price"):
            self.price.copy({"price_unit": 1.0})
