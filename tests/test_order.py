from datetime import date, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form

from .common import HubCase


class TestOrder(HubCase):
    """Baskets, placing, editing, withdrawing, and what each holds of the offers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue(quantity=20.0)

    def _taken(self, product):
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == product)
        return offer.quantity_taken

    def test_basket_holds_nothing_until_placed(self):
        order = self._make_order(
            self.catalogue, self.college, {self.carrot: 5}, place=False
        )
        self.assertEqual(self._taken(self.carrot), 0.0)
        order.action_place()
        self.assertEqual(self._taken(self.carrot), 5.0)
        self.assertOffersHold(self.catalogue)

    def test_refusal_names_what_is_left_and_changes_nothing(self):
        self._make_order(self.catalogue, self.college, {self.carrot: 18})
        order = self._make_order(
            self.catalogue,
            self.grocer,
            {self.carrot: 3, self.apple: 1},
            place=False,
        )
        with self.assertRefused("Carotte démo: only 2 kg left"):
            order.action_place()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.hub_date_placed)
        self.assertEqual(self._taken(self.apple), 0.0)
        self.assertOffersHold(self.catalogue)

    def test_editing_a_placed_order_moves_the_difference(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
        line = order.order_line
        line.product_uom_qty = 12.125
        self.assertEqual(self._taken(self.carrot), 12.125)
        with self.assertRefused("only 7.875 kg left"):
            line.product_uom_qty = 20.001
        self.assertEqual(line.product_uom_qty, 12.125)
        order.write(
            {
                "order_line": [
                    Command.create({"product_id": self.apple.id, "product_uom_qty": 4})
                ]
            }
        )
        self.assertEqual(self._taken(self.apple), 4.0)
        line.unlink()
        self.assertEqual(self._taken(self.carrot), 0.0)
        self.assertOffersHold(self.catalogue)

    def test_changing_the_product_frees_the_former_offer(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
        order.order_line.product_id = self.leek
        self.assertEqual(self._taken(self.carrot), 0.0)
        self.assertEqual(self._taken(self.leek), 5.0)
        self.assertEqual(order.order_line.price_unit, 2.35)
        self.assertOffersHold(self.catalogue)

    def test_withdraw_cancel_and_draft_free_the_offers(self):
        for way in ("action_withdraw", "action_cancel"):
            with self.subTest(way=way):
                order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
                getattr(order, way)()
                self.assertEqual(self._taken(self.carrot), 0.0)
                order.action_draft()
                order.action_place()
                self.assertEqual(self._taken(self.carrot), 5.0)
                order.action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(self._taken(self.carrot), 5.0)
        order.action_cancel()
        self.assertEqual(self._taken(self.carrot), 0.0)
        self.assertOffersHold(self.catalogue)

    def test_copy_of_an_order_holds_nothing(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
        copied = order.copy()
        self.assertFalse(copied.catalogue_id)
        self.assertFalse(copied.order_line.offer_id)
        self.assertFalse(copied.hub_date_placed)
        self.assertOffersHold(self.catalogue)

    def test_one_open_order_per_client_and_catalogue(self):
        self._make_order(self.catalogue, self.college, {self.carrot: 5})
        with (
            self.assertRaisesRegex(Exception, "one_open_order"),
            self.env.cr.savepoint(),
        ):
            self._make_order(self.catalogue, self.college, {self.apple: 5})

    def test_sent_by_email_is_not_placed(self):
        order = self._make_order(
            self.catalogue, self.college, {self.carrot: 5}, place=False
        )
        order.action_quotation_sent()
        self.assertEqual(self._taken(self.carrot), 0.0)
        self.catalogue.action_close()
        self.assertEqual(order.state, "sent", "the cut-off ignores it")
        self.assertFalse(order.picking_ids)

    def test_catalogue_order_is_neither_signed_nor_paid_on_the_portal(self):
        self.company.portal_confirmation_sign = True
        order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
        self.assertFalse(order.require_signature)
        self.assertFalse(order._has_to_be_signed())
        self.assertFalse(order._has_to_be_paid())

    def test_price_is_the_offer_s_and_survives_updates(self):
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        offer._change_terms({"price_unit": 1.55}, "Market")
        order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
        self.assertEqual(order.order_line.price_unit, 1.55)
        order.order_line.product_uom_qty = 6
        self.assertEqual(order.order_line.price_unit, 1.55)
        order.action_update_prices()
        self.assertEqual(order.order_line.price_unit, 1.55)

    def test_terms_are_frozen_when_confirmed(self):
        order = self._make_order(self.catalogue, self.college, {self.carrot: 5})
        order.action_confirm()
        self.env["hub.commission.rule"].create(
            {"producer_id": self.farm.id, "rate": 20.0}
        )
        order.order_line.offer_id._write_terms({"commission_rate": 20.0}, "Board")
        self.env.flush_all()
        self.assertEqual(order.order_line.commission_rate, 15.0)

    def test_placing_is_refused_out_of_hours_with_a_sentence(self):
        order = self._make_order(
            self.catalogue, self.college, {self.carrot: 5}, place=False
        )
        with self.at(self.catalogue.date_close):
            with self.assertRefused("closed on"):
                order.action_place()
        with self.at(self.catalogue.date_open - timedelta(minutes=1)):
            with self.assertRefused("not open"):
                order.action_place()
        empty = self._make_order(self.catalogue, self.grocer, {}, place=False)
        with self.assertRefused("empty"):
            empty.action_place()
        self.assertOffersHold(self.catalogue)

    def test_offer_never_goes_below_what_is_taken(self):
        self._make_order(self.catalogue, self.college, {self.carrot: 5})
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        offer.quantity_offered = 4.999
        self.assertEqual((offer.quantity_offered, offer.quantity_taken), (5.0, 5.0))
        offer.shortage_ids.action_cancel()
        with self.assertRefused("suspend the offer"):
            offer.unlink()
        offer.on_demand = True
        self._make_order(self.catalogue, self.grocer, {self.carrot: 500})
        self.assertEqual(offer.quantity_taken, 505.0)
        with self.assertRefused("already ordered"):
            offer.on_demand = False

    def test_phone_entry_in_the_form(self):
        self.carrot.hub_pack_qty = 10.0
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.school_a
            form.catalogue_id = self.catalogue
            with form.order_line.new() as line:
                line.product_id = self.goat
                line.product_uom_qty = 3
            with form.order_line.new() as line:
                line.product_id = self.carrot
        order = form.save()
        self.assertEqual(order.order_line.offer_id.product_id, self.goat | self.carrot)
        self.assertEqual(order.order_line[1].product_uom_qty, 10.0, "one pack")
        self.assertEqual(order.partner_invoice_id, self.town_hall)
        self.assertFalse(order.payment_term_id)
        # the catalogue delivers from Monday on; the round passes on Tuesday
        day = self.env["hub.catalogue"]._to_local(order.commitment_date).date()
        self.assertEqual(day, date(2026, 3, 10))
        order.action_place()
        self.assertEqual(self._taken(self.goat), 3.0)

    def test_placing_costs_the_same_queries_for_many_lines(self):
        self._make_order(self.catalogue, self.grocer, {self.carrot: 1})
        few = self._make_order(
            self.catalogue, self.college, {self.carrot: 1}, place=False
        )
        many = self._make_order(
            self.catalogue,
            self.restaurant,
            {product: 1 for product in self.products},
            place=False,
        )
        self.env.flush_all()
        for order, count in ((few, "one line"), (many, "eight lines")):
            self.env.invalidate_all()
            with self.subTest(count), self.assertQueryCount(40):
                order.action_place()
                self.env.flush_all()


class TestCutoff(HubCase):
    """What the cut-off does with what is not good."""

    def test_red_line_is_set_aside_and_the_order_goes_on(self):
        catalogue = self._make_catalogue()
        order = self._make_order(
            catalogue, self.college, {self.carrot: 5, self.goat: 4}
        )
        lonely = self._make_order(catalogue, self.grocer, {self.carrot: 2})
        good = self._make_order(catalogue, self.restaurant, {self.apple: 2})
        self.farm.hub_date_left = fields.Date.today() - timedelta(days=1)
        catalogue.action_close()
        carrot = order.order_line.filtered(lambda line: line.product_id == self.carrot)
        self.assertEqual(order.state, "sale")
        self.assertEqual(carrot.product_uom_qty, 0.0)
        self.assertEqual(carrot.hub_setaside_quantity, 5.0)
        self.assertTrue(carrot.hub_setaside_reason)
        self.assertEqual(order.picking_ids.move_ids.product_id, self.goat)
        self.assertNotEqual(lonely.state, "sale")
        self.assertTrue(lonely.hub_setaside_reason)
        self.assertEqual(good.state, "sale")
        self.assertOffersHold(catalogue)
        offer = catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        self.assertEqual(offer.quantity_taken, 0.0)

    def test_order_that_core_refuses_does_not_stop_the_others(self):
        catalogue = self._make_catalogue()
        orders = self.env["sale.order"]
        for client in self.clients:
            orders |= self._make_order(catalogue, client, {self.carrot: 2})
        plan = self.env["account.analytic.plan"].create({"name": "Démo"})
        self.env["account.analytic.applicability"].create(
            {
                "analytic_plan_id": plan.id,
                "business_domain": "sale_order",
                "applicability": "mandatory",
            }
        )
        account = self.env["account.analytic.account"].create(
            {"name": "Démo", "plan_id": plan.id}
        )
        orders[1:].order_line.analytic_distribution = {account.id: 100}
        catalogue.with_context(validate_analytic=True).action_close()
        self.assertNotEqual(orders[0].state, "sale")
        self.assertTrue(orders[0].hub_setaside_reason)
        self.assertFalse(orders[0].hub_date_placed)
        self.assertEqual(set(orders[1:].mapped("state")), {"sale"})
        self.assertOffersHold(catalogue)

    def test_restricted_goods_are_refused_at_every_moment(self):
        catalogue = self._make_catalogue()
        for client in (self.school_a, self.college):
            order = self._make_order(catalogue, client, {self.cider: 1}, place=False)
            with self.assertRefused("Cidre démo"):
                order.action_place()
            with self.assertRefused("Cidre démo"):
                order.action_confirm()
        order = self._make_order(catalogue, self.school_b, {self.carrot: 1})
        with self.assertRefused("Cidre démo"):
            order.write(
                {
                    "order_line": [
                        Command.create(
                            {"product_id": self.cider.id, "product_uom_qty": 1}
                        )
                    ]
                }
            )
        self._make_order(catalogue, self.restaurant, {self.cider: 1})

    def test_unproved_product_enters_no_catalogue(self):
        stranger = self._make_producer("Ferme Démo sans preuve", "TSP", "vat")
        stranger.proof_ids.write({"state": "rejected", "rejection_reason": "x"})
        turnip = self._make_product(
            "Navet démo",
            stranger,
            "vegetable",
            1.4,
            self.env.ref("uom.product_uom_kgm"),
        )
        catalogue = self._make_catalogue()
        with self.assertRefused("Navet démo cannot be offered"):
            self.env["hub.offer"].create(
                {
                    "catalogue_id": catalogue.id,
                    "product_id": turnip.id,
                    "quantity_offered": 5,
                }
            )


class TestProductDropDown(HubCase):
    """Two farms sell carrots: the drop-down of an order says whose they are."""

    def _make_user_without_money(self):
        user = self.env["res.users"].search([("login", "=", "t_blind")])
        return user or self._make_user("t_blind", "milperche_hub.group_volunteer")

    def test_like_named_products_tell_farm_and_price(self):
        self.apple.name = self.carrot.name
        catalogue = self._make_catalogue(self.carrot | self.apple)
        user = self._make_user("t_choice", "milperche_hub.group_coordinator")
        for model in ("product.template", "product.product"):
            records = (
                self.env[model]
                .with_user(user)
                .with_context(hub_catalogue_id=catalogue.id, lang="fr_FR")
            )
            found = records.web_name_search(self.carrot.name, {"display_name": {}})
            labels = sorted(row["__formatted_display_name"] for row in found)
            self.assertEqual(len(labels), 2)
            self.assertIn(f"{self.farm.name} · 1,70\xa0€/kg", labels[0])
            self.assertIn(f"{self.orchard.name} · 1,63\xa0€/kg", labels[1])
            names = {row["display_name"] for row in found}
            self.assertEqual(names, {self.carrot.name}, "on the line, the name alone")
            blind = records.with_user(self._make_user_without_money())
            self.env.invalidate_all()  # names are kept per request, that is per user
            for row in blind.web_name_search(self.carrot.name, {"display_name": {}}):
                self.assertNotIn("\u20ac", row["__formatted_display_name"])
            plain = self.env[model].web_name_search(
                self.carrot.name, {"display_name": {}}
            )
            for row in plain:
                self.assertNotIn("1,70", row["__formatted_display_name"])
