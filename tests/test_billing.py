from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import ValidationError

from .common import HubCase


class BillingCase(HubCase):
    """A delivered week per call, invoiced by the run."""

    def _deliver(self, baskets, moment=None):
        """Order, bring and deliver ``{client: {product: quantity}}`` at a moment."""
        with self.at(moment or fields.Datetime.now()):
            catalogue = self._make_catalogue()
            for client, quantities in baskets.items():
                self._make_order(catalogue, client, quantities)
            catalogue.action_close()
            catalogue.action_receive_all()
            catalogue.delivery_ids._deliver()
        return catalogue.order_ids

    def _run(self, day):
        return self.env["hub.invoice.run"].create({"date_to": day})


class TestInvoicePeriods(BillingCase):
    def test_three_schools_one_invoice(self):
        """Three kitchens, one town hall, one engagement: one invoice, once."""
        self.school_c = self._make_client("École Démo C", "primary", self.town_hall)
        self.town_hall.hub_invoice_period = "month"
        self.env["hub.engagement"].create(
            {"partner_id": self.town_hall.id, "year": 2026, "name": "2026-ENG-1"}
        )
        schools = self.school_a | self.school_b | self.school_c
        orders = self._deliver({school: {self.carrot: 10} for school in schools})
        run = self._run(date(2026, 3, 30))
        self.assertFalse(run.line_ids, "the month goes on")
        run = self._run(date(2026, 3, 31))
        self.assertEqual(run.line_ids.partner_id, self.town_hall)
        self.assertEqual(run.line_ids.engagement, "2026-ENG-1")
        run.action_invoice()
        invoice = orders.invoice_ids
        self.assertEqual(len(invoice), 1)
        self.assertEqual(invoice.partner_id, self.town_hall)
        self.assertEqual(invoice.amount_untaxed, 51.0)
        self.assertEqual(invoice.purchase_order_reference, "2026-ENG-1")
        self.assertEqual(invoice.hub_date_to, date(2026, 3, 31))
        sections = invoice.invoice_line_ids.filtered(
            lambda line: line.display_type == "line_section"
        )
        self.assertEqual(len(sections), 3)
        for section, order in zip(sections, orders.sorted("id"), strict=True):
            self.assertIn(order.partner_id.name, section.name)
            self.assertIn(order.picking_ids.name, section.name)
        with self.assertRefused("Nothing is left"):
            run.action_invoice()
        self.assertFalse(self._run(date(2026, 3, 31)).line_ids)

    def test_periods_are_cut_at_month_end(self):
        self.restaurant.hub_invoice_period = "week"
        self._deliver({self.restaurant: {self.carrot: 1}}, datetime(2026, 3, 31, 9))
        self._deliver({self.restaurant: {self.carrot: 2}}, datetime(2026, 4, 1, 9))
        run = self._run(date(2026, 4, 5))
        self.assertEqual(
            [(line.date_from, line.date_to) for line in run.line_ids],
            [
                (date(2026, 3, 30), date(2026, 3, 31)),
                (date(2026, 4, 1), date(2026, 4, 5)),
            ],
        )
        self.assertIn("period", run.line_ids[0].note)
        run.action_invoice()
        invoices = run.line_ids.order_ids.invoice_ids
        self.assertEqual(sorted(invoices.mapped("amount_untaxed")), [1.7, 3.4])

    def test_each_delivery(self):
        self.town_hall.hub_invoice_period = "delivery"
        orders = self._deliver(
            {self.school_a: {self.carrot: 1}, self.school_b: {self.carrot: 1}}
        )
        self._run(fields.Date.today()).action_invoice()
        self.assertEqual(len(orders.invoice_ids), 2)
        self.assertEqual(orders.invoice_ids.hub_delivery_id, orders.picking_ids)

    def test_a_difference_makes_another_invoice(self):
        """…and the preview says which."""
        for name, why in (
            ("hub_engagement", "engagement"),
            ("hub_service_code", "service code"),
            ("hub_contract_number", "contract"),
        ):
            orders = self._deliver(
                {self.school_a: {self.carrot: 1}, self.school_b: {self.carrot: 1}}
            )
            orders[0][name] = "OTHER"
            run = self._run(date(2026, 3, 8))
            self.assertEqual(len(run.line_ids), 2)
            for line in run.line_ids:
                self.assertIn(why, line.note)
            run.action_invoice()
            self.assertEqual(len(orders.invoice_ids), 2)

    def test_one_siret_is_one_payer(self):
        """Two cards of one establishment share the invoice."""
        (self.college | self.school_a).company_registry = "73282932000074"
        self.school_a.hub_payer_id = False
        orders = self._deliver(
            {self.college: {self.carrot: 1}, self.school_a: {self.carrot: 1}}
        )
        self._run(date(2026, 3, 8)).action_invoice()
        self.assertEqual(len(orders.invoice_ids), 1)

    def test_the_week_page_leaves_monthly_payers_alone(self):
        self.town_hall.hub_invoice_period = "month"
        orders = self._deliver(
            {self.school_a: {self.carrot: 1}, self.grocer: {self.carrot: 1}}
        )
        orders.catalogue_id.action_invoice()
        self.assertEqual(orders.invoice_ids.partner_id, self.grocer)
        self.assertFalse(orders.catalogue_id.action_invoice())

    def test_engagement_until_posting(self):
        orders = self._deliver({self.school_a: {self.carrot: 1}})
        self._run(date(2026, 3, 8)).action_invoice()
        invoice = orders.invoice_ids
        self.assertFalse(invoice.purchase_order_reference)
        self.env["hub.engagement"].create(
            {"partner_id": self.town_hall.id, "year": 2026, "name": "LATE"}
        )
        invoice.action_post()
        self.assertEqual(invoice.purchase_order_reference, "LATE")


