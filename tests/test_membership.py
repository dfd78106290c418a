"""The association's yearly dues."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import HubCase


@freeze_time("2026-11-20 10:00:00")
class TestMembership(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env.company.hub_dues_product_id
        cls.product.list_price = 50.0
        cls.farm, cls.mill, cls.neighbour = cls.env["res.partner"].create(
            [
                {"name": "Ferme Fictive", "is_producer": True},
                {"name": "Moulin Fictif", "is_producer": True},
                {"name": "Voisine Fictive"},
            ]
        )
        cls.members = cls.farm | cls.mill

    def _states(self):
        self.env.invalidate_all()
        return self.members.mapped("hub_membership_state")

    def _pay(self, invoice):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({}).action_create_payments()

    def _find(self, operator, value):
        partners = self.env["res.partner"].search(
            [
                ("id", "in", (self.members | self.neighbour).ids),
                ("hub_membership_state", operator, value),
            ],
            order="id",
        )
        return partners.mapped("name")

    def test_producers_are_members_unless_said_otherwise(self):
        self.assertTrue(all(self.members.mapped("hub_is_member")))
        self.assertFalse(self.neighbour.hub_is_member)
        self.neighbour.is_producer = True
        self.assertTrue(self.neighbour.hub_is_member)
        self.farm.hub_is_member = False
        self.assertFalse(self.farm.hub_is_member)

    def test_from_invoice_to_payment(self):
        self.assertEqual(self._states(), ["none", "none"])
        invoices = self.members._hub_create_dues_invoices(2026)
        self.assertEqual(self._states(), ["none", "none"])
        invoices.action_post()
        self.assertEqual(self._states(), ["invoiced", "invoiced"])
        self._pay(invoices[0])
        self.assertEqual(self._states(), ["paid", "invoiced"])
        self.assertEqual(self.farm.hub_membership_year, 2026)
        self.assertEqual(self.mill.hub_membership_year, 0)
        with freeze_time("2026-12-31"):
            invoices[1].invoice_date_due = "2026-12-01"
            self.assertEqual(self._states(), ["paid", "overdue"])
        with freeze_time("2027-01-01 10:00:00"):
            self.assertEqual(self._states(), ["none", "none"])
            self.assertEqual(self.farm.hub_membership_year, 2026)

    def test_dues_bear_no_tax_and_credit_756(self):
        product = self.product.with_context(lang=self.farm.lang)
        invoice = self.farm._hub_create_dues_invoices(2026)
        self.assertRecordValues(
            invoice.invoice_line_ids,
            [
                {
                    "name": f"{product.name} 2026",
                    "price_subtotal": 50.0,
                    "tax_ids": [],
                    "account_id": self.env.ref(
                        f"account.{self.env.company.id}_pcg_756"
                    ).id,
                }
            ],
        )
        self.assertEqual(invoice.amount_total, 50.0)

    def test_nobody_is_invoiced_twice_for_a_year(self):
        first = self.farm._hub_create_dues_invoices(2026)
        self.assertEqual(first.partner_id, self.farm)
        second = self.members._hub_create_dues_invoices(2026)
        self.assertEqual(second.partner_id, self.mill)
        (first | second).action_post()
        self.assertFalse(self.members._hub_create_dues_invoices(2026))
        with self.assertRaisesRegex(UserError, "already invoiced"):
            self.members.action_hub_invoice_dues()
        self.assertEqual(
            self.members._hub_create_dues_invoices(2027).partner_id, self.members
        )

    def test_a_contact_pays_through_its_organisation(self):
        contact = self.farm.create({"name": "Contact", "parent_id": self.farm.id})
        invoice = (contact | self.farm)._hub_create_dues_invoices(2026)
        self.assertEqual(invoice.partner_id, self.farm)
        invoice.action_post()
        self.assertEqual(contact.hub_membership_state, "invoiced")

    def test_a_cancelled_or_credited_invoice_can_be_made_again(self):
        self.farm._hub_create_dues_invoices(2026).button_cancel()
        invoice = self.farm._hub_create_dues_invoices(2026)
        self.assertTrue(invoice)
        invoice.action_post()
        refund = invoice._reverse_moves([{"invoice_date": "2026-11-20"}], cancel=True)
        self.assertFalse(refund.hub_dues_year)
        self.assertEqual(self._states(), ["none", "none"])
        self.assertTrue(self.farm._hub_create_dues_invoices(2026))

    def test_an_invoice_typed_by_hand_counts_for_its_year(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.mill.id,
                "invoice_date": "2025-12-20",
                "invoice_line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(self._states(), ["none", "none"])
        self.assertEqual(self.mill.hub_membership_year, 2025)
        # paid in December for the year to come
        invoice.hub_dues_year = 2026
        self.assertEqual(self._states(), ["none", "paid"])
        self.assertEqual(
            self.members._hub_create_dues_invoices(2026).partner_id, self.farm
        )

    def test_search_finds_what_the_list_shows(self):
        invoices = self.members._hub_create_dues_invoices(2026)
        invoices.action_post()
        self._pay(invoices[0])
        self.assertEqual(self._find("=", "paid"), ["Ferme Fictive"])
        self.assertEqual(self._find("=", "invoiced"), ["Moulin Fictif"])
        self.assertEqual(self._find("!=", "paid"), ["Moulin Fictif", "Voisine Fictive"])
        self.assertEqual(self._find("=", "none"), ["Voisine Fictive"])
        self.assertEqual(
            self._find("in", ["none", "paid"]), ["Ferme Fictive", "Voisine Fictive"]
        )

    def test_the_invoice_is_written_in_the_member_s_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.product.with_context(lang="fr_FR").name = "Cotisation"
        self.farm.lang = "fr_FR"
        invoice = self.farm._hub_create_dues_invoices(2026)
        self.assertEqual(invoice.invoice_line_ids.name, "Cotisation 2026")

    def test_states_of_any_number_of_members_take_the_same_queries(self):
        many = self.env["res.partner"].create(
            [{"name": f"Member {number}", "is_producer": True} for number in range(30)]
        )
        (self.members | many)._hub_create_dues_invoices(2026).action_post()
        counts = []
        for partners in (self.members, self.members | many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners.mapped("hub_membership_state")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_who_may_see_and_invoice_dues(self):
        volunteer = new_test_user(
            self.env, "volunteer.dues", "milperche_hub.group_volunteer"
        )
        coordinator = new_test_user(
            self.env, "coordinator.dues", "milperche_hub.group_coordinator"
        )
        with self.assertRaises(AccessError):
            self.farm.with_user(volunteer).read(["hub_membership_state"])
        with self.assertRaises(AccessError):
            self.farm.with_user(volunteer)._hub_create_dues_invoices(2026)
        action = self.farm.with_user(coordinator).action_hub_invoice_dues()
        invoice = self.env["account.move"].search(action["domain"])
        self.assertEqual(invoice.partner_id, self.farm)
        invoice.with_user(coordinator).action_post()
        self.env.invalidate_all()
        self.assertEqual(
            self.farm.with_user(coordinator).hub_membership_state, "invoiced"
        )
