"""Which commission rate applies, and how a commission falls on each line."""

from collections import defaultdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from odoo.addons.milperche_hub.tools.commission import split_commission

from .common import HubCase

CENT = Decimal("0.01")
amounts = st.integers(-(10**7), 10**7).map(lambda cents: Decimal(cents) * CENT)
rates = st.sampled_from([Decimal(rate) for rate in ("0", "12.5", "14.80", "15", "100")])
lines = st.lists(st.tuples(amounts, rates), max_size=60)


@given(lines)
def test_commission_adds_up_to_the_cent(lines):
    split = split_commission(lines)
    exact, found = defaultdict(Decimal), defaultdict(Decimal)
    for (gross, rate), (part, net) in zip(lines, split, strict=True):
        assert part + net == gross
        assert part == part.quantize(CENT)
        assert abs(part - gross * rate / 100) < CENT
        exact[rate] += gross * rate / 100
        found[rate] += part
    for rate, total in exact.items():
        assert found[rate] == total.quantize(CENT, ROUND_HALF_UP)


@given(lines)
def test_the_opposite_lines_give_the_opposite_commission(lines):
    split = split_commission(lines)
    opposite = split_commission([(-gross, rate) for gross, rate in lines])
    assert opposite == [(-part, -net) for part, net in split]


def test_floats_count_as_they_are_written():
    assert split_commission([(61.43, 14.8)]) == split_commission([("61.43", "14.8")])
    assert split_commission([(360 * 0.34, 15.0)])[0][0] == Decimal("18.36")


