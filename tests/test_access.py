from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form

from .common import HubCase


class TestAccess(HubCase):
    """Who sees what: tried by reading what is another's, and failing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator = cls._make_user("t_coord", "milperche_hub.group_coordinator")
        cls.volunteer = cls._make_user("t_volunteer", "milperche_hub.group_volunteer")
        cls.manager = cls._make_user("t_manager", "milperche_hub.group_manager")
        cls.bookkeeper = cls._make_user("t_books", "account.group_account_user")
        cls.cook = cls._make_portal_user("t_cook", cls.college)
        cls.other_cook = cls._make_portal_user("t_other_cook", cls.school_a)
        cls.farmer = cls._make_portal_user("t_farmer", cls.farm)
        cls.catalogue = cls._make_catalogue()
        cls.order = cls._make_order(
            cls.catalogue, cls.college, {cls.carrot: 5, cls.goat: 2}
        )
        cls.sibling_order = cls._make_order(
            cls.catalogue, cls.school_b, {cls.carrot: 1}
        )
        cls.catalogue.action_close()
        cls.catalogue.action_receive_all()
        cls.catalogue.action_deliver_all()
        cls.catalogue.action_invoice()
        cls.order.invoice_ids.action_post()
        cls.settlements = cls._settle()
        cls.settlements.action_post()

    def _denied(self, records, user, field="display_name"):
        with self.assertRaises(AccessError, msg=f"{user.login} reads {records}"):
            records.with_user(user).read([field])

    def test_client_reads_only_its_own_orders(self):
        self.order.with_user(self.cook).read(["name"])
        self._denied(self.sibling_order, self.cook)
        self._denied(self.order, self.other_cook)
        self._denied(self.order.invoice_ids, self.other_cook)
        found = self.env["sale.order"].with_user(self.cook).search([])
        self.assertEqual(found, self.order)

    def test_schools_of_one_town_hall_do_not_read_each_other(self):
        self._denied(self.sibling_order, self.other_cook)

    def test_client_sees_no_rate_and_no_producer_terms(self):
        for field in ("commission_rate", "producer_id"):
            with self.assertRaises(AccessError):
                self.order.order_line.with_user(self.cook).read([field])
            with self.assertRaises(AccessError):
                self.order.invoice_ids.invoice_line_ids.with_user(self.cook).read(
                    [field]
                )

    def test_portal_reads_neither_offers_nor_others_settlements(self):
        for user in (self.cook, self.farmer):
            for records in (self.catalogue.offer_ids[:1], self.catalogue):
                self._denied(records, user, "display_name")
        self._denied(self.settlements, self.cook)
        others = self.settlements.filtered(lambda s: s.producer_id != self.farm)
        self._denied(others, self.farmer)
        self._denied(self.order, self.farmer)
        self._denied(self.settlements.line_ids[:1], self.cook, "amount_net")

    def test_portal_writes_nothing(self):
        following = self._make_catalogue()
        basket = self._make_order(
            following, self.college, {self.carrot: 1}, place=False
        )
        basket.message_subscribe(self.cook.partner_id.ids)
        for user in (self.cook, self.farmer):
            with self.assertRaises(AccessError):
                self.order.with_user(user).write({"note": "x"})
            with self.assertRaises(AccessError):
                basket.with_user(user).action_confirm()
            with self.assertRaises(AccessError):
                basket.with_user(user).action_place()
            with self.assertRaises(AccessError):
                self.env["hub.offer"].with_user(user).create(
                    {
                        "catalogue_id": self.catalogue.id,
                        "product_id": self.carrot.id,
                    }
                )

    def test_volunteer_runs_goods_and_sees_no_money(self):
        volunteer = self.volunteer
        self.catalogue.with_user(volunteer).read(["name", "state"])
        self.catalogue.dropoff_ids.with_user(volunteer).read(["name", "state"])
        for pickings in (self.catalogue.dropoff_ids, self.catalogue.delivery_ids):
            self.assertTrue(Form(pickings[:1].with_user(volunteer)).state)
        for records in (self.settlements, self.order.invoice_ids):
            self._denied(records, volunteer)
        with self.assertRaises(AccessError):
            self.env["hub.commission.rule"].with_user(volunteer).search([])

    def test_bookkeeper_reads_the_hub_and_changes_nothing_of_it(self):
        books = self.bookkeeper
        self.settlements.with_user(books).read(["amount_net", "state"])
        self.settlements.line_ids.with_user(books).read(["amount_net"])
        self.settlements.bill_id.with_user(books).read(["amount_total"])
        # the form as the web client reads it, lots included
        settlement = self.settlements[:1].with_user(books)
        lots = Form(settlement).line_ids._records
        self.assertTrue(all(line["lot_names"] for line in lots))
        with self.assertRaises(AccessError):
            self.settlements[:1].with_user(books).unlink()
        with self.assertRaises(AccessError):
            self.catalogue.with_user(books).write({"name": "x"})

    def test_coordinator_runs_the_whole_week(self):
        as_coordinator = self.env(user=self.coordinator)
        world = type(self)
        catalogue = self.catalogue.with_env(as_coordinator)
        following = catalogue.browse(catalogue.action_copy_to_next_week()["res_id"])
        following.write(
            {
                "date_open": "2026-03-02 07:00:00",
                "date_close": "2026-03-05 10:00:00",
                "date_delivery": "2026-03-10",
            }
        )
        following.action_open()
        order = as_coordinator["sale.order"].create(
            {
                "partner_id": self.restaurant.id,
                "catalogue_id": following.id,
                "order_line": [
                    (0, 0, {"product_id": self.beef.id, "product_uom_qty": 2})
                ],
            }
        )
        order.action_place()
        following.action_close()
        following.action_receive_all()
        following.action_deliver_all()
        following.action_invoice()
        order.invoice_ids.action_post()
        settlements = as_coordinator["hub.settlement"]._generate(
            world.producers.with_env(as_coordinator), *self._period()
        )
        settlements.action_post()
        self.assertEqual(settlements.state, "posted")
        self.assertEqual(settlements.amount_gross, 26.0)

    def _period(self):
        return date(2026, 3, 1), date(2026, 3, 10)

    def test_configuration_is_the_manager_s(self):
        rule = {"rate": 12, "producer_id": self.farm.id}
        with self.assertRaises(AccessError):
            self.env["hub.commission.rule"].with_user(self.coordinator).create(rule)
        self.env["hub.commission.rule"].with_user(self.manager).create(rule)
