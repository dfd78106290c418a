import base64
import io
import zipfile
from datetime import date, datetime

from odoo.exceptions import AccessError

from .test_billing import BillingCase

CAMT = b"""<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<BookgDt><Dt>2026-03-25</Dt></BookgDt><AcctSvcrRef>REF1</AcctSvcrRef>
<NtryDtls><TxDtls><RmtInf><Ustrd>%s</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


class CloseCase(BillingCase):
    def _invoiced(self, client, *quantities):
        """Posted invoices of one client, one a week."""
        orders = self.env["sale.order"]
        for week, quantity in enumerate(quantities):
            orders |= self._deliver(
                {client: {self.carrot: quantity}}, datetime(2026, 3, 3 + 7 * week, 9)
            )
        run = self.env["hub.invoice.run"].create({"date_to": date(2026, 3, 31)})
        with self.at(datetime(2026, 3, 20, 9)):
            run.action_invoice()
            orders.invoice_ids.action_post()
        return orders.invoice_ids.sorted("id")

    def _import(self, content):
        wizard = self.env["hub.bank.import"].create(
            {"file": base64.b64encode(content), "filename": "bank"}
        )
        action = wizard.action_import()
        return self.env["account.bank.statement.line"].search(action["domain"])


class TestBank(CloseCase):
    def test_one_receipt_for_two_invoices(self):
        invoices = self._invoiced(self.grocer, 10, 20)
        total = sum(invoices.mapped("amount_total"))
        text = "Date;Libellé;Montant\n25/03/2026;VIR {};{}\n"
        content = text.format(
            " ".join(invoices.mapped("name")), f"{total:.2f}".replace(".", ",")
        ).encode()
        line = self._import(content)
        self.assertEqual(line.hub_proposal_ids.move_id, invoices)
        self.assertEqual(line.hub_proposal_why, "number")
        line.action_hub_accept()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(set(invoices.mapped("payment_state")), {"paid"})
        with self.assertRefused("already imported"):
            self._import(content)
        with self.assertRefused("Nothing is proposed"):
            line.action_hub_accept()

    def test_the_payer_is_named_in_the_label(self):
        invoices = self._invoiced(self.grocer, 10, 20, 40)
        mine = invoices[:2]
        total = f"{sum(mine.mapped('amount_total')):.2f}".replace(".", ",")
        text = f"Date;Libellé;Montant\n25/03/2026;VIR RECU EPICERIE DEMO;{total}\n"
        line = self._import(text.encode())
        self.assertEqual(line.partner_id, self.grocer)
        self.assertEqual(line.hub_proposal_ids.move_id, mine)
        self.assertEqual(line.hub_proposal_why, "several")

    def test_camt_of_a_known_payer(self):
        invoices = self._invoiced(self.grocer, 10)
        amount = f"{invoices.amount_total:.2f}".encode()
        line = self._import(CAMT % (amount, b"VIREMENT"))
        self.assertEqual(line.hub_proposal_why, "alone")
        line.action_hub_accept()
        self.assertEqual(invoices.payment_state, "paid")
        self.assertEqual(line.partner_id, self.grocer)

    def test_bad_files(self):
        for content, why in (
            (b"one;two", "No columns"),
            (b"<a/>", "not a bank statement"),
            (b"Date;Libelle;Montant\n99/99/2026;x;1\n", "date cannot be read"),
            (b"Date;Libelle;Montant\n01/03/2026;x;NaN\n", "amount cannot be read"),
        ):
            with self.assertRefused(why):
                self._import(content)


class TestPayments(CloseCase):
    def setUp(self):
        super().setUp()
        self._deliver({self.college: {self.carrot: 10, self.goat: 5}})
        self.settlements = self._settle()
        self.settlements.action_post()

    def _run(self):
        return self.env["hub.payment.run"].create({"date_to": date(2026, 4, 30)})

    def _give_bank(self, partner, number):
        return self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": number}
        )

    def test_a_list_for_the_bank_then_paid(self):
        run = self._run()
        self.assertEqual(run.line_ids.partner_id, self.farm | self.dairy)
        with self.assertRefused("Write the bank account of"):
            run.action_file()
        self._give_bank(self.farm, "FR1420041010050500013M02606")
        self._give_bank(self.dairy, "FR7630006000011234567890189")
        run.action_refresh()
        run.action_file()
        text = base64.b64decode(run.file).decode("utf-8-sig")
        self.assertIn("FR7630006000011234567890189", text)
        self.assertEqual(len(text.splitlines()), 3)
        run.action_pay()
        self.assertEqual(set(self.settlements.mapped("state")), {"paid"})
        self.assertFalse(self._run().line_ids)

    def test_no_text_of_the_list_is_a_formula(self):
        self._give_bank(self.farm, "FR1420041010050500013M02606")
        self._give_bank(self.dairy, "FR7630006000011234567890189")
        self.farm.name = "=HYPERLINK(1)"
        run = self._run()
        run.action_file()
        text = base64.b64decode(run.file).decode("utf-8-sig")
        self.assertIn("\n'=HYPERLINK(1);", text)
        amount = run.line_ids.filtered(lambda x: x.partner_id == self.farm).amount
        self.assertIn(f";{amount:.2f};".replace(".", ","), text)

    def test_an_iban_changes_by_the_manager(self):
        bank = self._give_bank(self.farm, "FR1420041010050500013M02606")
        coordinator = self._make_user("coord", "milperche_hub.group_coordinator")
        bank = bank.with_user(coordinator)
        with self.assertRaises(AccessError):
            bank.acc_number = "FR7630006000011234567890189"
        with self.assertRaises(AccessError):
            bank.unlink()
        with self.assertRaises(AccessError):
            bank.create(
                {
                    "partner_id": self.farm.id,
                    "acc_number": "FR7630006000011234567890189",
                }
            )
        bank.sudo(False).with_user(
            self.env.user
        ).acc_number = "FR7630006000011234567890189"
        line = self._run().line_ids.filtered(lambda ln: ln.partner_id == self.farm)
        self.assertIn("3M02 606", line.warning)

    def test_cash_position(self):
        self.env.flush_all()
        rows = self.env["hub.cash.position"].search([])
        owed = sum(self.settlements.bill_id.mapped("amount_total"))
        self.assertGreaterEqual(round(sum(rows.mapped("owed_to_producers")), 2), owed)
        self.assertEqual(
            round(sum(rows.mapped("gap")), 2), round(rows[-1:].running_gap, 2)
        )

    def test_what_funders_owe_is_in_the_cash_position(self):
        plan = self.env["account.analytic.plan"].create({"name": "Funders"})
        account = self.env["account.analytic.account"].create(
            {"name": "Leader", "plan_id": plan.id}
        )
        subsidies = self.env["hub.subsidy"].create(
            [
                {
                    "name": f"Agreement {granted}",
                    "partner_id": self.town_hall.id,
                    "analytic_account_id": account.id,
                    "date_start": date(2026, 1, 1),
                    "date_end": date(2026, 12, 31),
                    "amount_granted": granted,
                    "amount_received": 100.0,
                    "date_expected": day,
                }
                for granted, day in ((1100.0, date(2033, 5, 4)), (600.0, False))
            ]
        )
        rows = self.env["hub.cash.position"].search([])
        owed = {row.date: row.owed_by_funders for row in rows if row.owed_by_funders}
        self.assertEqual(owed[date(2033, 5, 4)], 1000.0)
        self.assertFalse(rows[-1].date, "undated: last")
        receivables = self.env["hub.subsidy"]._get_receivables()
        self.assertLessEqual(set(subsidies), {row["subsidy"] for row in receivables})
        self.assertEqual(
            sum(row["amount"] for row in receivables),
            sum(rows.mapped("owed_by_funders")),
        )


class TestReminder(CloseCase):
    def test_one_letter_per_payer(self):
        self._invoiced(self.grocer, 10, 20)
        with self.at(datetime(2026, 6, 1, 9)):
            payers = self.env["res.partner"]._get_hub_late_payers()
            self.assertIn(self.grocer, payers)
            self.grocer.action_hub_remind()
            self.grocer.action_hub_remind()
            messages = self.env["hub.message"].search(
                [("kind", "=", "reminder"), ("partner_id", "=", self.grocer.id)]
            )
            self.assertEqual(len(messages), 1)
            self.assertTrue(messages.attachment_ids)
            html, __ = self.env["ir.actions.report"]._render_qweb_html(
                "milperche_hub.report_reminder", self.grocer.ids
            )
        for invoice in self.grocer._get_hub_overdue():
            self.assertIn(invoice.name, html.decode())


class TestClosePage(CloseCase):
    def test_from_the_delivery_to_the_payment(self):
        """Every step in its button; at the end nothing is left and nothing differs."""
        self.college.hub_invoice_period = "decade"
        self._deliver(
            {self.college: {self.carrot: 10, self.goat: 5}}, datetime(2026, 3, 3, 9)
        )
        with self.at(datetime(2026, 3, 11, 9)):
            page = self.env["hub.period"]._get_for(date(2026, 3, 5))
            self.assertEqual(page, self.env["hub.period"]._get_for(date(2026, 3, 9)))
            self.assertEqual(page.to_invoice_count, 1)
            page.action_invoice()
            page.invalidate_recordset()
            self.assertEqual((page.to_invoice_count, page.draft_count), (0, 1))
            page.action_post_invoices()
            page.action_settle()
            page.action_send_statements()
            page.action_post_settlements()
            page.invalidate_recordset()
            self.assertEqual(page.draft_count, 0)
            self.assertEqual(page.to_settle_count, 0)
            self.assertEqual(page.amount_settled, 35.0)
            self.assertEqual(page.amount_invoiced, 35.0)
            self.assertEqual(page.amount_difference, 0.0)
            self.assertEqual(page.to_pay_count, 2)
            for button in (
                page.action_post_invoices,
                page.action_settle,
                page.action_send_statements,
                page.action_post_settlements,
            ):
                with self.assertRefused("."):
                    button()

    def test_the_bookkeeper_settles_on_the_page(self):
        self._deliver({self.college: {self.carrot: 10}}, datetime(2026, 3, 3, 9))
        self.env["hub.fee"].create(
            {
                "producer_id": self.farm.id,
                "date": date(2026, 3, 3),
                "product_id": self.env.ref("milperche_hub.product_crate_fee").id,
                "quantity": 2.0,
                "price_unit": 2.5,
            }
        )
        page = self.env["hub.period"]._get_for(date(2026, 3, 5))
        clerk = self._make_user("clerk", "account.group_account_invoice")
        with self.at(datetime(2026, 3, 11, 9)), self.assertRaises(AccessError):
            page.with_user(clerk).action_settle()
        bookkeeper = self._make_user("books", "account.group_account_user")
        page = page.with_user(bookkeeper)
        with self.at(datetime(2026, 3, 11, 9)):
            page.action_settle()
            page.action_send_statements()
            page.action_post_settlements()
        settlement = self.env["hub.settlement"].search(
            [("producer_id", "=", self.farm.id), ("is_posted", "=", True)]
        )
        self.assertEqual(settlement.create_uid, bookkeeper)
        bill, invoice = settlement.bill_id, settlement.fee_move_id
        self.assertEqual(invoice.amount_untaxed, 5.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertAlmostEqual(
            bill.amount_residual, bill.amount_total - invoice.amount_total, 2
        )

    def test_a_page_sends_nothing_that_came_after_its_period(self):
        early, late = self._invoiced(self.grocer, 10, 20)
        page = self.env["hub.period"]._get_for(date(2026, 3, 5))
        following = self.env["hub.period"]._get_for(date(2026, 3, 15))
        self.assertEqual((page.to_send_count, following.to_send_count), (1, 2))
        page.action_send()
        self.assertTrue(early.hub_date_sent)
        self.assertFalse(late.hub_date_sent)

    def test_who_sees_the_page(self):
        bookkeeper = self._make_user("books", "account.group_account_user")
        page = self.env["hub.period"]._get_for(date(2026, 2, 5), "month")
        page = page.with_user(bookkeeper)
        self.assertTrue(page.invoice_text and page.post_text)
        page.action_previous()
        volunteer = self._make_user("helper", "milperche_hub.group_volunteer")
        with self.assertRaises(AccessError):
            page.with_user(volunteer).read(["date_from"])

    def test_the_month_pack(self):
        self.company.partner_id.write(
            {"vat": False, "company_registry": "73282932000074"}
        )
        self.grocer.name = "=HYPERLINK(1)"
        self._invoiced(self.grocer, 10)
        self._settle(date(2026, 3, 10)).action_post()
        with self.at(datetime(2026, 4, 2, 9)):
            page = self.env["hub.period"]._get_for(date(2026, 3, 5), "month")
            page.action_pack()
            archive = zipfile.ZipFile(io.BytesIO(page.pack_id.raw))
            names = archive.namelist()
            self.assertIn("732829320FEC20260331.txt", names)
            self.assertFalse(self.company.fiscalyear_lock_date)
            items = archive.read("open-items.csv").decode("utf-8-sig")
            self.assertIn(";'=HYPERLINK(1);", items, "no formula for a spreadsheet")
            balance = archive.read("trial-balance.csv").decode("utf-8-sig")
            total = balance.splitlines()[-1].split(";")
            self.assertEqual(total[2], "0,00")
            self.assertEqual(total[3], total[4])
            self.assertEqual(total[5], "0,00")
            vat = archive.read("vat.csv").decode("utf-8-sig")
            self.assertIn("5,50;17,00;0,94", vat)
            self.assertIn("5,50;14,45;0,79", vat)
            self.assertIn("self-billed.pdf", names)
            self.assertIn("statements.pdf", names)
            page.action_lock()
            self.assertEqual(self.company.fiscalyear_lock_date, date(2026, 3, 31))


class TestAudit(CloseCase):
    def test_secured_journals(self):
        invoice = self._invoiced(self.grocer, 10)
        self.assertTrue(invoice.inalterable_hash)
        settlement = self._settle(date(2026, 3, 10))
        settlement.action_post()
        self.assertTrue(settlement.bill_id.inalterable_hash)

    def test_one_click_from_an_entry(self):
        invoice = self._invoiced(self.grocer, 10)
        settlement = self._settle(date(2026, 3, 10))
        settlement.action_post()
        for entry in invoice | settlement.bill_id:
            self.assertTrue(entry.hub_has_trail)
            lines = entry.action_hub_statement_lines()["domain"]
            self.assertEqual(lines[0][2], settlement.line_ids.ids)
            deliveries = entry.action_hub_deliveries()["domain"]
            self.assertEqual(deliveries[0][2], settlement.line_ids.picking_id.ids)
            self.assertTrue(entry.action_hub_weighings())
