"""Shortages: what a menu cannot do without, and who bears a dearer substitute."""

from datetime import timedelta

from .common import HubHttpCase
from .test_portal_client import PortalWorld
from .test_shortage import ShortageCase


class TestMustHave(ShortageCase):
    def test_served_first_whatever_the_rule(self):
        orders = self._order_all(self.goat, 4)
        orders[4].order_line.hub_must_have = True
        for rule, kept in (
            ("pro_rata", [2, 2, 2, 2, 4]),
            ("first_come", [4, 4, 0, 0, 4]),
            ("priority", [2, 2, 2, 2, 4]),
        ):
            self.goat.hub_shortage_rule = rule
            shortage = self._short(self.goat, 12)
            shortage.rule = rule
            with self.subTest(rule):
                self.assertEqual(self._kept(shortage), kept)
                self.assertEqual(
                    shortage.line_ids.filtered("must_have").quantity_after, 4
                )

    def test_not_even_enough_for_those(self):
        orders = self._order_all(self.goat, 4)
        orders.order_line.hub_must_have = True
        self.assertEqual(self._kept(self._short(self.goat, 10)), [2] * 5)


class TestMustHavePage(PortalWorld, HubHttpCase):
    def test_a_star_beside_the_line(self):
        self._make_portal_user("t_must", self.grocer)
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.grocer, {self.carrot: 5})
        other = self._make_order(catalogue, self.college, {self.carrot: 5})
        self.authenticate("t_must", "t_must")
        url = f"/my/catalogue/{catalogue.id}"
        page = self.url_open(f"{url}/order").text
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

        def post(line, must="1", csrf=token):
            data = {"csrf_token": csrf, "line": line, "must": must}
            answer = self.url_open(f"{url}/must", data=data)
            self.env.invalidate_all()
            return answer

        for line in (other.order_line.id, "nan", "-1", "9" * 40, ""):
            self.assertLess(post(line).status_code, 500)
        self.assertEqual(post(order.order_line.id, csrf="x").status_code, 400)
        self.assertFalse((order | other).order_line.filtered("hub_must_have"))
        self.assertIn("fa-star ", post(order.order_line.id).text)
        self.assertTrue(order.order_line.hub_must_have)
        post(order.order_line.id, "0")
        self.assertFalse(order.order_line.hub_must_have)
        data = {"csrf_token": token, "note": "Menu bio jeudi"}
        self.assertIn("Menu bio jeudi", self.url_open(f"{url}/note", data=data).text)
        self.url_open(f"{url}/note", data={**data, "note": "x" * 501})
        self.env.invalidate_all()
        self.assertEqual(order.hub_client_note, "Menu bio jeudi")
        self.assertFalse(other.hub_client_note)
        catalogue.action_close()
        post(order.order_line.id)
        self.assertFalse(order.order_line.hub_must_have, "orders are closed")


class TestWhoBears(ShortageCase):
    """The dairy is short of a goat cheese; the orchard's tomme costs 0.40 more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tomme = cls._make_product(
            "Tomme démo", cls.orchard, "goat_dairy", 4.00, cls.goat.uom_id
        )
        cls.env["hub.offer"].create(
            {
                "catalogue_id": cls.catalogue.id,
                "product_id": cls.tomme.id,
                "quantity_offered": 50,
            }
        )
        cls.clients.hub_substitution = "accept"

    def _replace(self, borne_by):
        self.company.hub_substitute_borne_by = borne_by
        orders = self._order_all(self.goat, 4, self.grocer | self.college)
        self.catalogue.action_close()
        shortage = self._short(self.goat, 2)
        self.assertEqual(set(shortage.line_ids.mapped("borne_by")), {borne_by})
        shortage.action_apply()
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        self.catalogue.action_invoice()
        orders.invoice_ids.action_post()
        settlements = self._settle()
        invoices = self.env["account.move"].search(
            [
                ("partner_id", "in", orders.partner_invoice_id.ids),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ]
        )
        paid = sum(invoices.mapped("amount_untaxed_signed"))
        nets = {s.producer_id: s.amount_net for s in settlements}
        kept = sum(s.amount_commission - s.amount_borne for s in settlements)
        self.assertAlmostEqual(sum(nets.values()) + kept, paid, 2)
        self.assertOffersHold(self.catalogue)
        return paid, nets, kept

    def test_the_client_the_hub_or_who_was_short(self):
        # 2 goats and 6 tommes, 15 % and no rule: the rate of the offers.
        found = {}
        for borne_by in ("client", "hub", "producer"):
            with self.env.cr.savepoint() as savepoint:
                found[borne_by] = self._replace(borne_by)
                savepoint.rollback()
            self.env.clear()
        paid, nets, kept = found["client"]
        self.assertAlmostEqual(paid, 2 * 3.60 + 6 * 4.00, 2)
        hub_paid, hub_nets, hub_kept = found["hub"]
        self.assertAlmostEqual(hub_paid, 8 * 3.60, 2, "what was ordered")
        self.assertEqual(hub_nets, nets, "no producer loses")
        self.assertAlmostEqual(hub_kept, kept - 2.40, 2)
        short_paid, short_nets, short_kept = found["producer"]
        self.assertAlmostEqual(short_paid, 8 * 3.60, 2)
        self.assertAlmostEqual(short_nets[self.dairy], nets[self.dairy] - 2.40, 2)
        self.assertAlmostEqual(short_nets[self.orchard], nets[self.orchard], 2)
        self.assertAlmostEqual(short_kept, kept, 2)

    def test_the_message_says_no_extra_cost(self):
        self.company.hub_substitute_borne_by = "hub"
        orders = self._order_all(self.goat, 4, self.grocer)
        self._short(self.goat, 2).action_apply()
        self.assertIn("at no extra cost", self._messages(orders).body)

    def test_packs_rounded_up_are_not_at_the_client_s_cost(self):
        self.company.hub_substitute_borne_by = "hub"
        self._order_all(self.goat, 4, self.grocer)
        line = self._short(self.goat, 2).line_ids
        line.substitute_quantity = line.quantity_missing + 1
        self.assertAlmostEqual(
            line._get_relief(),
            4.00 * line.substitute_quantity - 3.60 * line.quantity_missing,
            2,
        )

    def test_one_substitute_has_one_bearer(self):
        self.company.hub_substitute_borne_by = "hub"
        order = self._order_all(self.goat, 4, self.grocer)
        shortage = self._short(self.goat, 2)
        shortage.action_apply()
        given = order.order_line.filtered(lambda x: x.product_id == self.tomme)
        line = shortage.line_ids
        given._add_relief(line)
        line.borne_by = "producer"
        with self.assertRefused("another's cost"):
            given._add_relief(line)

    def test_charged_once(self):
        self._replace("producer")
        again = self.env["hub.settlement"]._generate(
            self.dairy,
            self.catalogue.date_delivery - timedelta(days=30),
            self.catalogue.date_delivery + timedelta(days=30),
        )
        self.assertFalse(again.line_ids.filtered(lambda x: x.kind == "adjustment"))