class TestCommissionRule(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.hub_commission_rate = 15.0
        cls.farm, cls.mill = cls.env["res.partner"].create(
            [
                {"name": "Ferme Fictive", "is_producer": True},
                {"name": "Moulin Fictif", "is_producer": True},
            ]
        )
        cls.vegetables = cls.env.ref("milperche_hub.categ_vegetable")
        cls.roots = cls.env["product.category"].create(
            {"name": "Roots", "parent_id": cls.vegetables.id}
        )
        cls.carrot, cls.leek, cls.flour = cls.env["product.product"].create(
            [
                {"name": name, "producer_id": producer.id, "categ_id": family.id}
                for name, producer, family in (
                    ("Carrot", cls.farm, cls.roots),
                    ("Leek", cls.farm, cls.vegetables),
                    ("Flour", cls.mill, cls.env.ref("milperche_hub.categ_grocery")),
                )
            ]
        )
        cls.products = cls.carrot | cls.leek | cls.flour

    def _rule(self, rate, **values):
        return self.env["hub.commission.rule"].create(
            {
                name: value.id if hasattr(value, "id") else value
                for name, value in {"rate": rate, **values}.items()
            }
        )

    def _rates(self, day="2026-11-03"):
        rates = self.env["hub.commission.rule"]._get_rates(
            self.products, Date.to_date(day)
        )
        return [rates[product] for product in self.products]

    def test_the_hub_rate_where_no_rule_is(self):
        self.assertEqual(self._rates(), [15.0, 15.0, 15.0])

    def test_the_most_specific_rule_wins(self):
        self._rule(14.0)
        self.assertEqual(self._rates(), [14.0, 14.0, 14.0])
        self._rule(13.0, producer_id=self.farm)
        self.assertEqual(self._rates(), [13.0, 13.0, 14.0])
        self._rule(12.0, categ_id=self.vegetables)
        self.assertEqual(self._rates(), [12.0, 12.0, 14.0])
        self._rule(11.0, categ_id=self.roots)
        self.assertEqual(self._rates(), [11.0, 12.0, 14.0])
        self._rule(10.0, categ_id=self.vegetables, producer_id=self.farm)
        self.assertEqual(self._rates(), [10.0, 10.0, 14.0])
        self._rule(9.0, categ_id=self.roots, producer_id=self.farm)
        self.assertEqual(self._rates(), [9.0, 10.0, 14.0])
        self._rule(0.0, product_tmpl_id=self.carrot.product_tmpl_id)
        self.assertEqual(self._rates(), [0.0, 10.0, 14.0])

    def test_a_rule_holds_from_its_first_to_its_last_day(self):
        self._rule(
            12.5, producer_id=self.mill, date_start="2026-11-03", date_end="2026-11-10"
        )
        for day, rate in (
            ("2026-11-02", 15.0),
            ("2026-11-03", 12.5),
            ("2026-11-10", 12.5),
            ("2026-11-11", 15.0),
        ):
            self.assertEqual(self._rates(day)[2], rate, day)

    def test_a_tie_is_refused_with_the_other_rule_named(self):
        self._rule(12.0, producer_id=self.farm, date_end="2026-11-10")
        self._rule(13.0, producer_id=self.farm, date_start="2026-11-11")
        with self.assertRaisesRegex(ValidationError, "12 % on Ferme Fictive"):
            self._rule(14.0, producer_id=self.farm, date_end="2026-01-31")
        with self.assertRaisesRegex(ValidationError, "same goods on the same day"):
            self._rule(14.0, producer_id=self.farm, date_start="2026-11-10")

    def test_a_tie_within_one_batch_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["hub.commission.rule"].create([{"rate": 10}, {"rate": 11}])

    def test_an_archived_rule_neither_holds_nor_ties(self):
        rule = self._rule(12.0, producer_id=self.mill)
        rule.active = False
        self.assertEqual(self._rates()[2], 15.0)
        self._rule(13.0, producer_id=self.mill)
        with self.assertRaises(ValidationError):
            rule.active = True

    def test_each_company_has_its_own_rules(self):
        other = self.env["res.company"].create({"name": "Other Hub"})
        self._rule(12.0, company_id=other)
        self.assertEqual(self._rates(), [15.0, 15.0, 15.0])
        rates = self.env["hub.commission.rule"]._get_rates(
            self.products, Date.to_date("2026-11-03"), other
        )
        self.assertEqual(set(rates.values()), {12.0})

    def test_templates_are_welcome(self):
        templates = self.products.product_tmpl_id
        self._rule(12.0, producer_id=self.mill)
        rates = self.env["hub.commission.rule"]._get_rates(templates, Date.today())
        self.assertEqual(rates[self.flour.product_tmpl_id], 12.0)

    def test_rates_of_any_number_of_products_take_the_same_queries(self):
        self._rule(12.0, categ_id=self.vegetables)
        many = self.products | self.products.create(
            [
                {
                    "name": f"Product {number}",
                    "producer_id": self.farm.id,
                    "categ_id": self.roots.id,
                }
                for number in range(50)
            ]
        )
        rules = self.env["hub.commission.rule"]
        counts = []
        for products in (self.products, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rules._get_rates(products, Date.to_date("2026-11-03"))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[1], 10)

    def test_a_rate_is_a_percentage(self):
        for rate in (-1, 100.5):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                with self.cr.savepoint():
                    self._rule(rate)

    def test_only_the_manager_sets_rates(self):
        rule = self._rule(12.0)
        coordinator = new_test_user(
            self.env, "coordinator.rates", "milperche_hub.group_coordinator"
        )
        volunteer = new_test_user(
            self.env, "volunteer.rates", "milperche_hub.group_volunteer"
        )
        self.assertEqual(rule.with_user(coordinator).rate, 12.0)
        with self.assertRaises(AccessError):
            rule.with_user(coordinator).rate = 1.0
        with self.assertRaises(AccessError):
            rule.with_user(volunteer).read(["rate"])
        rates = (
            self.env["hub.commission.rule"]
            .with_user(volunteer)
            ._get_rates(self.products.with_user(volunteer), Date.to_date("2026-11-03"))
        )
        self.assertEqual(set(rates.values()), {12.0})

    def test_a_partnership_wins_and_is_frozen_on_the_order(self):
        self._rule(9.0, product_tmpl_id=self.carrot.product_tmpl_id)
        self._rule(7.5, producer_id=self.farm, partner_id=self.grocer)
        with self.assertRaises(ValidationError):
            self._rule(8.0, producer_id=self.farm, partner_id=self.grocer)
        self._rule(8.0, producer_id=self.farm, partner_id=self.college)
        self.assertEqual(self._rates(), [9.0, 15.0, 15.0])
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": client.id,
                    "order_line": [Command.create({"product_id": self.leek.id})],
                }
                for client in (self.grocer, self.college, self.restaurant)
            ]
        )
        self.leek.sudo().product_tmpl_id.producer_id = self.farm
        orders.order_line._freeze_terms()
        rates = orders.order_line.mapped("commission_rate")
        self.assertEqual(rates, [7.5, 8.0, 15.0])

    def test_one_order_of_dated_rules_and_partnerships(self):
        self._make_partnership(6.0)
        self._rule(9.0, product_tmpl_id=self.carrot.product_tmpl_id)
        self.assertEqual(self._client_rates(), [6.0, 6.0, 15.0], "before all clients'")
        self._rule(7.0, categ_id=self.vegetables, partner_id=self.grocer)
        self.assertEqual(self._client_rates(), [7.0, 7.0, 15.0], "a family: nearer")
        self._make_partnership(8.0, categ_id=self.roots.id)
        self.assertEqual(self._client_rates(), [8.0, 7.0, 15.0], "a nearer family")
        carrot = self.carrot.product_tmpl_id
        self._rule(
            5.0, product_tmpl_id=carrot, partner_id=self.grocer, date_end="2026-03-02"
        )
        self.assertEqual(self._client_rates(), [5.0, 7.0, 15.0], "the product itself")
        with self.at(datetime(2026, 3, 3, 9, 0)):
            self.assertEqual(self._client_rates(), [8.0, 7.0, 15.0], "until its end")

    def test_a_partnership_as_specific_as_a_rule_is_refused(self):
        self._make_partnership(6.0)
        with self.assertRefused("partnership “Épicerie Démo · Ferme Fictive” already"):
            self._rule(7.0, producer_id=self.farm, partner_id=self.grocer)
        self._rule(7.0, producer_id=self.mill, partner_id=self.grocer)
        with self.assertRefused("The rule “7 % on Moulin Fictif · Épicerie Démo”"):
            self._make_partnership(6.0, producer_id=self.mill.id)
        self._make_partnership(0.0, producer_id=self.mill.id, mode="hidden")

    def _make_partnership(self, rate, **values):
        return self.env["hub.partnership"].create(
            {
                "partner_id": self.grocer.id,
                "producer_id": self.farm.id,
                "mode": "own_rate",
                "commission_rate": rate,
                **values,
            }
        )

    def _client_rates(self):
        """Rates that an order of the grocer's shows, then freezes."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.grocer.id,
                "order_line": [
                    Command.create({"product_id": product.id})
                    for product in self.products
                ],
            }
        )
        order.order_line._freeze_terms()
        return order.order_line.mapped("commission_rate")

    def test_a_rule_says_what_it_covers(self):
        rule = self._rule(12.5, producer_id=self.farm, categ_id=self.roots)
        self.assertRegex(rule.display_name, "12.5 %")
        self.assertIn("Ferme Fictive", rule.display_name)
        with Form(self.env["hub.commission.rule"]) as form:
            form.rate = 9
            form.producer_id = self.mill
