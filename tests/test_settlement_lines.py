"""Settlement lines: reductions, corrections, ties to the cent, adjustments."""

from datetime import datetime, timedelta

from odoo.fields import Command, Date

from .common import HubCase

DELIVERY = datetime(2026, 3, 10, 9, 0)


class MoneyCase(HubCase):
    """A delivered week, to invoice and to settle."""

    @classmethod
    def _deliver_week(cls, orders, weights=None, products=None):
        """Order, deliver: ``{client: {product: quantity}}``; the orders."""
        catalogue = cls._make_catalogue(products, quantity=5000.0)
        placed = cls.env["sale.order"].union(
            *(
                cls._make_order(catalogue, client, quantities)
                for client, quantities in orders.items()
            )
        )
        catalogue.action_close()
        catalogue.action_receive_all()
        for (client, product), weight in (weights or {}).items():
            order = placed.filtered(lambda o, c=client: o.partner_id == c)
            cls._set_delivered(order, product, weight)
        cls.clock.move_to(DELIVERY)
        catalogue.action_deliver_all()
        return placed

    @classmethod
    def _invoice(cls, orders):
        orders.catalogue_id.action_invoice()
        invoices = orders.invoice_ids
        invoices.filtered(lambda m: m.state == "draft").action_post()
        return invoices

    @classmethod
    def _settle_post(cls):
        settlements = cls._settle()
        settlements.action_post()
        return settlements

    @classmethod
    def _get_move(cls, order, product):
        return order.order_line.filtered(
            lambda line: line.product_id == product
        ).move_ids.filtered(lambda m: m.location_dest_id.usage == "customer")

    def _return(self, order, product, quantity):
        picking = order.picking_ids.filtered(
            lambda p: p.state == "done" and p.hub_role == "delivery"
        )
        picking = picking.filtered(lambda p: not p.return_id)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = quantity if line.product_id == product else 0.0
        action = wizard.action_create_returns()
        returned = self.env["stock.picking"].browse(action["res_id"])
        returned.move_ids.picked = True
        returned.button_validate()

    def assertClosed(self, orders, settlements):
        """Nets + commissions - borne = settled = invoiced, nothing left over."""
        lines = settlements.line_ids
        total = {
            name: round(sum(lines.mapped(f"amount_{name}")), 2)
            for name in ("gross", "commission", "borne", "net")
        }
        self.assertEqual(
            round(total["net"] + total["commission"] - total["borne"], 2),
            total["gross"],
        )
        invoices = orders.invoice_ids.filtered(lambda m: m.state == "posted")
        invoices |= invoices.reversal_move_ids
        invoiced = -sum(
            invoices.line_ids.filtered(
                lambda line: line.display_type == "product"
            ).mapped("balance")
        )
        self.assertEqual(round(invoiced, 2), total["gross"])
        for settlement in settlements:
            self.assertEqual(settlement.amount_difference, 0.0)
            self.assertEqual(settlement.amount_to_invoice, 0.0)


