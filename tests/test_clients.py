"""Clients: roles, order forms, partnerships, minimums, the delivery fee, one form."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError

from .common import HubCase, HubHttpCase
from .test_portal_client import PortalWorld


class TestRoles(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cook = cls._make_portal_user("t_role_cook", cls.college)
        cls.clerk = cls._make_portal_user("t_role_clerk", cls.college)
        cls.chief = cls._make_portal_user("t_role_chief", cls.college)
        cls.cook.partner_id.hub_portal_role = "order"
        cls.clerk.partner_id.hub_portal_role = "invoices"
        catalogue = cls._make_catalogue()
        cls.order = cls._make_order(catalogue, cls.college, {cls.carrot: 5})
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        catalogue.action_invoice()
        cls.invoice = cls.order.invoice_ids
        cls.invoice.action_post()

    def _may_read(self, records, user):
        try:
            records.with_user(user).read(["display_name"])
        except AccessError:
            return False
        return True

    def test_each_reads_what_its_role_says(self):
        self.assertTrue(self._may_read(self.order, self.cook))
        self.assertFalse(self._may_read(self.invoice, self.cook))
        self.assertFalse(self._may_read(self.invoice.invoice_line_ids, self.cook))
        self.assertFalse(self._may_read(self.order, self.clerk))
        self.assertFalse(self._may_read(self.order.order_line, self.clerk))
        self.assertTrue(self._may_read(self.invoice, self.clerk))
        self.assertTrue(self._may_read(self.order, self.chief))
        self.assertTrue(self._may_read(self.invoice, self.chief))

    def test_a_role_changes_at_once(self):
        self.assertFalse(self._may_read(self.invoice, self.cook))
        self.cook.partner_id.hub_portal_role = "both"
        self.assertTrue(self._may_read(self.invoice, self.cook))

    def test_no_one_raises_his_own_role(self):
        with self.assertRaises(AccessError):
            self.cook.partner_id.with_user(self.cook).hub_portal_role = "both"


class TestClientPages(PortalWorld, HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cook = cls._make_portal_user("t_form_cook", cls.college)
        cls.catalogue = cls._make_catalogue()
        cls.offer = {offer.product_id: offer for offer in cls.catalogue.offer_ids}

    def _call(self, route, **params):
        answer = self.url_open(
            f"/my/catalogue/{self.catalogue.id}/{route}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        ).json()
        return answer.get("result", answer)

    def test_who_only_sees_invoices_does_not_order(self):
        self.cook.partner_id.hub_portal_role = "invoices"
        self.authenticate("t_form_cook", "t_form_cook")
        page = self.url_open(f"/my/catalogue/{self.catalogue.id}")
        self.assertNotIn("o_hub_catalogue", page.text)
        answer = self._call("save", quantities={str(self.offer[self.carrot].id): 5})
        self.assertIn("error", answer)

    def test_the_order_form_number_is_asked(self):
        self.college.hub_needs_order_form = True
        self.authenticate("t_form_cook", "t_form_cook")
        page = self.url_open(f"/my/catalogue/{self.catalogue.id}")
        self.assertIn("Number of your order form", page.text)
        self._call("save", quantities={str(self.offer[self.carrot].id): 5})
        self.assertIn("number of your order form", self._call("place")["error"])
        for bad in (None, 7, "x" * 65, {"a": 1}):
            self.assertIn("at most", self._call("reference", reference=bad)["error"])
        answer = self._call("reference", reference="  BC  2026-117 ")
        self.assertEqual(answer["reference"], "BC 2026-117")
        self.assertIn("url", self._call("place"))
        order = self.env["sale.order"].search(
            [("catalogue_id", "=", self.catalogue.id)]
        )
        self.assertEqual(order.client_order_ref, "BC 2026-117")

    def test_a_payer_demands_it_for_its_kitchens(self):
        self.town_hall.hub_needs_order_form = True
        self.assertTrue(self.school_a._needs_hub_order_form())
        self.assertFalse(self.college._needs_hub_order_form())

    def test_below_the_minimum_is_placed_with_a_warning(self):
        self.company.hub_order_minimum = 80.0
        self.authenticate("t_form_cook", "t_form_cook")
        self._call("save", quantities={str(self.offer[self.carrot].id): 10})
        self.assertIn("url", self._call("place"))
        page = self.url_open(f"/my/catalogue/{self.catalogue.id}/order")
        self.assertIn("63.00", page.text)
        self.assertIn("to go to the minimum", page.text)


class TestInvitation(HubCase):
    def test_holds_for_two_weeks(self):
        cook = self.env["res.partner"].create(
            {"name": "Cook", "parent_id": self.college.id, "email": "cook@example.com"}
        )
        cook.signup_prepare()
        token = cook._generate_signup_token()
        self.assertEqual(self._resolve_after(13, token), cook)
        self.assertFalse(self._resolve_after(15, token))

    def _resolve_after(self, days, token):
        with freeze_time(fields.Datetime.now() + timedelta(days=days)):
            return self.env["res.partner"]._get_partner_from_token(token)


class TestPartnership(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.offer = {offer.product_id: offer for offer in cls.catalogue.offer_ids}

    def _make_partnership(self, **values):
        return self.env["hub.partnership"].create(
            {
                "partner_id": self.college.id,
                "producer_id": self.farm.id,
                **values,
            }
        )

    def _get_shown(self, client):
        families = self.catalogue._get_portal_families(client, self.env["sale.order"])
        return {row["name"] for family in families for row in family["offers"]}

    def test_hidden_from_that_client_only(self):
        family = self.env.ref("milperche_hub.categ_vegetable")
        self._make_partnership(categ_id=family.id)
        shown = self._get_shown(self.college)
        self.assertNotIn("Carotte démo", shown)
        self.assertIn("Bœuf démo", shown, "another family of the same farm")
        self.assertIn("Carotte démo", self._get_shown(self.grocer))

    def test_a_forged_order_of_what_is_hidden_is_refused(self):
        self._make_partnership()
        order = self.env["sale.order"]._get_portal_order(self.catalogue, self.college)
        refused = order._set_portal_quantities({str(self.offer[self.carrot].id): 5})
        self.assertEqual(list(refused), [self.offer[self.carrot].id])
        self.assertFalse(order.order_line)

    def test_own_rate_on_every_document(self):
        self._make_partnership(mode="own_rate", commission_rate=6.0)
        order = self._make_order(
            self.catalogue, self.college, {self.carrot: 10, self.goat: 1}
        )
        other = self._make_order(self.catalogue, self.grocer, {self.carrot: 10})
        rates = {x.product_id: x.commission_rate for x in order.order_line}
        self.assertEqual(rates, {self.carrot: 6.0, self.goat: 15.0})
        self.assertEqual(other.order_line.commission_rate, 15.0)
        self.offer[self.carrot]._change_terms({"commission_rate": 20.0}, "Board")
        rates = {x.product_id: x.commission_rate for x in order.order_line}
        self.assertEqual(rates[self.carrot], 6.0)
        self.assertEqual(other.order_line.commission_rate, 20.0)
        self.catalogue.action_close()
        rates = {x.product_id: x.commission_rate for x in order.order_line}
        self.assertEqual(rates, {self.carrot: 6.0, self.goat: 15.0})

    def test_never_solicited(self):
        self._make_partnership(mode="own_rate", commission_rate=6.0)
        sheet = self.catalogue._get_fresh_sheet()
        rows = self.catalogue._get_partner_visible_families(self.college, sheet)
        offers = self.env["hub.offer"].union(*(o for _f, own in rows for o in own))
        names = offers.product_id
        self.assertFalse(names & (self.carrot | self.leek | self.beef))
        self.assertIn(self.goat, names)
        self.assertIn("Carotte démo", self._get_shown(self.college))


class TestMinimums(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.company.hub_order_minimum = 50.0
        cls.dairy.hub_dropoff_minimum = 100.0
        cls.round.amount_minimum = 1000.0

    def test_three_levels_listed_and_nothing_refused(self):
        small = self._make_order(
            self.catalogue, self.college, {self.carrot: 10, self.goat: 1}
        )
        large = self._make_order(self.catalogue, self.grocer, {self.beef: 10})
        free = self._make_order(self.catalogue, self.restaurant, {self.carrot: 1})
        self.restaurant.hub_no_minimum = True
        self.catalogue.action_close()
        self.assertEqual(set((small | large | free).mapped("state")), {"sale"})
        found = {
            (m.kind, m.partner_id or m.round_id): m for m in self.catalogue.minimum_ids
        }
        self.assertEqual(
            set(found),
            {("client", self.college), ("producer", self.dairy), ("round", self.round)},
        )
        self.assertAlmostEqual(found["client", self.college].amount, 20.6, 2)
        self.env["hub.minimum"]._list_below(self.catalogue)
        self.assertEqual(len(self.catalogue.minimum_ids), 3, "again: nothing new")
        found["producer", self.dairy].action_accept()
        found["client", self.college].action_drop()
        self.assertEqual(small.state, "cancel")
        self.assertEqual(large.state, "sale")
        self.assertOffersHold(self.catalogue)

    def test_a_client_s_own_minimum(self):
        self.college.hub_order_minimum = 10.0
        self._make_order(self.catalogue, self.college, {self.carrot: 10})
        self.catalogue.action_close()
        self.assertNotIn("client", self.catalogue.minimum_ids.mapped("kind"))

    def test_the_card_of_the_week_page(self):
        self._make_order(self.catalogue, self.college, {self.carrot: 1})
        self.catalogue.action_close()
        cards = self.env["hub.week"]._get_minimum_exceptions(self.catalogue)
        self.assertEqual(cards[0]["count"], len(self.catalogue.minimum_ids))
        self.catalogue.minimum_ids.action_accept()
        self.assertFalse(self.env["hub.week"]._get_minimum_exceptions(self.catalogue))


class TestDeliveryFee(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.company.hub_fee_threshold = 50.0
        cls.fee = cls.company.hub_fee_product_id

    def test_the_hub_s_own_income(self):
        small = self._make_order(self.catalogue, self.college, {self.carrot: 10})
        large = self._make_order(self.catalogue, self.grocer, {self.beef: 10})
        self.catalogue.action_close()
        line = small.order_line.filtered(lambda x: x.product_id == self.fee)
        self.assertEqual(line.price_unit, 8.0)
        self.assertEqual(line.tax_ids.amount, 20.0)
        self.assertFalse(line.producer_id)
        self.assertNotIn(self.fee, large.order_line.product_id)
        self.catalogue.action_receive_all()
        self.catalogue.action_deliver_all()
        self.catalogue.action_invoice()
        self.assertEqual(small.invoice_ids.amount_untaxed, 25.0)
        small.invoice_ids.action_post()
        settlements = self._settle()
        gross = sum(settlements.mapped("amount_gross"))
        self.assertEqual(gross, 147.0, "the fee is nobody's settlement")

    def test_none_when_not_set_or_exempt(self):
        self.college.hub_no_minimum = True
        order = self._make_order(self.catalogue, self.college, {self.carrot: 10})
        self.assertFalse(order._get_delivery_fee())
        self.company.hub_fee_threshold = 0.0
        other = self._make_order(self.catalogue, self.grocer, {self.carrot: 10})
        self.assertFalse(other._get_delivery_fee())


class TestOneForm(HubCase):
    def _create(self, kind, **values):
        user = self._make_user(f"t_new_{kind}", "milperche_hub.group_coordinator")
        form = self.env["hub.new.partner"].with_user(user).with_context(lang="en_US")
        form = form.create({"kind": kind, **values})
        form.action_create()
        return form

    def test_new_client(self):
        form = self._create(
            "client",
            name="Crèche Démo",
            hub_client_kind="nursery",
            hub_payer_id=self.town_hall.id,
            round_id=self.round.id,
            contact_name="Cook",
            phone="02 61 91 00 02",
            city="Bretoncelles",
            hub_window_from=8.0,
            hub_window_to=11.0,
        )
        client = form.partner_id
        self.assertTrue(client.is_hub_client and client.is_company)
        self.assertEqual(client._get_hub_payer(), self.town_hall)
        self.assertIn(client, self.round.stop_ids.partner_id)
        self.assertEqual(client.child_ids.name, "Cook")
        self.assertIn("email", form.missing)
        self.assertIn("SIRET", form.missing)
        self.assertNotIn("round", form.missing)
        with self.assertRefused("created already"):
            form.action_create()

    def test_new_producer(self):
        form = self._create(
            "producer", name="Ferme Neuve Démo", hub_producer_code="NEU"
        )
        self.assertTrue(form.partner_id.is_producer)
        for words in ("mandate", "bank account", "first product", "specification"):
            self.assertIn(words, form.missing)

    def test_bad_input(self):
        with self.assertRefused("Give a name"):
            self._create("client", name="  ")
        volunteer = self._make_user("t_new_vol", "milperche_hub.group_volunteer")
        with self.assertRaises(AccessError):
            self.env["hub.new.partner"].with_user(volunteer).create({"name": "x"})

    def test_hours(self):
        self.college.hub_window_to = 7.5
        cards = self.env["hub.week"]._get_window_exceptions(self.env["hub.catalogue"])
        self.assertIn(self.college.name, cards[0]["detail"])
