"""VAT schemes, dated, of producers and of the hub; fees, netting, adjustments."""

from datetime import date, timedelta

from odoo.fields import Date

from .test_settlement_lines import DELIVERY, MoneyCase


class TestRegimes(MoneyCase):
    def _start(self, partner, regime, day=False):
        return self.env["hub.vat.regime"].create(
            {"partner_id": partner.id, "regime": regime, "date_start": day}
        )

    def test_a_scheme_holds_from_its_first_day(self):
        self._start(self.farm, "franchise", "2026-06-01")
        self._start(self.farm, "flat_rate", "2027-01-01")
        days = ("2020-01-01", "2026-05-31", "2026-06-01", "2026-12-31", "2027-01-01")
        self.assertEqual(
            [self.farm._get_vat_regime(Date.to_date(day)) for day in days],
            ["vat", "vat", "franchise", "franchise", "flat_rate"],
        )
        self.assertEqual(self.farm.vat_regime, "vat", "today's")
        self.clock.move_to("2026-06-02")
        self.env["hub.vat.regime"]._cron_sync()
        self.assertEqual(self.farm.vat_regime, "franchise")
        self.farm.vat_regime = "vat"
        self.assertEqual(self.farm._get_vat_regime(date(2026, 6, 1)), "franchise")
        self.assertEqual(self.farm._get_vat_regime(date(2026, 6, 2)), "vat")

    def test_the_scheme_of_the_day_of_delivery_counts(self):
        self._start(self.farm, "franchise", "2026-03-11")
        order = self._deliver_week({self.grocer: {self.carrot: 10}})
        settlement = self._settle_post()
        self.assertEqual(settlement.bill_id.amount_tax, 0.79)
        self.assertEqual(settlement.amount_vat, 0.79)
        self.assertEqual(settlement.amount_vat_cost, 0.0)
        self._start(self.dairy, "vat", "2026-03-01")
        self.assertEqual(self.dairy.vat_regime, "vat")
        self.assertTrue(order)

    def test_a_hub_in_exemption_invoices_no_vat_and_bears_that_of_producers(self):
        self._start(self.company.partner_id, "franchise", "2026-03-01")
        orders = self._deliver_week(
            {self.grocer: {self.carrot: 10, self.goat: 5, self.cider: 6}}
        )
        invoice = self._invoice(orders)
        self.assertEqual(invoice.amount_tax, 0.0)
        self.assertEqual(invoice.amount_total, 56.0)
        self.assertIn("293 B", " ".join(invoice._get_hub_mentions()))
        settlements = self._settle_post()
        farm = settlements.filtered(lambda s: s.producer_id == self.farm)
        self.assertEqual((farm.amount_net, farm.amount_vat), (14.45, 0.79))
        self.assertEqual(farm.amount_vat_cost, 0.79)
        bill = farm.bill_id
        self.assertEqual(bill.amount_total, 15.24)
        tax_line = bill.line_ids.filtered("tax_line_id")
        goods = bill.invoice_line_ids
        self.assertEqual(tax_line.account_id, goods.account_id, "a cost")
        self.assertEqual(tax_line.balance, 0.79)
        self.assertClosed(orders, settlements)

    def test_the_exemption_starts_between_order_and_delivery(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.grocer, {self.carrot: 10})
        self.assertTrue(order.order_line.tax_ids.amount)
        self._start(self.company.partner_id, "franchise", "2026-03-08")
        catalogue.action_close()
        catalogue.action_receive_all()
        self.clock.move_to(DELIVERY)
        catalogue.action_deliver_all()
        invoice = self._invoice(order)
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax), (17.0, 0.0))

    def test_the_threshold_is_watched(self):
        page = self.env["hub.week"]
        self.company.hub_franchise_threshold = 20.0
        order = self._deliver_week({self.grocer: {self.carrot: 10}})
        self._invoice(order)
        self.assertFalse(page._get_franchise_exceptions(page))
        self._start(self.company.partner_id, "franchise", "2026-03-01")
        (card,) = page._get_franchise_exceptions(page)
        self.assertEqual(card["severity"], "warning")
        self.company.hub_franchise_threshold = 30.0
        self.assertFalse(page._get_franchise_exceptions(page))


