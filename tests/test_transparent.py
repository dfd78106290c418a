"""Sold in the producers' name: their money on 467, the commission alone is income."""

from .test_settlement_lines import DELIVERY, MoneyCase


class TestTransparent(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hub_consignment_shape = "transparent"
        cls.company.hub_commission_rate = 15.0
        cls.order = cls._deliver_week(
            {
                cls.grocer: {cls.carrot: 10, cls.goat: 10, cls.cider: 4},
                cls.restaurant: {cls.carrot: 7, cls.beef: 4.725},
            }
        )

    def _get_balances(self, *codes, partner=None):
        """Balance of each account, of the documents of this test."""
        settlements = self.env["hub.settlement"].search(
            [("producer_id", "in", self.producers.ids)]
        )
        moves = self.order.invoice_ids | self.order.invoice_ids.reversal_move_ids
        moves |= settlements.bill_id | settlements.netting_move_id
        moves |= settlements.commission_move_id
        lines = moves.line_ids.filtered(
            lambda line: (
                line.parent_state == "posted"
                and (not partner or line.partner_id == partner)
            )
        )
        self.assertTrue(moves)
        return [
            round(
                sum(
                    lines.filtered(
                        lambda line, code=code: line.account_id.code == code
                    ).mapped("balance")
                ),
                2,
            )
            for code in codes
        ]

    def test_clients_are_invoiced_in_each_producer_s_name(self):
        invoices = self._invoice(self.order)
        sellers = [invoice.hub_seller_id for invoice in invoices]
        self.assertEqual(len(invoices), 4, "the grocer has three, the restaurant one")
        self.assertEqual(self.env["res.partner"].union(*sellers), self.producers)
        for invoice, seller in zip(invoices, sellers, strict=True):
            own = invoice.line_ids.filtered(lambda x: x.account_id.code == "467000")
            self.assertEqual(own.partner_id, seller)
            self.assertAlmostEqual(-sum(own.mapped("balance")), invoice.amount_total, 2)
            vat = invoice.amount_tax if seller == self.farm else 0.0
            self.assertEqual(invoice.amount_tax, vat)
            html = self.env["ir.actions.report"]._render_qweb_html(
                "account.report_invoice", invoice.ids
            )[0]
            text = " ".join(html.decode().split())
            self.assertTrue(f"au nom et pour le compte de {seller.name}." in text)
        self.assertEqual(self._get_balances("707000", "445710"), [0.0, 0.0])
        # 17 × 1.70 + 4.725 × 13.00 = 28.90 + 61.43
        due = -self._get_balances("467000", partner=self.farm)[0]
        tax = sum(
            invoice.amount_tax
            for invoice, seller in zip(invoices, sellers, strict=True)
            if seller == self.farm
        )
        self.assertAlmostEqual(due, 90.33 + tax, 2)

    def test_nothing_is_left_on_the_producers_account(self):
        self._invoice(self.order)
        settlements = self._settle_post()
        self.assertEqual(set(settlements.mapped("shape")), {"transparent"})
        self.assertEqual(set(settlements.mapped("bill_kind")), {"rendering"})
        for producer in self.producers:
            self.assertEqual(self._get_balances("467000", partner=producer), [0.0])
        items = (self.order.invoice_ids | settlements.bill_id).line_ids
        mine = items.filtered(lambda line: line.account_id.code == "467000")
        self.assertTrue(all(mine.mapped("reconciled")))
        of_farm = settlements.filtered(lambda s: s.producer_id == self.farm)
        self.assertEqual(of_farm.amount_gross, 90.33)
        self.assertEqual(of_farm.amount_commission, 13.55)
        invoice = of_farm.commission_move_id
        self.assertEqual((invoice.amount_untaxed, invoice.amount_tax), (13.55, 2.71))
        self.assertEqual(invoice.invoice_line_ids.tax_ids.tax_scope, "service")
        paid = of_farm.bill_id.amount_residual
        self.assertAlmostEqual(paid, 90.33 + of_farm.amount_vat - 13.55 - 2.71, 2)
        self.assertEqual(of_farm._get_statement_payment()["to_pay"], paid)
        mine = self.order.invoice_ids.filtered(lambda m: m.hub_seller_id == self.farm)
        self.assertEqual(of_farm._get_portal_bills(), mine | invoice, "his copies")
        commission = sum(settlements.mapped("amount_commission"))
        self.assertEqual(
            self._get_balances("708200", "607000", "707000", "445660"),
            [-round(commission, 2), 0.0, 0.0, 0.0],
        )
        self.assertClosed(self.order, settlements)

    def test_a_reduction_and_what_the_hub_bears(self):
        self._invoice(self.order)
        move = self._get_move(self.order, self.goat)
        move._accept_reduction(quantity=1.0, reason="Broken")
        move._accept_reduction(amount=2.0, borne_by="hub", reason="Late")
        settlements = self._settle_post()
        of_dairy = settlements.filtered(lambda s: s.producer_id == self.dairy)
        # 36.00 - 3.60 - 2.00; the 2.00 are the hub's, at 15 % of 32.40
        self.assertEqual(of_dairy.amount_gross, 30.4)
        self.assertEqual(of_dairy.amount_commission, 4.86)
        self.assertEqual(of_dairy.amount_net, 27.54)
        self.assertEqual(of_dairy.bill_id.amount_total, 32.4)
        self.assertEqual(of_dairy.bill_id.amount_residual, 32.4 - 5.83)
        self.assertEqual(self._get_balances("467000", "658000"), [0.0, 2.0])

    def test_settled_once_the_clients_are_invoiced(self):
        settlements = self._settle()
        with self.assertRefused("once their clients are invoiced"):
            settlements.action_post()
        self._invoice(self.order)
        settlements.action_post()
        self.assertEqual(self._get_balances("467000"), [0.0])

    def test_what_was_sold_keeps_its_shape(self):
        open_order = self._make_order(
            self._make_catalogue(), self.grocer, {self.carrot: 1}
        )
        tax = self.order.order_line.tax_ids
        self.company.hub_consignment_shape = "opaque"
        self.assertEqual(self.order.mapped("hub_is_transparent"), [True, True])
        self.assertEqual(self.order.order_line.tax_ids, tax)
        self.assertFalse(open_order.hub_is_transparent)
        invoices = self._invoice(self.order)
        self.assertEqual(invoices.hub_seller_id, self.producers)
        drafts = self._settle()
        of_farm = drafts.filtered(lambda s: s.producer_id == self.farm)
        # 5.5 % of 17.00, 11.90 and 61.43 on two invoices: 0.94 + 4.03
        self.assertEqual(of_farm.amount_vat, 4.97, "known before it posts")
        settlements = self._settle_post()
        self.assertEqual(set(settlements.mapped("shape")), {"transparent"})
        self.assertEqual(self._get_balances("467000", "707000"), [0.0, 0.0])

    def test_sales_of_both_shapes_in_one_period(self):
        self.company.hub_consignment_shape = "opaque"
        late = self._deliver_week({self.grocer: {self.carrot: 10}})
        self._invoice(self.order | late)
        settlements = self._settle_post()
        of_farm = settlements.filtered(lambda s: s.producer_id == self.farm)
        gross = {s.shape: s.amount_gross for s in of_farm}
        self.assertEqual(gross, {"transparent": 90.33, "opaque": 17.0})
        self.assertEqual(self._get_balances("467000", "607000"), [0.0, 14.45])
        self._get_move(self.order, self.goat)._accept_reduction(
            quantity=1.0, reason="Broken"
        )
        after = self._settle_post() - settlements
        self.assertEqual(after.shape, "transparent", "as the sale it takes off")
        self.assertEqual(after.bill_id.move_type, "in_refund")
        self.assertTrue(after.bill_id.name.startswith("RREDDI/"))
        self.assertEqual(after.commission_move_id.move_type, "out_refund")
        self.assertEqual(self._get_balances("467000"), [0.0])

    def test_the_fec_names_each_producer(self):
        self._invoice(self.order)
        self._settle_post()
        sums = self._read_fec("2026-03-01", "2026-03-31")
        self.assertLessEqual(set(self.producers.mapped("name")), set(sums))
        self.assertEqual(set(sums.values()), {0.0})

    def test_the_fec_carries_each_producer_s_money_forward(self):
        invoices = self._invoice(self.order)
        sums = self._read_fec("2026-04-01", "2026-04-30")
        for producer in self.producers:
            own = invoices.filtered(lambda m, p=producer: m.hub_seller_id == p)
            total = sum(own.mapped("amount_total"))
            self.assertAlmostEqual(sums[producer.name], -total, 2)

    def _read_fec(self, start, end):
        """``{name of the auxiliary account: balance}`` of 467 in the file."""
        self.company.company_registry = "91234567800019"
        wizard = self.env["l10n_fr.fec.export.wizard"].create(
            {"date_from": start, "date_to": end, "test_file": True}
        )
        content = wizard.generate_fec()["file_content"].decode()
        sums = {}
        for row in (line.split("|") for line in content.splitlines()):
            if row[4] == "467000":
                debit, credit = (float(x.replace(",", ".")) for x in row[11:13])
                sums[row[7]] = round(sums.get(row[7], 0.0) + debit - credit, 2) + 0.0
        return sums

    def test_producers_of_every_scheme_and_a_credit_in_his_name(self):
        """Each producer's own VAT, by the day of delivery; nothing left on 467."""
        regimes = self.env["hub.vat.regime"]
        for producer, regime in (
            (self.dairy, "franchise"),
            (self.orchard, "flat_rate"),
        ):
            regimes.create(
                {
                    "partner_id": producer.id,
                    "regime": regime,
                    "date_start": "2026-01-01",
                }
            )
        self.assertEqual(self.farm._get_vat_regime(DELIVERY.date()), "vat")
        invoices = self._invoice(self.order)
        taxed = invoices.filtered("amount_tax")
        self.assertEqual(taxed.hub_seller_id, self.farm)
        of_dairy = invoices.filtered(lambda m: m.hub_seller_id == self.dairy)
        self.assertIn("293 B", " ".join(of_dairy._get_hub_mentions()))
        self.assertNotIn("293 B", " ".join(taxed[:1]._get_hub_mentions()))
        refund = taxed[:1]._reverse_moves([{"ref": "Too ripe"}])
        refund.invoice_line_ids.filtered("producer_id").quantity = 2.0
        refund.action_post()
        self.assertEqual(refund.hub_seller_id, self.farm)
        money = refund.line_ids.filtered(lambda x: x.account_id.code == "467000")
        self.assertEqual(money.partner_id, self.farm)
        settlements = self._settle_post()
        vats = {s.producer_id: bool(s.amount_vat) for s in settlements}
        self.assertEqual(
            vats, {self.farm: True, self.dairy: False, self.orchard: False}
        )
        for producer in self.producers:
            self.assertEqual(self._get_balances("467000", partner=producer), [0.0])
        self.assertClosed(self.order, settlements)

    def test_each_producer_has_a_series_of_numbers(self):
        self.company.hub_consignment_shape = "opaque"
        own = self._invoice(self._deliver_week({self.grocer: {self.carrot: 1}}))
        self.company.hub_consignment_shape = "transparent"
        invoices = self._invoice(self.order)
        again = self._invoice(self._deliver_week({self.grocer: {self.carrot: 2}}))
        mine = (invoices | again).filtered(lambda m: m.hub_seller_id == self.farm)
        prefix = f"{own.journal_id.code}{self.farm.id:05}/2026/"
        self.assertFalse(own.name.startswith(prefix))
        self.assertEqual(
            sorted(mine.mapped("name")),
            [f"{prefix}{number:05}" for number in (1, 2, 3)],
        )
        others = invoices - mine
        self.assertTrue(all(name.endswith("00001") for name in others.mapped("name")))

    def test_no_invoice_in_his_name_without_a_mandate(self):
        self.dairy.hub_mandate_to = "2026-03-01"
        with self.assertRefused(f"written mandate only.*{self.dairy.name}"):
            self._invoice(self.order)
        self.assertFalse(self.order.invoice_ids)
        run = self.env["hub.invoice.run"].create({"date_to": "2026-03-31"})
        notes = {line.partner_id: line for line in run.line_ids}
        self.assertIn(self.dairy.name, notes[self.grocer].refusal)
        self.assertFalse(notes[self.restaurant].refusal)
        self.assertIn(
            f"One invoice per producer: {self.farm.name}", notes[self.restaurant].note
        )

    def test_a_hub_without_the_french_chart_keeps_its_shape(self):
        company = self.env["res.company"].create({"name": "Other Hub"})
        with self.assertRefused("no account 467"):
            company.hub_consignment_shape = "transparent"

    def test_the_pack_tells_the_producers_vat_from_the_hub_s(self):
        self._invoice(self.order)
        self._settle_post()
        period = self.env["hub.period"]._get_for(DELIVERY.date(), "month")
        rows = list(period._get_vat_lines())
        self.assertLessEqual(
            {"mandate", "rendering", "sale"}, {key[0] for key, *_amounts in rows}
        )
        taxed = {key for key, _base, tax in rows if tax > 0}
        self.assertIn(("mandate", "vat", 5.5), taxed)
        self.assertNotIn(("sale", "vat", 5.5), taxed)
