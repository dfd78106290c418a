from datetime import datetime, timedelta

from odoo.tests import Form

from .common import HubCase


class TestWeek(HubCase):
    """The thin line, from the open catalogue to the posted settlement."""

    def test_whole_week_asserts_every_document(self):
        catalogue = self._make_catalogue()
        order_a = self._make_order(
            catalogue, self.school_a, {self.carrot: 12.5, self.goat: 10}
        )
        order_b = self._make_order(
            catalogue, self.school_b, {self.carrot: 7.25, self.apple: 8}
        )
        order_r = self._make_order(
            catalogue, self.restaurant, {self.beef: 4.725, self.cider: 6}
        )
        orders = order_a | order_b | order_r
        self.assertEqual(set(orders.mapped("state")), {"sent"})
        self.assertOffersHold(catalogue)

        self.clock.move_to(catalogue.date_close)
        catalogue.action_close()
        self._assert_cutoff(catalogue, orders)

        self.clock.move_to(catalogue.date_dropoff)
        catalogue.action_receive_all()
        self._assert_received(catalogue)

        self.clock.move_to(datetime(2026, 3, 10, 9, 0))
        catalogue.action_deliver_all()
        self._assert_delivered(catalogue, order_r)

        catalogue.action_invoice()
        orders.invoice_ids.action_post()
        self._assert_invoiced(orders)

        settlements = self._settle()
        settlements.action_post()
        self._assert_settled(orders, settlements)
        self.assertMoneyTies(orders, settlements)
        self.assertGoodsBalance(self.products)
        self.assertNoValuation(self.products)
        catalogue.action_done()
        self.assertEqual(catalogue.state, "done")

    def _assert_cutoff(self, catalogue, orders):
        self.assertEqual(catalogue.state, "closed")
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        self.assertOffersHold(catalogue)
        dropoffs = catalogue.dropoff_ids
        self.assertEqual(dropoffs.owner_id, self.producers)
        self.assertEqual(len(dropoffs), 3)
        asked = {
            move.product_id: move.product_uom_qty
            for move in catalogue.dropoff_ids.move_ids
        }
        self.assertEqual(
            asked,
            {
                self.carrot: 19.75,
                self.beef: 4.725,
                self.goat: 10,
                self.apple: 8,
                self.cider: 6,
            },
        )
        self.assertEqual(len(catalogue.delivery_ids), 3)
        self.assertEqual(catalogue.delivery_ids.batch_id.round_id, self.round)
        self.assertEqual(len(catalogue.delivery_ids.batch_id), 1)
        ordered = catalogue.delivery_ids.sorted("batch_sequence")
        self.assertEqual(
            ordered.partner_id.ids,
            (self.school_a | self.school_b | self.restaurant).ids,
        )

    def _assert_received(self, catalogue):
        self.assertEqual(set(catalogue.dropoff_ids.mapped("state")), {"done"})
        lots = catalogue.dropoff_ids.move_line_ids.lot_id
        self.assertEqual(
            set(lots.mapped("name")), {"TFA-260308", "TFR-260308", "TVE-260308"}
        )
        self.assertEqual(len(lots), 5)
        self.assertTrue(all(lots.mapped("expiration_date")))
        self.assertEqual(set(catalogue.delivery_ids.mapped("state")), {"assigned"})
        for line in catalogue.delivery_ids.move_line_ids:
            self.assertEqual(line.owner_id, line.product_id.producer_id)
            self.assertTrue(line.lot_id)

    def _assert_delivered(self, catalogue, order):
        self.assertEqual(set(catalogue.delivery_ids.mapped("state")), {"done"})
        self.assertEqual(catalogue.delivery_ids.batch_id.state, "done")
        beef = order.order_line.filtered(lambda line: line.product_id == self.beef)
        self.assertEqual(beef.qty_delivered, 4.725)

    def _assert_invoiced(self, orders):
        invoices = orders.invoice_ids
        self.assertEqual(
            invoices.partner_id, self.town_hall | self.restaurant, "one per payer"
        )
        self.assertEqual(len(invoices), 2)
        town = invoices.filtered(lambda m: m.partner_id == self.town_hall)
        # 12.5 × 1.70 + 10 × 3.60 + 7.25 × 1.70 + 8 × 1.63
        self.assertEqual(town.amount_untaxed, 21.25 + 36.0 + 12.33 + 13.04)
        restaurant = invoices - town
        # 4.725 kg × 13.00 = 61.425, rounded half up
        self.assertEqual(
            sorted(
                restaurant.invoice_line_ids.filtered("product_id").mapped(
                    "price_subtotal"
                )
            ),
            [21.0, 61.43],
        )
        rates = {
            line.product_id: line.tax_ids.mapped("amount")
            for line in invoices.invoice_line_ids.filtered("product_id")
        }
        self.assertEqual(rates[self.cider], [20.0])
        self.assertEqual(rates[self.beef], [5.5])
        for line in invoices.invoice_line_ids.filtered("product_id"):
            self.assertEqual(line.producer_id, line.product_id.producer_id)
            self.assertEqual(line.commission_rate, 15.0)

    def _assert_settled(self, orders, settlements):
        self.assertEqual(settlements.producer_id, self.producers)
        of_farm = settlements.filtered(lambda s: s.producer_id == self.farm)
        self.assertEqual(of_farm.amount_gross, 95.01)
        # 15 % of 95.01 = 14.2515
        self.assertEqual(of_farm.amount_commission, 14.25)
        self.assertEqual(of_farm.amount_net, 80.76)
        bill = of_farm.bill_id
        self.assertEqual(bill.state, "posted")
        self.assertEqual(bill.move_type, "in_invoice")
        self.assertTrue(bill.journal_id.is_self_billing)
        self.assertEqual(bill.amount_untaxed, 80.76)
        self.assertEqual(bill.invoice_line_ids.tax_ids.mapped("amount"), [5.5])
        for settlement in settlements - of_farm:
            self.assertFalse(settlement.bill_id.invoice_line_ids.tax_ids)
            self.assertEqual(settlement.bill_id.amount_tax, 0.0)
        # delivered on the 10th: meat 20 days later, before the vegetables' 30 days
        self.assertEqual(of_farm.date_due, datetime(2026, 3, 30).date())
        tied = settlements.line_ids.account_move_line_id
        self.assertEqual(len(tied), len(settlements.line_ids))
        self.assertEqual(
            tied, orders.invoice_ids.invoice_line_ids.filtered("product_id")
        )

    def test_every_step_twice_changes_nothing(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.college, {self.carrot: 10})
        order.action_place()
        for _press in range(2):
            catalogue.action_close()
        self.assertEqual(len(catalogue.dropoff_ids), 1)
        for _press in range(2):
            catalogue.action_receive_all()
        self.assertEqual(sum(catalogue.dropoff_ids.move_ids.mapped("quantity")), 10.0)
        for _press in range(2):
            catalogue.action_deliver_all()
        self.assertEqual(order.order_line.qty_delivered, 10.0)
        catalogue.action_invoice()
        self.assertFalse(catalogue.action_invoice(), "nothing left to invoice")
        self.assertEqual(len(order.invoice_ids), 1)
        order.invoice_ids.action_post()
        settlements = self._settle()
        self.assertEqual(self._settle(), settlements, "the same draft, no new line")
        self.assertEqual(len(settlements.line_ids), 1)
        settlements.action_post()
        settlements.action_post()
        self.assertEqual(len(settlements.bill_id), 1)
        self.assertFalse(self._settle(), "everything is settled")

    def test_weight_shortage_refusal_and_return(self):
        catalogue = self._make_catalogue()
        short = self._make_order(catalogue, self.school_a, {self.carrot: 30})
        other = self._make_order(
            catalogue, self.grocer, {self.carrot: 10, self.apple: 5, self.leek: 3}
        )
        orders = short | other
        catalogue.action_close()
        self._set_received(catalogue, self.carrot, 20.0)
        catalogue.action_receive_all()
        shared = {
            line.picking_id.sale_id: line.quantity
            for line in catalogue.delivery_ids.move_line_ids
            if line.product_id == self.carrot
        }
        self.assertEqual(shared, {short: 15.0, other: 5.0}, "proportional shares")
        self._set_delivered(other, self.apple, 4.815)
        self._set_delivered(other, self.leek, 0.0)
        catalogue.action_deliver_all()
        self.assertFalse(catalogue.delivery_ids.backorder_ids)
        delivered = {line.product_id: line.qty_delivered for line in other.order_line}
        self.assertEqual(
            delivered, {self.carrot: 5.0, self.apple: 4.815, self.leek: 0.0}
        )
        catalogue.action_invoice()
        orders.invoice_ids.action_post()
        self._return(other, self.apple, 1.0)
        catalogue.action_invoice()
        refund = other.invoice_ids.filtered(lambda m: m.move_type == "out_refund")
        self.assertEqual(refund.amount_untaxed, 1.63)
        refund.action_post()
        settlements = self._settle()
        settlements.action_post()
        self.assertMoneyTies(orders, settlements)
        self.assertGoodsBalance(self.products)
        apples = settlements.line_ids.filtered(lambda s: s.product_id == self.apple)
        self.assertEqual(sorted(apples.mapped("quantity")), [-1.0, 4.815])
        self.assertEqual(sum(apples.mapped("amount_gross")), 7.85 - 1.63)

    def test_weighing_more_than_the_share_delivers_the_same_lot(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.grocer, {self.beef: 2.5})
        other = self._make_order(catalogue, self.restaurant, {self.beef: 3})
        catalogue.action_close()
        catalogue.action_receive_all()
        picking = order.picking_ids
        with Form(picking) as form:
            with form.move_ids.edit(0) as move:
                move.quantity = 2.735
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 2.735)
        self.assertEqual(len(picking.move_line_ids.lot_id), 1)
        self.assertTrue(all(line.lot_id for line in picking.move_line_ids))
        self.assertEqual(picking.move_line_ids.owner_id, self.farm)
        self._set_delivered(other, self.beef, 3.0)
        catalogue.action_deliver_all()
        catalogue.action_invoice()
        (order | other).invoice_ids.action_post()
        settlements = self._settle()
        settlements.action_post()
        self.assertMoneyTies(order | other, settlements)
        self.assertGoodsBalance(self.beef)

    def test_goods_booked_in_early_keep_until_their_delivery(self):
        catalogue = self._make_catalogue(self.carrot)
        order = self._make_order(catalogue, self.grocer, {self.carrot: 4})
        self.carrot.expiration_time = 3
        catalogue.action_close()
        catalogue.action_receive_all()
        lot = catalogue.dropoff_ids.move_line_ids.lot_id
        self.assertEqual(
            lot.expiration_date, catalogue.date_dropoff + timedelta(days=3)
        )
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("quantity")), 4.0)

    def test_a_credit_of_price_does_not_bill_the_goods_again(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.grocer, {self.carrot: 10})
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        catalogue.action_invoice()
        order.invoice_ids.action_post()
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=order.invoice_ids.ids)
            .create({"journal_id": order.invoice_ids.journal_id.id})
        )
        refund = self.env["account.move"].browse(reversal.reverse_moves()["res_id"])
        refund.invoice_line_ids.filtered("product_id").quantity = 4
        refund.action_post()
        self.assertEqual(order.order_line.qty_to_invoice, 0.0)
        self.assertFalse(catalogue.action_invoice())
        self._return(order, self.carrot, 6)
        self.assertEqual(order.order_line.qty_to_invoice, -2.0, "4 are credited")

    def _return(self, order, product, quantity):
        picking = order.picking_ids.filtered(lambda p: p.state == "done")
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
        self.assertEqual(returned.state, "done")
        self.assertEqual(returned.move_line_ids.owner_id, product.producer_id)

    def test_shelf_stock_is_used_before_the_harvest_is_asked_for(self):
        self._put_on_shelf(self.juice, 8.0)
        catalogue = self._make_catalogue(self.juice)
        self._make_order(catalogue, self.grocer, {self.juice: 20})
        catalogue.action_close()
        self.assertEqual(catalogue.dropoff_ids.move_ids.product_uom_qty, 12.0)
        catalogue.action_receive_all()
        self.assertEqual(
            sum(catalogue.delivery_ids.move_line_ids.mapped("quantity")), 20.0
        )
        catalogue.action_deliver_all()
        self.assertGoodsBalance(self.juice)

    def _put_on_shelf(self, product, quantity):
        lot = self.env["stock.lot"].create(
            {
                "name": "SHELF",
                "product_id": product.id,
                "expiration_date": datetime(2026, 4, 1),
            }
        )
        warehouse = (
            self.env["hub.catalogue"]
            .new({"company_id": self.company.id})
            ._get_warehouse()
        )
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": product.id,
                "location_id": warehouse.lot_stock_id.id,
                "lot_id": lot.id,
                "owner_id": product.producer_id.id,
                "inventory_quantity": quantity,
            }
        ).action_apply_inventory()

    def test_late_order_asks_only_for_its_own_goods(self):
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 10})
        catalogue.action_close()
        late = self._make_order(
            catalogue, self.restaurant, {self.carrot: 4, self.apple: 2}, place=False
        )
        with self.assertRefused("closed"):
            late.action_place()
        late.action_confirm()
        asked = {
            move.product_id: sum(
                catalogue.dropoff_ids.move_ids.filtered(
                    lambda m, p=move.product_id: m.product_id == p
                ).mapped("product_uom_qty")
            )
            for move in catalogue.dropoff_ids.move_ids
        }
        self.assertEqual(asked, {self.carrot: 14.0, self.apple: 2.0})
        self.assertEqual(len(catalogue.dropoff_ids), 2, "one open drop-off a producer")
        self.assertEqual(late.picking_ids.batch_id.round_id, self.round)
        self.assertOffersHold(catalogue)

    def test_due_steps_are_done_however_late(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.college, {self.carrot: 1})
        following = catalogue.copy(
            {
                "date_open": catalogue.date_open + timedelta(days=7),
                "date_close": catalogue.date_close + timedelta(days=7),
                "date_delivery": catalogue.date_delivery + timedelta(days=7),
            }
        )
        self.env["hub.offer"].create(
            {
                "catalogue_id": following.id,
                "product_id": self.carrot.id,
                "quantity_offered": 5,
            }
        )
        with self.at(catalogue.date_close + timedelta(days=7, hours=-1)):
            with self.enter_registry_test_mode():
                cron = self.env.ref("milperche_hub.cron_catalogue_due_steps")
                cron.method_direct_trigger()
        self.assertEqual(catalogue.state, "closed")
        self.assertEqual(order.state, "sale")
        self.assertEqual(following.state, "open")