class TestFeesAndNetting(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env.ref("milperche_hub.product_dropoff_fee")
        cls.env["hub.fee.rule"].create(
            {
                "product_id": cls.service.id,
                "price_unit": 5.0,
                "date_start": "2026-01-01",
            }
        )

    def test_a_dropoff_is_invoiced_apart_and_netted(self):
        order = self._deliver_week({self.grocer: {self.carrot: 40}})
        settlement = self._settle_post()
        self.assertEqual(settlement.bill_id.amount_untaxed, 57.80, "never inside")
        invoice = settlement.fee_move_id
        self.assertEqual(invoice.move_type, "out_invoice")
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax), (5.0, 1.0))
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertEqual(
            (settlement.amount_fees, settlement.amount_carried), (6.0, 0.0)
        )
        # 57.80 + 5.5 % = 60.98, less 6.00
        self.assertEqual(settlement.bill_id.amount_residual, 54.98)
        self.assertEqual(settlement.amount_residual, 54.98)
        self._invoice(order)
        self.assertClosed(order, settlement)
        self.assertFalse(self._settle(), "charged once")
        self.assertEqual(len(self.env["hub.fee"].search([])), 1)

    def test_a_negative_settlement_is_carried_over_as_a_payment_only(self):
        order = self._deliver_week({self.grocer: {self.goat: 10}})
        self._invoice(order)
        first = self._settle_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=first.bill_id.ids
        ).create({})._create_payments()
        self.clock.move_to(DELIVERY + timedelta(days=9))
        move = self._get_move(order, self.goat)
        move._accept_reduction(quantity=4.0, reason="Broken")
        generate = self.env["hub.settlement"]._generate
        negative = generate(self.producers, date(2026, 3, 11), date(2026, 3, 20))
        negative.action_post()
        self.assertEqual(negative.bill_id.move_type, "in_refund")
        self.assertEqual(negative.amount_total, -12.24)
        again = self._deliver_later({self.grocer: {self.goat: 20}})
        later = generate(self.producers, date(2026, 3, 21), date(2026, 3, 31))
        later.action_post()
        self.assertEqual(later.bill_id.amount_total, 61.20, "the document is whole")
        self.assertEqual(later.amount_previous, -12.24)
        self.assertEqual(negative.state, "paid")
        # less the fee of its drop-off and the credit note
        self.assertEqual(later.bill_id.amount_residual, round(61.20 - 12.24 - 6.0, 2))
        self.assertEqual((later.amount_carried, later.amount_fees), (-12.24, 6.0))
        self._invoice(again)
        self.assertClosed(order | again, first | negative | later)

    def _deliver_later(self, orders):
        self.clock.move_to("2026-03-20 08:00:00")
        catalogue = self._make_catalogue()
        placed = self.env["sale.order"].union(
            *(self._make_order(catalogue, *item) for item in orders.items())
        )
        catalogue.action_close()
        catalogue.action_receive_all()
        self.clock.move_to("2026-03-24 09:00:00")
        catalogue.action_deliver_all()
        return placed

    def test_an_adjustment_says_why_and_the_hub_bears_it(self):
        order = self._deliver_week({self.grocer: {self.carrot: 10}})
        settlement = self._settle()
        adjust = self.env["hub.settlement.adjust"]
        adjust.create(
            {"settlement_id": settlement.id, "amount": 8.0, "reason": "Frost"}
        ).action_adjust()
        self.assertEqual((settlement.amount_net, settlement.amount_borne), (22.45, 8.0))
        self.assertEqual(settlement.amount_gross, 17.0)
        for amount, reason in ((0.0, "x"), (1.0, "  ")):
            with self.assertRefused(".+"):
                adjust.create(
                    {
                        "settlement_id": settlement.id,
                        "amount": amount,
                        "reason": reason,
                    }
                ).action_adjust()
        settlement.action_post()
        bill = settlement.bill_id
        self.assertEqual(bill.amount_untaxed, 22.45)
        self.assertEqual(bill.amount_tax, 0.79, "a compensation bears no VAT")
        self.assertIn("Frost", bill.invoice_line_ids.mapped("name"))
        self._invoice(order)
        self.assertClosed(order, settlement)
        with self.assertRefused("later one"):
            adjust.create(
                {"settlement_id": settlement.id, "amount": 1.0, "reason": "x"}
            ).action_adjust()

    def test_waiting_for_the_client_delays_the_payment_only(self):
        self.company.hub_pay_producers = "client"
        order = self._deliver_week({self.grocer: {self.carrot: 40}})
        settlement = self._settle_post()
        self.assertEqual(settlement.bill_id.state, "posted", "it never waits")
        self.assertEqual(settlement.date_pay, settlement.date_due)
        invoice = self._invoice(order)
        self.assertEqual(settlement.date_pay, settlement.date_due)
        self.assertFalse(self._get_transfers(Date.today()))
        self.assertTrue(self._get_transfers(settlement.date_due), "never later")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": "2026-03-12"})._create_payments()
        settlement.invalidate_recordset()
        self.assertEqual(str(settlement.date_pay), "2026-03-12")
        self.clock.move_to("2026-03-13 09:00:00")
        transfers = self._get_transfers(Date.today())
        self.assertEqual(transfers.settlement_ids, settlement)

    def test_an_uninvoiced_delivery_holds_the_payment_back(self):
        self.company.hub_pay_producers = "client"
        order = self._deliver_week(
            {self.grocer: {self.carrot: 40}, self.college: {self.carrot: 10}}
        )
        settlement = self._settle_post()
        invoice = self._invoice(order.filtered(lambda o: o.partner_id == self.grocer))
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"payment_date": "2026-03-12"})._create_payments()
        settlement.invalidate_recordset()
        self.assertEqual(settlement.date_pay, settlement.date_due)

    def _get_transfers(self, day):
        return self.env["hub.payment.run"].create({"date_to": day}).line_ids


