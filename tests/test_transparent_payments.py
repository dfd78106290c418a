"""In the producers' names, the same screens pay: clients in, producers out, 467 nil."""

import base64
import csv
import io
import zipfile
from datetime import date, datetime

from .test_settlement_lines import MoneyCase

IBANS = {
    "farm": "FR1420041010050500013M02606",
    "dairy": "FR7630006000011234567890189",
    "orchard": "FR7630001007941234567890185",
}


class TransparentPayCase(MoneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.hub_consignment_shape = "transparent"
        cls.company.hub_commission_rate = 15.0
        cls.company.hub_pay_producers = "due"
        cls.company.partner_id.write(
            {"vat": False, "company_registry": "73282932000074"}
        )
        cls.start = (
            cls.env["account.move.line"].search([], order="id desc", limit=1).id or 0
        )
        for name, number in IBANS.items():
            cls.env["res.partner.bank"].create(
                {"partner_id": getattr(cls, name).id, "acc_number": number}
            )
        cls.order = cls._deliver_week(
            {
                cls.grocer: {cls.carrot: 10, cls.goat: 10, cls.cider: 4},
                cls.restaurant: {cls.carrot: 7, cls.beef: 4.725},
            }
        )

    def _get_balance(self, prefix, partner=None, day=None):
        """Balance of the accounts of a prefix, of the entries of this test."""
        lines = self.env["account.move.line"].search(
            [
                ("id", ">", self.start),
                ("parent_state", "=", "posted"),
                ("account_id.code", "=like", f"{prefix}%"),
                *([("partner_id", "=", partner.id)] if partner else []),
                *([("date", "<=", day)] if day else []),
            ]
        )
        return round(sum(lines.mapped("balance")), 2) + 0.0

    def _register(self, moves):
        """What the button *Pay* of the invoices does."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"group_payment": True})
        )
        return wizard._create_payments()

    def _run(self, day=date(2026, 4, 30)):
        return self.env["hub.payment.run"].create({"date_to": day})

    def _import(self, *rows):
        text = "Date;Libellé;Montant\n"
        for day, label, amount in rows:
            text += f"{day};{label};{amount:.2f}\n".replace(".", ",")
        wizard = self.env["hub.bank.import"].create(
            {"file": base64.b64encode(text.encode()), "filename": "bank.csv"}
        )
        action = wizard.action_import()
        return self.env["account.bank.statement.line"].search(action["domain"])

    def assertSettled(self, *accounts):
        """Nothing is left on these accounts, for any producer nor in all."""
        for account in accounts:
            for producer in self.producers:
                self.assertEqual(self._get_balance(account, producer), 0.0, account)
        self.assertEqual(self._get_balance("467"), 0.0)


class TestTransparentPayments(TransparentPayCase):
    def test_a_client_pays_all_its_producers_at_once(self):
        invoices = self._invoice(self.order)
        mine = invoices.filtered(lambda m: m.partner_id == self.grocer)
        self.assertEqual(len(mine), 3, "one per producer")
        money = self._get_balance("467")
        payment = self._register(mine)
        self.assertEqual(len(payment), 1)
        self.assertEqual(payment.partner_id, self.grocer)
        self.assertAlmostEqual(payment.amount, sum(mine.mapped("amount_total")), 2)
        self.assertTrue(all(m.payment_state in ("paid", "in_payment") for m in mine))
        self.assertEqual(self._get_balance("411", self.grocer), 0.0)
        self.assertEqual(self._get_balance("467"), money, "the producers' still")
        self.assertEqual(self._get_balance("401"), 0.0)

    def test_one_receipt_over_the_invoices_of_three_producers(self):
        invoices = self._invoice(self.order)
        mine = invoices.filtered(lambda m: m.partner_id == self.grocer)
        names = " ".join(mine.mapped("name"))
        line = self._import(("25/03/2026", names, sum(mine.mapped("amount_total"))))
        self.assertEqual(line.hub_proposal_ids.move_id, mine)
        line.action_hub_accept()
        self.assertEqual(set(mine.mapped("payment_state")), {"paid"})
        self.assertEqual(self._get_balance("411", self.grocer), 0.0)

    def test_producers_are_paid_what_was_sold_less_the_commission(self):
        invoices = self._invoice(self.order)
        settlements = self._settle_post()
        page = self.env["hub.period"]._get_for(date(2026, 3, 5), "month")
        self.assertEqual(page.to_pay_count, 3)
        self.assertEqual(page.amount_difference, 0.0)
        run = self.env["hub.payment.run"].browse(page.action_pay()["res_id"])
        run.date_to = date(2026, 4, 30)
        run.action_refresh()
        for line in run.line_ids:
            own = settlements.filtered(
                lambda s, ln=line: s.producer_id == ln.partner_id
            )
            sold = invoices.filtered(
                lambda m, ln=line: m.hub_seller_id == ln.partner_id
            )
            collected = sum(sold.mapped("amount_total"))
            commission = own.commission_move_id
            self.assertEqual(
                round(commission.amount_untaxed * 1.2, 2), commission.amount_total
            )
            self.assertAlmostEqual(line.amount, collected - commission.amount_total, 2)
            self.assertEqual(line.amount, own.amount_residual)
            self.assertEqual(commission.payment_state, "paid", "netted")
        run.action_file()
        text = base64.b64decode(run.file).decode("utf-8-sig")
        for iban in IBANS.values():
            self.assertIn(iban, text)
        paid = run.amount
        run.action_pay()
        self.assertEqual(set(settlements.mapped("state")), {"paid"})
        self.assertFalse(self._run().line_ids)
        self.assertSettled("401", "411", "467")
        self._register(invoices.filtered(lambda m: m.partner_id == self.grocer))
        self._register(invoices.filtered(lambda m: m.partner_id == self.restaurant))
        # what is left is the hub's: its commission and the VAT on it
        kept = sum(settlements.commission_move_id.mapped("amount_total"))
        self.assertAlmostEqual(sum(invoices.mapped("amount_total")) - paid, kept, 2)
        self.assertEqual(
            round(self._get_balance("7082") + self._get_balance("4457"), 2),
            -round(kept, 2),
        )
        self.assertEqual(self._get_balance("411"), 0.0)

    def test_the_commission_invoice_leaves_by_mail_once(self):
        self.producers.lang = "en_US"
        self._invoice(self.order)
        settlements = self._settle_post()
        page = self.env["hub.period"]._get_for(date(2026, 3, 5), "month")
        page.action_send()
        invoices = settlements.commission_move_id
        messages = self.env["hub.message"].search(
            [("res_model", "=", "account.move"), ("res_id", "in", invoices.ids)]
        )
        self.assertEqual(messages.partner_id, self.producers)
        self.assertIn("set against what we pay you", messages[:1].body)
        self.assertFalse(page._get_to_send() & invoices)

    def test_every_invoice_names_who_makes_it_out(self):
        invoice = self._invoice(self.order)[:1]
        commission = self._settle_post().commission_move_id[:1]
        for move in invoice | commission:
            self.assertIn("73282932000074", move._get_hub_issuer())
            html = self.env["ir.actions.report"]._render_qweb_html(
                "account.report_invoice", move.ids
            )[0]
            self.assertIn("SIRET 73282932000074", html.decode())
        self.company.company_details = "<p>SIRET 732 829 320 00074</p>"
        self.assertFalse(invoice._get_hub_issuer(), "the letterhead says it")

    def test_a_changed_iban_shows_on_the_list(self):
        self._invoice(self.order)
        self._settle_post()
        self.dairy.bank_ids.acc_number = "FR7610107001011234567890129"
        lines = {line.partner_id: line.warning for line in self._run().line_ids}
        self.assertIn("Account changed", lines[self.dairy])
        self.assertFalse(lines[self.farm])

    def test_not_before_the_client_has_paid(self):
        self.company.hub_pay_producers = "client"
        invoices = self._invoice(self.order)
        settlements = self._settle_post()
        of_dairy = settlements.filtered(lambda s: s.producer_id == self.dairy)
        self.assertEqual(of_dairy.date_pay, of_dairy.date_due, "the law's, at last")
        early = date(2026, 3, 16)
        self.assertGreater(of_dairy.date_due, early)
        self.assertFalse(self._run(early).line_ids)
        with self.at(datetime(2026, 3, 15, 9)):
            self._register(invoices.filtered(lambda m: m.hub_seller_id == self.dairy))
        settlements.invalidate_recordset()
        self.assertEqual(of_dairy.date_pay, date(2026, 3, 15))
        self.assertEqual(self._run(early).line_ids.partner_id, self.dairy)

    def test_what_is_owed_back_is_carried_over(self):
        """More came back than was sold: only the payment waits for the next time."""
        self._invoice(self.order)
        self._settle_post()
        self._run().action_pay()
        move = self._get_move(self.order, self.goat)
        move._accept_reduction(quantity=5.0, reason="Broken")
        negative = self._settle_post()
        self.assertEqual(negative.producer_id, self.dairy)
        # 5 × 3.60, less its commission of 2.70 and 0.54
        self.assertEqual(negative.bill_id.move_type, "in_refund")
        self.assertEqual(negative.bill_id.amount_total, 18.0)
        credit = negative.commission_move_id
        self.assertEqual((credit.move_type, credit.amount_total), ("out_refund", 3.24))
        self.assertEqual(negative.bill_id.amount_residual, 14.76)
        self.assertEqual(credit.amount_residual, 0.0, "set against what he owes")
        self.assertFalse(self._run().line_ids, "nothing to pay, something to get")
        self.assertEqual(self._get_balance("401", self.dairy), 14.76)
        self.assertEqual(self._get_balance("467", self.dairy), 0.0)
        with self.at(datetime(2026, 3, 12, 9)):
            later = self._deliver_week({self.grocer: {self.goat: 10}})
        self._invoice(later)
        after = self._settle_post()
        self.assertEqual(after.amount_previous, -14.76)
        # 36.00 less 5.40 and 1.08, less what was owed back
        self.assertEqual(after.bill_id.amount_residual, 14.76)
        self.assertEqual(self._run().amount, 14.76)
        self._run().action_pay()
        self.assertSettled("401", "411", "467")
        self.assertEqual(set((negative | after).mapped("state")), {"paid"})


class TestTransparentPeriod(TransparentPayCase):
    def test_nothing_on_467_at_the_end_of_any_period(self):
        """Invoiced in April for March: his account is rendered the same day."""
        with self.at(datetime(2026, 4, 2, 9)):
            invoices = self._invoice(self.order)
            settlements = self.env["hub.settlement"]._generate(
                self.producers, date(2026, 3, 1), date(2026, 3, 10)
            )
            settlements.action_post()
        self.assertEqual(set(invoices.mapped("date")), {date(2026, 4, 2)})
        for day in (date(2026, 3, 10), date(2026, 3, 31), date(2026, 4, 10)):
            for producer in self.producers:
                self.assertEqual(self._get_balance("467", producer, day), 0.0, day)

    def test_the_month_pack_names_the_producers_and_balances(self):
        invoices = self._invoice(self.order)
        self._settle_post()
        self._register(invoices.filtered(lambda m: m.partner_id == self.grocer))
        self._run().action_pay()
        with self.at(datetime(2026, 4, 2, 9)):
            page = self.env["hub.period"]._get_for(date(2026, 3, 5), "month")
            page.action_pack()
        archive = zipfile.ZipFile(io.BytesIO(page.pack_id.raw))
        sums = {}
        rows = csv.DictReader(
            io.StringIO(archive.read("732829320FEC20260331.txt").decode()),
            delimiter="|",
        )
        total = 0.0
        for row in rows:
            debit, credit = (
                float(row[name].replace(",", ".")) for name in ("Debit", "Credit")
            )
            key = row["CompteNum"], row["CompAuxLib"]
            sums[key] = round(sums.get(key, 0.0) + debit - credit, 2) + 0.0
            total += debit - credit
        self.assertEqual(round(total, 2), 0.0)
        for producer in self.producers:
            for account in ("467000", "401100", "411100"):
                self.assertEqual(sums[account, producer.name], 0.0, account)
        balance = archive.read("trial-balance.csv").decode("utf-8-sig").splitlines()
        self.assertEqual(balance[-1].split(";")[3], balance[-1].split(";")[4])
        self.assertEqual(balance[-1].split(";")[5], "0,00")
        items = archive.read("open-items.csv").decode("utf-8-sig")
        for producer in self.producers:
            self.assertNotIn(f";{producer.name};", items)
