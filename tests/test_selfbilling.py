from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError

from .common import HubCase, HubHttpCase


class SelfbillingCase(HubCase):
    def _deliver(self, quantities=None):
        catalogue = self._make_catalogue()
        order = self._make_order(
            catalogue, self.college, quantities or {self.carrot: 10}
        )
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.delivery_ids._deliver()
        return order

    def _draft(self, **values):
        self.farm.write(values)
        order = self._deliver()
        return order, self._settle()


class TestMandate(SelfbillingCase):
    def test_what_a_mandate_lacks(self):
        self.assertEqual(self.farm.hub_mandate_note, "signed file, days to contest")
        self.farm.write({"hub_mandate_file": b"aGk=", "hub_contest_days": 5})
        self.assertFalse(self.farm.hub_mandate_note)
        self.farm.hub_mandate_to = date(2026, 2, 28)
        self.assertIn("not in force", self.farm.hub_mandate_note)
        with self.assertRaises(ValidationError):
            self.farm.hub_mandate_to = date(2024, 1, 1)

    def test_an_ended_mandate_writes_no_invoice(self):
        __, settlement = self._draft(hub_mandate_to=date(2026, 2, 28))
        settlement.action_post()
        self.assertFalse(settlement.bill_id)
        self.assertTrue(settlement.is_invoice_awaited)
        self.assertEqual(settlement.state, "posted")

    def test_one_series_per_producer(self):
        self._deliver({self.carrot: 10, self.goat: 2})
        settlements = self._settle()
        settlements.action_post()
        names = settlements.bill_id.mapped("name")
        prefixes = {name.split("/")[0] for name in names}
        self.assertEqual(len(prefixes), 2)
        for bill in settlements.bill_id:
            self.assertIn(str(bill.partner_id.id), bill.name.split("/")[0])


class TestContest(SelfbillingCase):
    def test_the_statement_leaves_before_the_invoice(self):
        __, settlement = self._draft(hub_contest_days=3)
        with self.assertRefused("send the statement first"):
            settlement.action_post()
        settlement.action_send_prestatement()
        message = self._messages(settlement, "prestatement")
        self.assertEqual(message.partner_id, self.farm)
        self.assertIn("/hub/statement/", message.body)
        settlement.action_send_prestatement()
        self.assertEqual(len(self._messages(settlement, "prestatement")), 1)
        with self.assertRefused("may contest this statement until"):
            settlement.action_post()
        with self.at(fields.Datetime.now() + timedelta(days=4)):
            settlement.action_post()
        self.assertEqual(settlement.bill_id.state, "posted")

    def test_without_delay_it_leaves_at_once(self):
        __, settlement = self._draft()
        settlement.action_post()
        self.assertTrue(self._messages(settlement, "prestatement"))

    def test_the_coordinator_records_what_is_contested(self):
        __, settlement = self._draft()
        self.company.hub_coordinator_id = self.env.user
        wizard = self.env["hub.settlement.contest"].create(
            {
                "settlement_id": settlement.id,
                "channel": "mail",
                "reason": "12 kg, not 10",
            }
        )
        wizard.action_contest()
        self.assertEqual(settlement.contest_channel, "mail")
        self.assertEqual(len(settlement.activity_ids), 1)
        with self.assertRefused("contests this statement"):
            settlement.action_post()
        settlement.action_resolve()
        settlement.action_post()
        self.assertEqual(settlement.state, "posted")

    def _messages(self, settlement, kind):
        return self.env["hub.message"].search(
            [
                ("res_model", "=", "hub.settlement"),
                ("res_id", "=", settlement.id),
                ("kind", "=", kind),
            ]
        )