class TestReductions(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._deliver_week({cls.grocer: {cls.carrot: 10, cls.goat: 10}})
        cls.move = cls._get_move(cls.order, cls.carrot)

    def test_an_accepted_quantity_is_credited_and_settled(self):
        self._invoice(self.order)
        reduction = self.move._accept_reduction(quantity=2.0, reason="Two were soft")
        refund = reduction.account_move_line_id.move_id
        self.assertEqual(refund.state, "posted")
        self.assertEqual(refund.amount_untaxed, 3.40)
        self.assertEqual(refund.reversed_entry_id.move_type, "out_invoice")
        settlements = self._settle_post()
        line = settlements.line_ids.filtered("reduction_id")
        self.assertEqual(line.amount_gross, -3.40)
        self.assertEqual(line.amount_commission, -0.51)
        self.assertEqual(line.amount_net, -2.89)
        self.assertEqual(line.reason, "Two were soft")
        self.assertClosed(self.order, settlements)
        self.assertFalse(self.order.catalogue_id.action_invoice())
        self.assertFalse(self._settle())

    def test_what_the_hub_bears_costs_the_producer_nothing(self):
        self._invoice(self.order)
        self.move._accept_reduction(
            amount=5.0, borne_by="hub", reason="We delivered late"
        )
        settlements = self._settle_post()
        of_farm = settlements.filtered(lambda s: s.producer_id == self.farm)
        self.assertEqual(of_farm.amount_borne, 5.0)
        self.assertEqual(of_farm.amount_net, 14.45)
        self.assertEqual(of_farm.amount_gross, 12.0)
        self.assertEqual(of_farm.bill_id.amount_untaxed, 14.45)
        self.assertClosed(self.order, settlements)

    def test_the_figures_say_what_the_hub_bears(self):
        self._invoice(self.order)
        self.move._accept_reduction(amount=5.0, borne_by="hub", reason="We were late")
        figures = self.env["hub.sales.analysis"]
        expected = (self.farm, 12.0, 2.55, 5.0)
        self.assertIn(expected, self._read_figures(figures), "before it is settled")
        self._settle_post()
        self.assertIn(expected, self._read_figures(figures))

    def _read_figures(self, figures):
        self.env.flush_all()
        sums = ("amount_untaxed:sum", "commission:sum", "amount_borne:sum")
        return [
            (producer, *(round(value, 2) for value in values))
            for producer, *values in figures._read_group([], ["producer_id"], sums)
        ]

    def test_a_reduction_before_the_invoice_is_credited_with_it(self):
        reduction = self.move._accept_reduction(quantity=1.0, reason="Rotten")
        self.assertFalse(reduction.account_move_line_id)
        settlements = self._settle_post()
        self._invoice(self.order)
        self.assertTrue(reduction.account_move_line_id)
        self.assertClosed(self.order, settlements)

    def test_a_credit_note_made_by_hand_is_settled(self):
        invoice = self._invoice(self.order)
        self._settle_post()
        refund = invoice._reverse_moves([{"ref": "Too ripe"}])
        (refund.invoice_line_ids.filtered(lambda x: x.product_id == self.goat)).unlink()
        refund.invoice_line_ids.filtered("producer_id").price_unit = 0.30
        refund.hub_borne_by = "hub"
        refund.action_post()
        reduction = refund.invoice_line_ids.sudo().hub_reduction_ids
        self.assertEqual((reduction.amount, reduction.quantity), (3.0, 0.0))
        self.assertEqual(reduction.borne_by, "hub")
        line = self._settle().line_ids
        self.assertEqual((line.amount_gross, line.amount_borne), (-3.0, 3.0))
        self.assertEqual(line.account_move_line_id.move_id, refund)

    def _credit_by_hand(self, invoice, quantity):
        """A credit note of some carrots that nobody has seen again."""
        refund = invoice._reverse_moves([{"ref": "Too ripe"}])
        (refund.invoice_line_ids.filtered(lambda x: x.product_id == self.goat)).unlink()
        refund.invoice_line_ids.filtered("producer_id").quantity = quantity
        refund.action_post()
        return refund

    def test_goods_sent_back_after_their_credit_note_count_once(self):
        invoice = self._invoice(self.order)
        self._credit_by_hand(invoice, 2.0)
        expected = (self.farm, 13.6, 2.04, 0.0)
        figures = self.env["hub.sales.analysis"]
        self.assertIn(expected, self._read_figures(figures), "credited")
        self._return(self.order, self.carrot, 2.0)
        self.assertIn(expected, self._read_figures(figures), "and back")
        self.assertFalse(self.order.order_line.filtered("qty_to_invoice"))
        settlements = self._settle_post()
        self.assertIn(expected, self._read_figures(figures), "and settled")
        self.assertClosed(self.order, settlements)
        of_farm = settlements.filtered(lambda s: s.producer_id == self.farm)
        back = of_farm.line_ids.filtered(lambda line: line.kind == "return")
        self.assertEqual((back.quantity, back.amount_gross), (0.0, 0.0))
        rows = of_farm._get_statement_rows()[0]["rows"]
        self.assertEqual([row["refused"] for row in rows], [0.0, 2.0])
        self.assertFalse(self._settle(), "each is settled once")

    def test_more_comes_back_than_was_credited(self):
        invoice = self._invoice(self.order)
        self._credit_by_hand(invoice, 2.0)
        first = self._settle_post()
        self._return(self.order, self.carrot, 1.0)
        self._return(self.order, self.carrot, 4.0)
        moves = self.order.order_line.move_ids
        backs = moves.filtered(lambda m: m.product_id == self.carrot) - self.move
        self.assertEqual(backs.mapped("hub_credited_quantity"), [1.0, 1.0])
        line = self.order.order_line.filtered(lambda x: x.product_id == self.carrot)
        self.assertEqual(line.qty_to_invoice, -3.0)
        self._invoice(self.order)
        self.assertClosed(self.order, first | self._settle_post())
        self._credit_by_hand(invoice, 1.0)
        after = self._settle_post()
        self.assertEqual(after.line_ids.mapped("amount_gross"), [-1.7], "not back yet")
        self._return(self.order, self.carrot, 1.0)
        last = self._settle_post()
        self.assertEqual((last.amount_gross, last.state), (0.0, "paid"))

    def test_goods_of_a_claim_sent_back(self):
        self._invoice(self.order)
        self.move._accept_reduction(quantity=2.0, borne_by="hub", reason="Late")
        self._return(self.order, self.carrot, 2.0)
        settlements = self._settle_post()
        self.assertEqual(sum(settlements.mapped("amount_borne")), 3.4)
        self.assertClosed(self.order, settlements)

    def test_an_invoice_reversed_as_a_whole_is_no_reduction(self):
        invoice = self._invoice(self.order)
        settlements = self._settle_post()
        refund = invoice._reverse_moves(cancel=True)
        self.assertEqual(refund.state, "posted")
        self.assertFalse(refund.invoice_line_ids.sudo().hub_reduction_ids)
        self.assertFalse(settlements.line_ids.account_move_line_id)
        self._invoice(self.order)
        self.assertTrue(all(settlements.line_ids.mapped("account_move_line_id")))
        self.assertEqual(sum(settlements.mapped("amount_difference")), 0.0)

    def test_a_credit_after_the_producer_was_paid_and_the_rate_changed(self):
        self._invoice(self.order)
        paid = self._settle_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.bill_id.ids
        ).create({})._create_payments()
        self.env["hub.commission.rule"].create(
            {"rate": 20.0, "producer_id": self.farm.id, "date_start": "2026-03-11"}
        )
        self.clock.move_to(DELIVERY + timedelta(days=9))
        self.move._accept_reduction(quantity=4.0, reason="Mouldy")
        later = self.env["hub.settlement"]._generate(
            self.producers, Date.to_date("2026-03-11"), Date.to_date("2026-03-20")
        )
        later.action_post()
        self.assertEqual(later.line_ids.commission_rate, 15.0)
        self.assertEqual(later.amount_gross, -6.80)
        self.assertEqual(later.amount_commission, -1.02)
        self.assertEqual(later.bill_id.move_type, "in_refund")
        self.assertEqual(later.bill_id.amount_untaxed, 5.78)
        self.assertEqual(str(later.bill_id.date), "2026-03-19", "in its own month")
        self.assertClosed(self.order, paid | later)

    def test_nonsense_is_refused_and_changes_nothing(self):
        accept = self.move._accept_reduction
        for values in (
            {"quantity": 11.0},
            {"quantity": -1.0},
            {"quantity": float("nan")},
            {"amount": 17.01},
            {"amount": float("inf")},
            {},
            {"quantity": 1.0, "amount": 1.0},
        ):
            with self.assertRefused(".+"):
                accept(reason="No", **values)
        self.assertFalse(self.move.hub_reduction_ids)


