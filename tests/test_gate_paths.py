"""Every other way to an order, tried with goods whose proof lapsed overnight.

`test_gate.py` tries the plain ones; here are those that the hub adds: baskets, links,
late orders, shortages, claims, proposals, tables, templates. The product is red, no
job has run, nobody has seen it: each way refuses it, or leaves it out, in words.
"""

import base64
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tools import mute_logger

from .common import HubHttpCase
from .test_gate import NO_PROOF, GateCase
from .test_grid import GridWorld
from .test_portal_client import PortalWorld


class PathCase(GridWorld, GateCase):
    """A client used to order carrots, and leeks, of the farm whose proof lapses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the past weeks are over: what they sold was proved
        cls.past_lines = cls.env["sale.order.line"].search([])

    def setUp(self):
        super().setUp()
        self._lapse()

    def tearDown(self):
        sold = {line_id for (line_id,) in self._sold()}
        self.assertFalse(sold - set(self.past_lines.ids))
        super().tearDown()

    def _prove_again(self):
        self.farm.proof_ids.date_end = fields.Date.add(fields.Date.today(), years=1)

    def _offer(self, product=None, catalogue=None):
        product = product or self.carrot
        offers = (catalogue or self.catalogue).offer_ids
        return offers.filtered(lambda o: o.product_id == product)


class TestBaskets(PathCase):
    def test_usual_basket(self):
        self.college.hub_usual_basket = True
        found, missing = self.Order._get_basket_source(
            self.catalogue, self.college, "usual"
        )
        self.assertFalse(found)
        self.assertIn("Carotte démo", missing)
        self.assertFalse(self.Order._prepare_usual_baskets(self.catalogue))

    def test_usual_basket_made_before_the_lapse(self):
        self._prove_again()
        self.college.hub_usual_basket = True
        basket = self.Order._prepare_usual_baskets(self.catalogue)
        self.assertTrue(basket.order_line)
        self._lapse()
        refused = basket._place_from_portal()
        self.assertIn("no longer available", refused[self._offer().id])
        with self.assertRefused(NO_PROOF):
            basket.action_place()

    def test_copy_of_an_older_week(self):
        old = self.past[-1]
        found, missing = self.Order._get_basket_source(
            self.catalogue, self.college, old.id
        )
        self.assertFalse(found)
        self.assertEqual(missing, ["Carotte démo", "Poireau démo"])

    def test_weeks_ahead(self):
        """A wish made while all was well, opened after the lapse."""
        self._prove_again()
        draft = self._make_draft()
        wish = self.Order._get_portal_order(draft, self.college, True)
        self.assertFalse(
            wish._set_portal_quantities({str(self._offer(catalogue=draft).id): 20})
        )
        self._lapse()
        draft.action_open()
        self.assertTrue(self._offer(catalogue=draft).is_suspended)
        refused = wish._place_from_portal()
        self.assertIn("no longer available", refused[self._offer(catalogue=draft).id])
        with self.assertRefused(NO_PROOF):
            wish.action_place()

    def test_duplicated_order(self):
        copy = self.past[-1].copy()
        self.assertTrue(copy.order_line)
        with self.assertRefused(NO_PROOF):
            copy.with_user(self.coordinator).action_confirm()

    def test_next_week_s_draft(self):
        """The catalogue made out of the last one leaves red goods out."""
        following = self.catalogue.copy({"state": "draft"})
        following.action_add_products()
        self.assertFalse(self._offer(catalogue=following))
        with self.assertRefused("cannot be offered"):
            following._set_availability(self.farm, {self.carrot.id: "5"}, "portal")


class TestStaffPaths(PathCase):
    def _staff_order(self, product=None):
        order = self._make_order(
            self.catalogue, self.restaurant, {product or self.apple: 2}
        )
        return order.with_user(self.coordinator).with_context(hub_for_client=True)

    def test_staff_grid(self):
        order = self._staff_order()
        refused = order._set_portal_quantities({str(self._offer().id): "40"})
        self.assertIn("no longer available", refused[self._offer().id])

    def test_late_add_on(self):
        order = self._staff_order()
        self.catalogue.action_close()
        refused = order._set_portal_quantities({str(self._offer().id): "40"})
        self.assertIn("no longer available", refused[self._offer().id])
        order._ask_producer(self._offer().id, 400)
        refused = order._set_portal_quantities({str(self._offer().id): "400"})
        self.assertTrue(refused[self._offer().id])

    def test_quotation_template(self):
        template = self.env["sale.order.template"].create(
            {
                "name": "Weekly canteen",
                "sale_order_template_line_ids": [
                    Command.create({"product_id": self.carrot.id, "product_uom_qty": 3})
                ],
            }
        )
        order = self.Order.create(
            {"partner_id": self.restaurant.id, "sale_order_template_id": template.id}
        )
        order._onchange_sale_order_template_id()
        self.assertEqual(order.order_line.product_id, self.carrot)
        with self.assertRefused(NO_PROOF):
            order.action_confirm()
        placed = self._staff_order()
        placed.sale_order_template_id = template
        with self.assertRefused(NO_PROOF):
            placed._onchange_sale_order_template_id()
            placed.flush_recordset()

    def test_a_line_moved_between_orders(self):
        basket = self.Order.create(self._vals(partner_id=self.grocer.id))
        placed = self._staff_order()
        with self.assertRefused(NO_PROOF):
            placed.write({"order_line": [Command.link(basket.order_line.id)]})

    def test_table_of_offers(self):
        self.carrot.default_code = "CAR"
        draft = self.catalogue.copy({"state": "draft"})
        content = base64.b64encode("Code;Quantité\nCAR;10\n".encode())
        wizard = self.env["hub.import.file"].with_user(self.coordinator)
        wizard = wizard.create(
            {
                "kind": "hub.import.offer",
                "file": content,
                "catalogue_id": draft.id,
            }
        )
        wizard.action_import()
        self.assertEqual(wizard.state, "bad")
        self.assertIn("cannot be offered", " ".join(wizard.line_ids.mapped("sentence")))
        self.assertFalse(self._offer(catalogue=draft))

    def test_a_delivery_without_an_order(self):
        picking_type = self.env["stock.warehouse"].search([], limit=1).out_type_id
        for kind in (picking_type, picking_type.warehouse_id.hub_delivery_type_id):
            delivery = self.env["stock.picking"].create(
                {
                    "picking_type_id": kind.id,
                    "partner_id": self.restaurant.id,
                    "location_id": kind.default_location_src_id.id,
                    "location_dest_id": self.env.ref(
                        "stock.stock_location_customers"
                    ).id,
                    "move_ids": [
                        Command.create(
                            {
                                "product_id": self.carrot.id,
                                "product_uom_qty": 2,
                                "location_id": kind.default_location_src_id.id,
                                "location_dest_id": self.env.ref(
                                    "stock.stock_location_customers"
                                ).id,
                            }
                        )
                    ],
                }
            )
            delivery.action_confirm()
            delivery.move_ids.write({"quantity": 2, "picked": True})
            delivery.move_ids.move_line_ids.lot_id = self.env["stock.lot"].create(
                {"name": f"RED{kind.id}", "product_id": self.carrot.id}
            )
            with self.assertRefused(NO_PROOF):
                delivery.with_context(skip_backorder=True).button_validate()


class TestAfterwards(PathCase):
    """What a shortage or a claim gives instead is a sale as well."""

    def _make_shortage(self):
        """Ten turnips ordered, four there; ``(turnip, order, shortage)``."""
        turnip = self._make_product(
            "Navet démo",
            self.orchard,
            "vegetable",
            1.7,
            self.env.ref("uom.product_uom_kgm"),
        )
        offer = self.env["hub.offer"].create(
            {
                "catalogue_id": self.catalogue.id,
                "product_id": turnip.id,
                "quantity_offered": 20,
            }
        )
        order = self._make_order(self.catalogue, self.restaurant, {turnip: 10})
        return turnip, order, self.env["hub.shortage"]._open(offer, 4)

    def test_substitute(self):
        self._prove_again()
        turnip, order, shortage = self._make_shortage()
        line = shortage.line_ids
        line.write({"substitute_offer_id": self._offer().id, "substitute_quantity": 6})
        line.use_substitute = True
        self.assertIn(line.substitute_offer_id.product_id, self.carrot | self.leek)
        self._lapse()
        with self.assertRefused(NO_PROOF):
            shortage.action_apply()
        self.assertEqual(order.order_line.product_id, turnip)
        self.assertEqual(order.order_line.product_uom_qty, 10, "nothing was changed")

    def test_a_red_product_is_no_substitute(self):
        __, __, shortage = self._make_shortage()
        self.assertFalse(shortage.line_ids.substitute_offer_id)

    def test_replacement_of_a_claim(self):
        self._prove_again()
        order = self._make_order(self.catalogue, self.grocer, {self.carrot: 4})
        self.catalogue.action_close()
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        self.past_lines |= order.order_line
        following = self._make_catalogue()
        claim = self.env["hub.claim"].create(
            {
                "move_line_id": order.picking_ids.move_line_ids[:1].id,
                "reason": "freshness",
                "quantity": 0.1,
            }
        )
        self._lapse()
        with self.assertRefused(NO_PROOF):
            claim.action_replace()
        self.assertEqual(claim.state, "open", "the coordinator decides otherwise")
        self.assertFalse(following.order_ids)

    def test_a_product_that_a_producer_proposes(self):
        proposal = self.env["hub.proposal"].create(
            {
                "kind": "product",
                "name": "Panais démo",
                "producer_id": self.farm.id,
                "categ_id": self.carrot.categ_id.id,
                "uom_id": self.carrot.uom_id.id,
                "price_unit": 2.0,
            }
        )
        proposal.action_approve()
        parsnip = proposal.product_id
        self.assertFalse(parsnip.is_offerable)
        with self.assertRefused("cannot be offered"):
            self.env["hub.offer"].create(
                {"catalogue_id": self.catalogue.id, "product_id": parsnip.id}
            )
        order = self._make_order(self.catalogue, self.grocer, {parsnip: 1}, place=False)
        with self.assertRefused(NO_PROOF):
            order.action_confirm()


class TestOverHttp(PortalWorld, HubHttpCase):
    """The same by login and by a personal link, as a browser would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.college.lang = "en_US"
        cls._make_portal_user("path_cook", cls.college)
        cls.catalogue = cls._make_catalogue()
        cls.offer = cls.catalogue.offer_ids.filtered(
            lambda o: o.product_id == cls.carrot
        )
        cls.env.flush_all()
        yesterday = fields.Date.today() - timedelta(days=1)
        cls.env.cr.execute(
            "UPDATE hub_proof SET date_end = %s WHERE producer_id = %s",
            [yesterday, cls.farm.id],
        )
        cls.env.invalidate_all()

    def _call(self, route, **params):
        answer = self.url_open(
            f"/my/catalogue/{self.catalogue.id}/{route}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        ).json()
        return answer.get("result", answer)

    def _try(self):
        page = self.url_open(f"/my/catalogue/{self.catalogue.id}")
        self.assertNotIn("Carotte démo", page.text)
        answer = self._call("save", quantities={str(self.offer.id): 5})
        self.assertIn("no longer available", str(answer["refused"]))
        self.assertTrue(self._call("place").get("error"))
        lines = self.env["sale.order.line"].search(
            [("product_id", "=", self.carrot.id), ("product_uom_qty", ">", 0)]
        )
        self.assertFalse(lines)

    def test_product_catalogue_of_core(self):
        """The backend's own grid of products, on a placed order."""
        order = self._make_order(self.catalogue, self.college, {self.apple: 2})
        self._make_user(
            "path_coord",
            "milperche_hub.group_coordinator",
            email="pc@example.org",
            password="path_coord",
        ).lang = "en_US"
        self.authenticate("path_coord", "path_coord")
        params = {
            "res_model": "sale.order",
            "order_id": order.id,
            "product_id": self.carrot.id,
            "quantity": 3,
        }
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/product/catalog/update_order_line_info",
                json={"jsonrpc": "2.0", "method": "call", "params": params},
            ).json()
        self.assertIn("No valid proof for", answer["error"]["data"]["message"])
        self.assertEqual(order.order_line.product_id, self.apple)

    def test_by_login(self):
        self.authenticate("path_cook", "path_cook")
        self._try()

    def test_by_a_personal_link(self):
        link = self.catalogue._get_order_link(self.college)
        self.url_open(link.url.removeprefix(link.get_base_url()))
        self._try()