class TestCorrections(SelfbillingCase):
    def _return(self, order):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=order.picking_ids.id, active_model="stock.picking")
            .create({"picking_id": order.picking_ids.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = 4
        action = wizard.action_create_returns()
        returned = self.env["stock.picking"].browse(action["res_id"])
        returned.move_ids.picked = True
        returned.button_validate()

    def _correct(self):
        """A settled delivery, of which 4 kg come back in the next period."""
        order, settlement = self._draft()
        settlement.action_post()
        with self.at(datetime(2026, 3, 12, 9)):
            self._return(order)
            correction = self.env["hub.settlement"]._generate(
                self.producers, date(2026, 3, 11), date(2026, 3, 20)
            )
            correction.action_post()
        return settlement, correction

    def test_never_back_to_draft(self):
        __, settlement = self._draft()
        settlement.action_post()
        bill = settlement.bill_id
        with self.assertRaises(UserError):
            bill.button_draft()
        with self.assertRaises(UserError):
            bill.button_cancel()
        self.assertEqual(bill.state, "posted")

    def test_a_correction_quotes_the_original(self):
        settlement, correction = self._correct()
        credit = correction.bill_id
        self.assertEqual(credit.move_type, "in_refund")
        self.assertEqual(credit.state, "posted")
        self.assertEqual(credit.hub_corrects, settlement.bill_id.name)
        self.assertTrue(credit.name.startswith("R"))
        page = self._print(credit)
        self.assertIn(settlement.bill_id.name, page)

    def test_prepared_for_signature(self):
        self.company.hub_credit_mode = "signature"
        __, correction = self._correct()
        credit = correction.bill_id
        self.assertEqual(credit.state, "draft")
        self.assertIn("signature", self._print(credit))
        correction.action_signed()
        self.assertEqual(credit.state, "posted")
        with self.assertRefused("No credit note waits"):
            correction.action_signed()

    def test_core_s_credit_note_quotes_it_too(self):
        __, settlement = self._draft()
        settlement.action_post()
        credit = settlement.bill_id._reverse_moves([{"invoice_date": date(2026, 3, 2)}])
        self.assertEqual(credit.hub_corrects, settlement.bill_id.name)

    def _print(self, move):
        report = self.env["ir.actions.report"]
        content, __ = report._render_qweb_html("account.account_invoices", move.ids)
        return content.decode()


class TestCopy(SelfbillingCase):
    """The producer keeps a copy: it is its own invoice."""

    def test_by_mail_once(self):
        __, settlement = self._draft()
        settlement.action_post()
        bill = settlement.bill_id
        message = bill.action_hub_send()
        self.assertEqual(message.kind, "selfbill")
        self.assertEqual(message.partner_id, self.farm)
        self.assertIn(bill.name, message.subject)
        self.assertEqual(
            message.attachment_ids.name, f"{bill.name}.pdf".replace("/", "-")
        )
        self.assertEqual(bill.hub_date_sent, fields.Date.today())
        self.assertFalse(bill.action_hub_send())

    def test_by_mail_from_a_hub_with_a_vat_number(self):
        self.company.vat = "FR23334175221"
        __, settlement = self._draft()
        settlement.action_post()
        message = settlement.bill_id.action_hub_send()
        self.assertEqual(message.attachment_ids.mimetype, "application/pdf")
        self.assertTrue(settlement.bill_id.hub_date_sent)

    def test_why_that_date_on_the_statement(self):
        __, settlement = self._draft(lang="en_US")
        settlement = settlement.with_context(lang="en_US")
        self.assertIn("perishable goods", settlement.due_reason)
        html, __ = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_settlement", settlement.ids
        )
        self.assertIn(settlement.due_reason, html.decode())


class TestOwnInvoice(SelfbillingCase):
    """Without a mandate: a pro-forma asks, the producer's invoice is matched."""

    def _awaited(self):
        __, settlement = self._draft(hub_mandate_date=False)
        settlement.action_post()
        return settlement

    def _record(self, settlement, **values):
        return self.env["hub.producer.invoice"].create(
            {
                "settlement_id": settlement.id,
                "number": "F-2026-17",
                "date": date(2026, 3, 5),
                "amount_total": settlement.amount_total,
                **values,
            }
        )

    def test_it_is_asked_for(self):
        self.farm.lang = "en_US"
        settlement = self._awaited()
        # 10 kg at 1.70 less 15 %, and 5.5 %
        self.assertEqual(round(settlement.amount_total, 2), 15.24)
        message = self.env["hub.message"].search([("kind", "=", "ask_invoice")])
        self.assertEqual(message.partner_id, self.farm)
        self.assertIn(settlement.name, message.body)
        html, __ = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_proforma", settlement.ids
        )
        self.assertIn("This is not an invoice", html.decode())
        self.assertRegex(html.decode(), r"15[.,]24")

    def test_matched_when_it_comes(self):
        settlement = self._awaited()
        with self.assertRefused("the settlement"):
            self._record(settlement, amount_total=20.0).action_match()
        self._record(settlement).action_match()
        bill = settlement.bill_id
        self.assertEqual(bill.ref, "F-2026-17")
        self.assertFalse(bill.journal_id.is_self_billing)
        self.assertEqual(bill.state, "posted")
        self.assertEqual(bill.amount_untaxed, settlement.amount_net)
        with self.assertRefused("awaits no invoice"):
            self._record(settlement, number="F-2026-18").action_match()

    def test_a_bill_already_recorded(self):
        settlement = self._awaited()
        vals = settlement._prepare_own_bill_vals("F-9", date(2026, 3, 5))
        bill = self.env["account.move"].create(vals)
        wizard = self._record(settlement)
        self.assertEqual(wizard.bill_id, bill)
        wizard.action_match()
        self.assertEqual(settlement.bill_id, bill)


class TestStatementPage(HubHttpCase):
    """The personal link: read, agree, contest; nobody else's, nothing else."""

    def setUp(self):
        super().setUp()
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 10})
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.delivery_ids._deliver()
        self.farm.write({"hub_contest_days": 3, "lang": "en_US"})
        self.settlement = self._settle()
        self.settlement.action_send_prestatement()
        self.path = "/" + self.settlement._get_contest_url().split("/", 3)[3]

    def _answer(self, **values):
        page = self.url_open(self.path)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(self.path, data={"csrf_token": token, **values})

    def test_read_and_agree(self):
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Carotte démo", page.text)
        self.assertNotIn(self.college.name, page.text, "clients are not named")
        self._answer(answer="agree")
        self.assertTrue(self.settlement.date_agreed)
        self.settlement.action_post()
        self.assertEqual(self.settlement.bill_id.state, "posted")

    def test_contest(self):
        page = self._answer(answer="contest", reason=" ")
        self.assertIn("Say what is wrong", page.text)
        self.assertFalse(self.settlement.is_contested)
        self._answer(answer="contest", reason="12 kg, <b>not</b> 10")
        self.assertEqual(self.settlement.contest_reason, "12 kg, <b>not</b> 10")
        self.assertEqual(self.settlement.contest_channel, "link")
        page = self.url_open(self.path)
        self.assertNotIn("<b>not</b>", page.text)

    def test_another_token_opens_nothing(self):
        self.assertEqual(self.url_open("/hub/statement/nothing").status_code, 404)
        other = self.env["hub.access.link"]._get("contest", self.dairy, self.settlement)
        path = "/" + other.sudo().url.split("/", 3)[3]
        self.assertEqual(self.url_open(path).status_code, 404)