class TestDueDates(BillingCase):
    def test_meat_of_a_monthly_client(self):
        """Delivered on the 3rd: due on the 23rd, before a month's invoice."""
        self.restaurant.hub_invoice_period = "month"
        orders = self._deliver(
            {self.restaurant: {self.beef: 5, self.carrot: 5}},
            datetime(2026, 3, 3, 9),
        )
        run = self._run(date(2026, 3, 31))
        self.assertIn("fresh meat", run.line_ids.refusal)
        with self.assertRefused("Nothing is left"):
            run.action_invoice()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.restaurant.hub_invoice_period = "month"
            self.restaurant._check_hub_invoice_period()
        run.line_ids.action_shorten()
        self.assertFalse(run.line_ids.refusal)
        with self.at(datetime(2026, 3, 11, 9)):
            run.action_invoice()
        invoice = orders.invoice_ids
        self.assertEqual(invoice.hub_date_to, date(2026, 3, 10))
        self.assertEqual(invoice.invoice_date_due, date(2026, 3, 23))
        self.assertIn("20 days", invoice.hub_due_reason)

    def test_a_public_payer_may_buy_meat_by_the_month(self):
        self.town_hall.hub_invoice_period = "month"
        self._deliver({self.school_a: {self.beef: 5}})
        self.town_hall._check_hub_invoice_period()
        self.assertFalse(self._run(date(2026, 3, 31)).line_ids.refusal)

    def test_the_delays_are_data(self):
        rule = self.env.ref("milperche_hub.due_rule_meat")
        rule.date_end = date(2026, 2, 28)
        rule.copy({"days": 15, "date_start": date(2026, 3, 1), "date_end": False})
        orders = self._deliver({self.restaurant: {self.beef: 5}})
        self._run(date(2026, 3, 8)).action_invoice()
        day = fields.Date.today() + timedelta(days=15)
        self.assertEqual(orders.invoice_ids.invoice_date_due, day)
        self.assertIn("15 days", orders.invoice_ids.hub_due_reason)
        settlement = self._settle()
        self.assertEqual(settlement.date_due, day)
        self.assertIn("15 days", settlement.due_reason)
        settlement.action_post()
        self.assertIn("15 days", settlement.bill_id.hub_due_reason)

    def test_vat_on_debits_only_if_opted(self):
        orders = self._deliver({self.grocer: {self.carrot: 1}})
        self._run(date(2026, 3, 8)).action_invoice()
        self.assertNotIn("vat_on_debits", orders.invoice_ids._get_hub_mention_codes())
        self.assertFalse(self._says_on_debits(orders.invoice_ids))
        self.company.hub_vat_on_debits = True
        self.assertIn("vat_on_debits", orders.invoice_ids._get_hub_mention_codes())
        self.assertTrue(self._says_on_debits(orders.invoice_ids))

    def _says_on_debits(self, invoice):
        content, __ = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice", invoice.ids
        )
        return "débits" in content.decode() or "debits" in content.decode()