class TestFlatRate(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._deliver_week({cls.grocer: {cls.apple: 10, cls.juice: 5}})
        cls.apple.categ_id.hub_flat_rate = "other"
        cls.juice.categ_id.hub_flat_rate = "animal"
        cls.settlement = cls._settle_post()

    def _pay(self, amount, day):
        wizard = (
            self.env["account.payment.register"]
            .with_context(
                active_model="account.move", active_ids=self.settlement.bill_id.ids
            )
            .create({"payment_date": day, "amount": amount})
        )
        return wizard._create_payments()

    def test_the_attestation_counts_what_was_paid_net_by_rate(self):
        # 16.30 and 12.00, less 15 %: 13.85 and 10.20
        self._pay(10.0, "2026-12-30")
        self._pay(14.05, "2027-01-04")
        attestation = self.env["hub.flat.rate.attestation"].create({"year": 2026})
        self.assertFalse(attestation.refusal)
        [entry] = attestation._get_attestations()
        self.assertEqual(entry["producer"], self.orchard)
        self.assertEqual(entry["total"], 10.0)
        later = attestation.copy({"year": 2027})
        [after] = later._get_attestations()
        totals = {
            rate["rate"]: round(
                rate["amount"]
                + sum(r["amount"] for r in after["rates"] if r["rate"] == rate["rate"]),
                2,
            )
            for rate in entry["rates"]
        }
        self.assertEqual(totals, {5.59: 10.20, 4.43: 13.85})
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html(
            "milperche_hub.report_flat_rate", attestation.ids
        )[0].decode()
        self.assertIn(self.settlement.bill_id.name, html)

    def test_no_right_where_the_hub_is_not_taxed(self):
        self._pay(24.05, "2026-12-30")
        self.env["hub.vat.regime"].create(
            {"partner_id": self.company.partner_id.id, "regime": "franchise"}
        )
        attestation = self.env["hub.flat.rate.attestation"].create({"year": 2026})
        self.assertIn("298 quater", attestation.refusal)
        with self.assertRefused("298 quater"):
            attestation.action_print()

    def _get_slips(self):
        messages = self.env["hub.message"]
        return messages.search([("kind", "=", "purchase_slip")], order="id")

    def test_a_purchase_slip_goes_with_each_payment(self):
        payment = self._pay(10.0, "2026-03-20")
        message = self._get_slips()
        self.assertEqual(message.partner_id, self.orchard)
        self.assertEqual(message.res_id, payment.move_id.id)
        self.assertEqual(len(message.attachment_ids), 1)
        [slip] = payment.move_id._get_purchase_slips()
        self.assertEqual(slip["amount"], 10.0)
        self.assertEqual(
            [(line["quantity"], line["amount"]) for line in slip["lines"]],
            [(5.0, 10.20), (10.0, 13.85)],
        )
        html = self._print_slip(payment)
        self.assertIn("265", html)
        self.assertIn("is a part of it", html)
        rest = self._pay(14.05, "2026-03-25")
        self.assertEqual(len(self._get_slips()), 2)
        self.assertEqual(rest.move_id._get_purchase_slips()[0]["amount"], 14.05)

    def _print_slip(self, payment):
        return (
            self.env["ir.actions.report"]
            ._render_qweb_html("milperche_hub.report_purchase_slip", payment.ids)[0]
            .decode()
        )

    def test_a_bank_line_brings_the_slip_as_well(self):
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.env["hub.bank.import"]._default_journal_id().id,
                "date": "2026-03-20",
                "amount": -24.05,
                "payment_ref": f"VIR {self.settlement.bill_id.name}",
                "partner_id": self.orchard.id,
            }
        )
        line.action_hub_accept()
        self.assertEqual(self._get_slips().res_id, line.move_id.id)

    def test_a_payment_undone_takes_its_slip_back(self):
        payment = self._pay(24.05, "2026-03-20")
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(self._get_slips().state, "cancelled")

    def test_no_slip_for_others(self):
        self._deliver_week({self.grocer: {self.carrot: 10}})
        other = self._settle_post()
        self.assertEqual(other.producer_id, self.farm)
        self.settlement = other
        payment = self._pay(10.0, "2026-03-20")
        self.assertFalse(self._get_slips())
        self.assertIn("no purchase slip is due", self._print_slip(payment))