class TestSuspension(HubCase):
    def test_a_proof_that_lapses_suspends_the_offer_and_back(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.college, {self.carrot: 5})
        offer = catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        proof = self.farm.proof_ids.filtered(lambda p: p.code == "environment")
        proof.date_end = "2026-03-02"
        with self.at(catalogue.date_open + timedelta(days=1)):
            self._run_cron()
            self.assertTrue(offer.is_suspended)
            self.assertIn("no valid proof", offer.suspension_reason.lower())
            self.assertEqual(order.order_line.product_uom_qty, 5, "nothing is erased")
            with self.assertRefused("Carotte démo"):
                order.action_place()
            proof.date_end = "2027-03-02"
            self._run_cron()
            self.assertFalse(offer.is_suspended)
            order.action_place()

    def _run_cron(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("milperche_hub.cron_catalogue_due_steps")
            cron.method_direct_trigger()


class TestInvoiceRounding(HubCase):
    def test_lines_are_worth_their_own_cents_and_tax_their_total(self):
        catalogue = self._make_catalogue()
        # three lines that each end on half a cent
        order = self._make_order(
            catalogue, self.grocer, {self.leek: 1.0, self.apple: 1.5, self.carrot: 2.5}
        )
        for line in order.order_line:
            line.offer_id._change_terms({"price_unit": 1.03}, "Market")
        order.order_line.filtered(
            lambda line: line.product_id == self.leek
        ).product_uom_qty = 0.5
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        catalogue.action_invoice()
        invoice = order.invoice_ids
        lines = invoice.invoice_line_ids.filtered("product_id")
        # 0.515, 1.545 and 2.575: each half cent goes up; core's total would be 4.64
        self.assertEqual(sorted(lines.mapped("price_subtotal")), [0.52, 1.55, 2.58])
        self.assertEqual(
            sorted(-b for b in lines.mapped("balance")), [0.52, 1.55, 2.58]
        )
        self.assertEqual(invoice.amount_untaxed, 4.65)
        self.assertEqual(invoice.amount_tax, 0.26)