class TestCents(MoneyCase):
    def test_two_deliveries_on_one_invoice_line_add_up(self):
        order = self._deliver_week({self.grocer: {self.beef: 2.3625}})
        line = order.order_line
        line.product_uom_qty = 4.725
        extra = line.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        extra.quantity = 2.362
        extra.picked = True
        extra.move_line_ids.lot_id = line.move_ids.move_line_ids.lot_id[:1]
        extra._action_done()
        settlements = self._settle_post()
        self._invoice(order)
        self.assertEqual(len(order.invoice_ids.invoice_line_ids.settlement_line_ids), 2)
        self.assertClosed(order, settlements)

    def test_a_return_before_the_invoice_is_on_the_same_line(self):
        order = self._deliver_week({self.grocer: {self.apple: 7.333}})
        self._return(order, self.apple, 1.111)
        self._invoice(order)
        settlements = self._settle_post()
        self.assertEqual(len(settlements.line_ids), 2)
        self.assertEqual(len(settlements.line_ids.account_move_line_id), 1)
        self.assertClosed(order, settlements)

    def test_360_eggs_at_34_cents(self):
        self.yogurt.list_price = 0.34
        order = self._deliver_week({self.college: {self.yogurt: 360}})
        self._invoice(order)
        settlement = self._settle_post()
        self.assertEqual(settlement.amount_gross, 122.40)
        self.assertEqual(settlement.amount_commission, 18.36)
        self.assertClosed(order, settlement)

    def test_1480_percent_is_one_figure_everywhere(self):
        self.env["hub.commission.rule"].create(
            {"rate": 14.80, "producer_id": self.farm.id}
        )
        order = self._deliver_week({self.grocer: {self.beef: 4.725}})
        invoice = self._invoice(order)
        settlement = self._settle_post()
        rates = {
            order.order_line.offer_id.commission_rate,
            order.order_line.commission_rate,
            invoice.invoice_line_ids.filtered("producer_id").commission_rate,
            settlement.line_ids.commission_rate,
        }
        self.assertEqual(rates, {14.8})
        # 61.43 × 14.80 % = 9.09164
        self.assertEqual(settlement.amount_commission, 9.09)
        row = self.env["hub.sales.analysis"].search([("order_id", "=", order.id)])
        self.assertEqual((row.amount_untaxed, row.commission), (61.43, 9.09))

    def test_cheese_at_360_with_vat_ten_times(self):
        order = self._deliver_week({self.restaurant: {self.goat: 10}})
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_untaxed, 36.0)
        self.assertEqual(invoice.amount_tax, 1.98)
        self.assertEqual(invoice.amount_total, 37.98)
        settlement = self._settle_post()
        self.assertEqual((settlement.amount_gross, settlement.amount_net), (36.0, 30.6))

    def test_beef_by_weight(self):
        order = self._deliver_week({self.restaurant: {self.beef: 4.725}})
        invoice = self._invoice(order)
        settlement = self._settle_post()
        self.assertEqual(invoice.amount_untaxed, 61.43)
        self.assertEqual(settlement.amount_gross, 61.43)

    def test_three_schools_one_invoice(self):
        school_c = self._make_client("École Démo C", "primary", self.town_hall)
        self.round.stop_ids = [Command.create({"partner_id": school_c.id})]
        orders = self._deliver_week(
            {
                self.school_a: {self.carrot: 12.5},
                self.school_b: {self.carrot: 7.25},
                school_c: {self.apple: 8},
            }
        )
        invoice = self._invoice(orders)
        self.assertEqual(len(invoice), 1)
        self.assertEqual(invoice.partner_id, self.town_hall)
        self.assertClosed(orders, self._settle_post())
