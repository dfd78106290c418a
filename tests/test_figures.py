from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import SQL

from .common import HubCase

DELIVERY = datetime(2026, 3, 10, 9, 0)


class FiguresCase(HubCase):
    """A delivered week: one weight changed, one product refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.figures = cls.env["hub.sales.analysis"]
        cls.catalogue = cls._make_catalogue()
        make = cls._make_order
        cls.order_a = make(
            cls.catalogue, cls.school_a, {cls.carrot: 12.5, cls.goat: 10}
        )
        cls.order_b = make(
            cls.catalogue, cls.school_b, {cls.carrot: 7.25, cls.apple: 8}
        )
        cls.order_r = make(
            cls.catalogue, cls.restaurant, {cls.beef: 4.725, cls.cider: 6}
        )
        cls.orders = cls.order_a | cls.order_b | cls.order_r
        cls.clock.move_to(cls.catalogue.date_close)
        cls.catalogue.action_close()
        cls.clock.move_to(cls.catalogue.date_dropoff)
        cls.catalogue.action_receive_all()
        cls._set_delivered(cls.order_r, cls.beef, 4.6)
        cls._set_delivered(cls.order_b, cls.apple, 0.0)
        cls.clock.move_to(DELIVERY)
        cls.catalogue.action_deliver_all()

    @classmethod
    def _invoice(cls):
        cls.catalogue.action_invoice()
        cls.orders.invoice_ids.action_post()

    @classmethod
    def _return(cls, order, product, quantity):
        """Goods that come back from the client and are to be refunded."""
        picking = order.picking_ids.filtered(lambda p: p.hub_role == "delivery")
        wizard = Form(
            cls.env["stock.return.picking"].with_context(
                active_ids=picking.ids,
                active_id=picking.id,
                active_model="stock.picking",
            )
        ).save()
        for line in wizard.product_return_moves:
            line.quantity = quantity if line.product_id == product else 0.0
        back = wizard._create_return()
        back.move_ids.filtered(lambda m: m.product_id == product).quantity = quantity
        back.move_ids.picked = True
        back._action_done()
        return back

    @classmethod
    def _refund(cls, order, product, day=date(2026, 3, 12), **values):
        """A posted credit note for one line, without any goods coming back."""
        invoice = order.invoice_ids.filtered(lambda m: m.move_type == "out_invoice")
        refund = invoice._reverse_moves([{"invoice_date": day}])
        lines = refund.invoice_line_ids.filtered(
            lambda line: (
                line.product_id == product and order in (line.sale_line_ids.order_id)
            )
        )
        (refund.invoice_line_ids - lines).unlink()
        refund.write({"invoice_line_ids": [Command.update(lines.id, values)]})
        refund.action_post()
        return refund

    def _totals(self, domain=()):
        """Turnover, commission, kg, deliveries and the three baskets."""
        [row] = self.figures._read_group(
            list(domain),
            [],
            [
                "amount_untaxed:sum",
                "commission:sum",
                "weight_kg:sum",
                "delivery_count:count_distinct",
                "basket_amount:avg",
                "basket_weight:avg",
                "basket_lines:avg",
            ],
        )
        return [round(value, 4) for value in row]


class TestFigures(FiguresCase):
    def test_the_parts_of_the_figures_have_the_same_types(self):
        # otherwise PostgreSQL works out all columns of all parts: ten times slower
        figures, parts = self.env["hub.sales.analysis"], []
        for name in ("_get_delivered_sql", "_get_refunded_sql", "_get_adjusted_sql"):
            self.env.cr.execute(
                SQL("CREATE TEMP VIEW part AS %s", getattr(figures, name)())
            )
            self.env.cr.execute(
                """
                SELECT attname, format_type(atttypid, -1)
                  FROM pg_attribute
                 WHERE attrelid = 'part'::regclass AND attnum > 0
                 ORDER BY attnum
                """
            )
            parts.append(self.env.cr.fetchall())
            self.env.cr.execute("DROP VIEW part")
        self.assertEqual(parts[0], parts[1])
        self.assertEqual(parts[0], parts[2])

    def test_estimates_before_the_settlement_computed_by_hand(self):
        # 21.25 + 36.00 + 12.33 + 59.80 + 21.00; 12.5 + 2 + 7.25 + 4.6 + 7.8 kg
        rows = self.figures.search([])
        self.assertEqual(len(rows), 5)
        self.assertTrue(all(rows.mapped("is_estimate")))
        amount, commission, weight, deliveries, *baskets = self._totals()
        self.assertEqual((amount, weight, deliveries), (150.38, 34.15, 3))
        rates = self.orders.order_line.grouped("product_id")
        self.assertAlmostEqual(
            commission,
            sum(
                row.amount_untaxed * rates[row.product_id][:1].commission_rate / 100
                for row in rows
            ),
            4,
        )
        self.assertEqual(baskets, [50.1267, 11.3833, 1.6667])

    def test_averages_are_ratios_of_totals_in_every_group(self):
        groups = self.figures._read_group(
            [],
            ["client_kind"],
            [
                "basket_amount:avg",
                "basket_weight:avg",
                "basket_lines:avg",
                "delivery_count:count_distinct",
            ],
        )
        by_kind = {
            kind: [round(value, 4) for value in values] for kind, *values in groups
        }
        self.assertEqual(
            by_kind,
            {
                "primary": [57.25, 14.5, 2, 1],
                "nursery": [12.33, 7.25, 1, 1],
                "restaurant": [80.8, 12.4, 2, 1],
            },
        )
        by_producer = self.figures.formatted_read_group(
            [("producer_id", "=", self.farm.id)],
            ["producer_id"],
            ["basket_amount:avg", "basket_lines:avg"],
        )
        self.assertAlmostEqual(by_producer[0]["basket_amount:avg"], 93.38 / 3)
        self.assertEqual(by_producer[0]["basket_lines:avg"], 1)

    def test_rows_say_where_they_come_from(self):
        self._invoice()
        row = self.figures.search([("product_id", "=", self.goat.id)])
        self.assertRecordValues(
            row,
            [
                {
                    "date": date(2026, 3, 10),
                    "partner_id": self.school_a.id,
                    "payer_id": self.town_hall.id,
                    "client_kind": "primary",
                    "producer_id": self.dairy.id,
                    "catalogue_id": self.catalogue.id,
                    "order_id": self.order_a.id,
                    "picking_id": self.order_a.picking_ids.id,
                    "move_id": self.order_a.invoice_ids.id,
                    "quantity": 10,
                    "weight_missing": 0,
                    "company_id": self.company.id,
                    "currency_id": self.company.currency_id.id,
                }
            ],
        )

    def test_the_day_is_the_hubs_not_greenwichs(self):
        move = self.order_a.picking_ids.move_ids[:1]
        move.date = datetime(2026, 3, 10, 23, 30)
        row = self.figures.search([("product_id", "=", move.product_id.id)])
        row = row.filtered(lambda r: r.order_id == self.order_a)
        self.assertEqual(row.date, date(2026, 3, 11))

    def test_what_has_no_weight_is_counted_beside(self):
        self.cider.weight = 0.0
        rows = self.figures._read_group(
            [("weight_missing", ">", 0)], ["product_id"], ["weight_missing:sum"]
        )
        self.assertEqual(rows, [(self.cider, 1)])
        self.assertEqual(self._totals()[2], 26.35)

    def test_figures_invoices_and_settlements_agree(self):
        self._invoice()
        settlements = self._settle(DELIVERY.date())
        settlements.action_post()
        self.assertFalse(any(self.figures.search([]).mapped("is_estimate")))
        for settlement in settlements:
            amount, commission, *_rest = self._totals(
                [("producer_id", "=", settlement.producer_id.id)]
            )
            self.assertEqual(amount, round(settlement.amount_gross, 2))
            self.assertEqual(commission, round(settlement.amount_commission, 2))
        self.assertEqual(
            self._totals()[0],
            round(sum(self.orders.invoice_ids.mapped("amount_untaxed")), 2),
        )

    def test_a_return_counts_once_before_and_after_its_credit_note(self):
        self._invoice()
        self._settle(DELIVERY.date()).action_post()
        self.clock.move_to(DELIVERY + timedelta(days=2))
        self._return(self.order_a, self.goat, 2)
        amount, _commission, weight, deliveries, basket, *_rest = self._totals()
        self.assertEqual((amount, weight, deliveries), (143.18, 33.75, 3))
        self.assertEqual(basket, 47.7267)
        self.order_a._create_invoices(final=True).action_post()
        self.assertEqual(self._totals()[:1], [143.18])
        late = self._settle(date(2026, 3, 20))
        late.action_post()
        self.assertEqual(late.amount_gross, -7.2)
        self.assertEqual(self._totals()[:3:2], [143.18, 33.75])
        net = -sum(
            self.orders.invoice_ids.invoice_line_ids.filtered(
                lambda line: line.display_type == "product"
            ).mapped("balance")
        )
        self.assertEqual(round(net, 2), 143.18)

    def test_a_refund_without_goods_reduces_the_turnover(self):
        self._invoice()
        refund = self._refund(self.order_b, self.carrot, quantity=1.0)
        self.assertEqual(self._totals()[:3:2], [148.68, 33.15])
        row = self.figures.search([("amount_untaxed", "<", 0)])
        self.assertEqual(row.move_id, refund)
        self.assertEqual(row.partner_id, self.school_b)
        self.assertEqual(row.date, date(2026, 3, 12))
        self.assertFalse(row.line_count)
        self.assertEqual(self._totals()[3], 3)

    def test_a_rebate_leaves_the_kilograms(self):
        self._invoice()
        self._refund(self.order_b, self.carrot, quantity=4.0, price_unit=0.5)
        self.assertEqual(self._totals()[:3:2], [148.38, 34.15])

    def test_a_return_and_a_refund_on_one_line(self):
        self._invoice()
        self._return(self.order_a, self.goat, 2)
        self.order_a._create_invoices(final=True).action_post()
        self._refund(self.order_a, self.goat, quantity=1.0)
        # 2 came back, 1 was refunded besides
        self.assertEqual(self._totals()[0], round(150.38 - 3 * 3.6, 2))
        self.assertEqual(self._totals()[2], round(34.15 - 3 * 0.2, 2))

    def test_a_cancelled_and_repeated_invoice_changes_nothing(self):
        self._invoice()
        invoice = self.order_r.invoice_ids
        invoice._reverse_moves([{"invoice_date": date(2026, 3, 12)}]).action_post()
        self.order_r._create_invoices().action_post()
        self.assertEqual(self._totals()[:3:2], [150.38, 34.15])


class TestFiguresAccess(FiguresCase):
    def test_who_reads_the_figures(self):
        for login, groups, allowed in (
            ("fig_coord", "milperche_hub.group_coordinator", True),
            ("fig_book", "account.group_account_readonly", True),
            ("fig_vol", "milperche_hub.group_volunteer", False),
        ):
            user = self._make_user(login, f"base.group_user,{groups}")
            figures = self.figures.with_user(user)
            if allowed:
                self.assertEqual(len(figures.search([])), 5)
                continue
            with self.assertRaises(AccessError):
                figures.search([])

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Autre hub"})
        user = self._make_user(
            "fig_other",
            "base.group_user,milperche_hub.group_coordinator",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.figures.with_user(user).search([]))

    def test_dashboard_is_for_those_who_may_read(self):
        dashboard = self.env.ref("milperche_hub.spreadsheet_dashboard_hub")
        self.assertTrue(dashboard.is_published)
        self.assertIn(
            self.env.ref("milperche_hub.group_coordinator"), dashboard.group_ids
        )
