import io
import re
from datetime import date, datetime

from odoo.fields import Command
from odoo.tools import html2plaintext
from odoo.tools.pdf import PdfFileReader

from .test_figures import DELIVERY, FiguresCase


class DocumentsCase(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.write({"street": "1 rue du Hub", "zip": "61110"})
        cls.farm.write({"street": "2 chemin de la Ferme", "zip": "61110"})
        # the words checked below are the source's, whatever the database speaks
        cls.env["res.lang"]._activate_lang("en_US")
        partners = cls.producers | cls.clients | cls.town_hall
        (partners | cls.env.user.partner_id).lang = "en_US"
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.reports = cls.env["ir.actions.report"]

    def _text(self, report, records):
        html, _kind = self.reports._render_qweb_html(report, records.ids)
        html = re.sub(r"<style.*?</style>|<img.*?>", "", html.decode(), flags=re.S)
        return " ".join(html2plaintext(html).replace("*", "").split())

    def _pdf(self, report, records):
        with self.allow_pdf_render():
            content, kind = self.reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf(report, records.ids)
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))
        return content

    def assertSays(self, text, *parts):
        """Each of these is on the document."""
        for part in parts:
            self.assertIn(part, text)


class TestDeliveryNote(DocumentsCase):
    REPORT = "milperche_hub.report_delivery_note_action"

    def test_note_says_what_the_law_wants(self):
        self.beef.write({"hub_cold_chain": True, "hub_storage_temperature": 4.0})
        text = self._text(self.REPORT, self.order_r.picking_ids)
        lot = self.order_r.picking_ids.move_line_ids.filtered(
            lambda line: line.product_id == self.beef
        ).lot_id
        self.assertSays(
            text,
            self.order_r.picking_ids.name,
            self.order_r.name,
            "Restaurant Démo",
            "Ferme Démo",
            "2 chemin de la Ferme",
            "1 rue du Hub",
            "Verger Démo",
            lot.name,
            "4.6",
            "4 °C",
            "931/2011",
            "03/10/2026",
            "03/18/2026",
            "signature",
        )
        self.assertNotIn("École", text)

    def test_labels_are_those_of_the_day(self):
        label = self.env["hub.criterion"].create(
            {
                "name": "Label du jour",
                "code": "label_of_the_day",
                "usage": "label",
                "scope": "producer",
                "kind": "document",
            }
        )
        proof = self.env["hub.proof"].create(
            {
                "criterion_id": label.id,
                "producer_id": self.farm.id,
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 3, 10),
                "state": "valid",
            }
        )
        self.assertSays(
            self._text(self.REPORT, self.order_a.picking_ids), "Label du jour"
        )
        proof.date_end = date(2026, 3, 9)
        text = self._text(self.REPORT, self.order_a.picking_ids)
        self.assertNotIn("Label du jour", text)

    def test_each_fact_is_in_the_pdf_of_a_client_and_of_the_round(self):
        order = self.order_r
        self.beef.write({"hub_cold_chain": True, "hub_storage_temperature": 4.0})
        milk = self.env.ref("milperche_hub.allergen_milk")
        self.beef.hub_allergen_ids = milk
        order.client_order_ref = "BC-4521"
        delivery = order.picking_ids
        lot = delivery.move_line_ids.filtered(
            lambda line: line.product_id == self.beef
        ).lot_id
        self.env["hub.proof"].create(
            {
                "criterion_id": self.env.ref("milperche_hub.label_bio").id,
                "producer_id": self.farm.id,
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 12, 31),
                "state": "valid",
            }
        )
        stop = delivery._get_note_stop()
        stop.batch_id.write(
            {"hub_loading_temperature": 2.5, "hub_has_loading_temperature": True}
        )
        stop.write({"temperature": 3.5, "has_temperature": True, "signed_by": "Chef"})
        crate = self.env["hub.crate.type"].create({"name": "Caisse démo"})
        delivery._set_crates({crate: (7, 2)})
        facts = (
            "Ferme Démo",
            self.company.name,
            lot.name,
            lot.expiration_date.strftime("%m/%d/%Y"),
            "Organic",
            "Bretoncelles",
            milk.name,
            "4 °C",
            "2.5",
            "3.5",
            "BC-4521",
            "Crates left: 7",
        )
        notes = self._read(self._pdf(self.REPORT, delivery))
        round_ = self._read(
            self._pdf("milperche_hub.report_round_notes", delivery.batch_id)
        )
        for text in (" ".join(notes), " ".join(round_)):
            self.assertSays(text, *facts)
        self.assertNotIn("École Démo", " ".join(notes))
        stops = delivery.batch_id.hub_run_stop_ids.partner_id
        self.assertSays(" ".join(round_), *stops.mapped("name"))

    def _read(self, content):
        """The text of each page of a PDF."""
        pages = PdfFileReader(io.BytesIO(content)).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    def test_refused_line_shows_zero_and_what_was_ordered(self):
        [line] = [
            line
            for line in self.order_b.picking_ids._get_delivery_note_lines()
            if line["product"] == self.apple.name
        ]
        self.assertEqual((line["quantity"], line["missing"]), (0.0, 8.0))

    def test_order_form_and_round(self):
        self.order_a.client_order_ref = "BC-4521"
        self.assertSays(
            self._text(self.REPORT, self.order_a.picking_ids),
            "BC-4521",
            "Tuesday round",
        )

    def test_many_notes_in_one_file(self):
        self._pdf(self.REPORT, self.catalogue.delivery_ids)
        self._pdf(
            "milperche_hub.report_round_notes_action",
            self.catalogue.delivery_ids.batch_id,
        )


class TestSlips(DocumentsCase):
    def test_dropoff_says_what_to_bring_and_when(self):
        dropoff = self.catalogue.dropoff_ids.filtered(lambda p: p.owner_id == self.farm)
        text = self._text("milperche_hub.report_dropoff_action", dropoff)
        self.assertSays(text, "Ferme Démo", "Carotte démo", "19.75", "4.725", "14:00")
        self._pdf("milperche_hub.report_dropoff_action", self.catalogue.dropoff_ids)

    def test_round_sheet_lists_the_stops_in_order(self):
        self.round.stop_ids[0].note = "Sonner à la cuisine"
        batch = self.catalogue.delivery_ids.batch_id
        text = self._text("milperche_hub.report_round_action", batch)
        self.assertSays(text, "Sonner à la cuisine", "02 61 91 00 00", "3 stops")
        places = [
            text.index(name)
            for name in ("École Démo A", "École Démo B", "Restaurant Démo")
        ]
        self.assertEqual(places, sorted(places))
        weights = [stop["weight"] for stop in batch._get_run_stops()]
        self.assertEqual([round(w, 3) for w in weights], [14.5, 7.25, 12.4])
        self._pdf("milperche_hub.report_round_action", batch)


class TestStatement(DocumentsCase):
    REPORT = "milperche_hub.report_settlement_action"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice()
        cls.settlements = cls._settle(DELIVERY.date())
        cls.settlements.action_post()
        cls.of_farm = cls.settlements.filtered(lambda s: s.producer_id == cls.farm)

    def test_statement_adds_up(self):
        text = self._text(self.REPORT, self.of_farm)
        self.assertSays(
            text,
            self.of_farm.name,
            self.of_farm.bill_id.name,
            "Ferme Démo",
            "Carotte démo",
            "TFA-",
            "93.38",
            "19.75",
            "01/01/2025",
            self.order_a.invoice_ids.name,
        )
        [day] = self.of_farm._get_statement_rows()
        self.assertEqual(round(day["gross"], 2), 93.38)
        self.assertEqual(
            round(sum(row["net"] for row in day["rows"]), 2),
            round(self.of_farm.amount_net, 2),
        )
        self.assertEqual(
            self.of_farm._get_statement_total(), self.of_farm.bill_id.amount_total
        )

    def test_a_draft_foresees_its_vat(self):
        self._make_order(self.catalogue, self.grocer, {self.leek: 3}, place=False)
        order = self.catalogue.order_ids.filtered(lambda o: o.partner_id == self.grocer)
        order.action_confirm()
        self.catalogue.action_receive_all()
        order.picking_ids._deliver()
        draft = self._settle(date(2026, 3, 11))
        draft = draft.filtered(lambda s: s.producer_id == self.farm)
        self.assertEqual(draft.state, "draft")
        taxes = draft.line_ids._get_bill_taxes()
        foreseen = draft._get_statement_total()
        rate = sum(taxes.mapped("amount")) / 100
        self.assertAlmostEqual(foreseen, round(draft.amount_net * (1 + rate), 2), 2)
        self.assertSays(self._text(self.REPORT, draft), "Poireau démo", "( Draft )")

    def test_regimes_have_their_mention(self):
        for producer, mention in (
            (self.dairy, "293 B"),
            (self.orchard, "bulletin d'achat"),
        ):
            settlement = self.settlements.filtered(
                lambda s, p=producer: s.producer_id == p
            )
            self.assertSays(self._text(self.REPORT, settlement), mention)
            bill = self._text("account.account_invoices", settlement.bill_id)
            self.assertSays(bill, mention)

    def test_mentions_have_dates(self):
        mention = self.env.ref("milperche_hub.legal_mention_vat_franchise")
        mention.date_end = date(2026, 3, 1)
        mention.copy(
            {"date_start": date(2026, 3, 2), "date_end": False}
        ).text = "New wording"
        texts = self.env["hub.legal.mention"]._get_texts
        self.assertEqual(texts(["vat_franchise"], date(2026, 3, 2)), ["New wording"])
        self.assertSays(texts(["vat_franchise"], date(2026, 3, 1))[0], "293 B")

    def test_many_statements_in_one_file(self):
        self._pdf(self.REPORT, self.settlements)


class TestInvoices(DocumentsCase):
    REPORT = "account.account_invoices"

    def test_self_billed_invoice_puts_the_seller_first(self):
        self._invoice()
        self.farm.company_registry = "73282932000074"
        settlements = self._settle(DELIVERY.date())
        settlements.action_post()
        bill = settlements.filtered(lambda s: s.producer_id == self.farm).bill_id
        text = self._text(self.REPORT, bill)
        self.assertSays(
            text,
            "Self Billing",
            bill.name,
            "73282932000074",
            "1 rue du Hub",
            "on behalf of the seller",
            "01/01/2025",
            "40 €",
        )
        self.assertLess(text.index("Ferme Démo"), text.index("1 rue du Hub"))
        self._pdf(self.REPORT, settlements.bill_id)

    def test_one_invoice_for_the_town_hall_with_its_kitchens(self):
        self.order_b.client_order_ref = "BC-77"
        self._invoice()
        invoice = self.order_a.invoice_ids
        self.assertEqual(invoice, self.order_b.invoice_ids)
        lines = invoice.invoice_line_ids.sorted("sequence")
        self.assertEqual(
            lines.mapped("display_type"),
            ["line_section", "product", "product", "line_section", "product"],
        )
        heads = lines.filtered(lambda line: line.display_type == "line_section")
        self.assertSays(heads[0].name, "École Démo A", "03/10/2026", self.order_a.name)
        self.assertSays(heads[1].name, "École Démo B", "BC-77")
        self.assertEqual(invoice.partner_shipping_id, self.town_hall)
        text = self._text(self.REPORT, invoice)
        self.assertSays(text, "Ferme Démo · lot TFA-", "57.25", "12.33")

    def test_lone_order_has_its_section_first(self):
        self._invoice()
        lines = self.order_r.invoice_ids.invoice_line_ids.sorted("sequence")
        self.assertEqual(lines[0].display_type, "line_section")
        self.assertEqual(self.order_r.invoice_ids.partner_shipping_id, self.restaurant)

    def test_orders_outside_catalogues_are_plain(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.grocer.id,
                "order_line": [
                    Command.create({"name": "Fee", "display_type": "line_section"}),
                    Command.create(
                        {
                            "product_id": self.env["product.product"]
                            .create({"name": "Fee", "type": "service"})
                            .id,
                            "product_uom_qty": 1,
                        }
                    ),
                ],
            }
        )
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        self.assertEqual(len(invoice.invoice_line_ids), 2)
        self.assertFalse(invoice._is_hub_invoice())
        invoice.action_post()
        self.assertFalse(invoice.hub_due_rule)


class TestDueDates(DocumentsCase):
    def test_private_client_pays_by_the_earliest_legal_limit(self):
        self._invoice()
        invoice = self.order_r.invoice_ids
        # meat delivered on the 10th: the 30th, before the cider's 9 April
        self.assertEqual(invoice.invoice_date_due, date(2026, 3, 30))
        self.assertEqual(invoice.hub_due_rule, "meat")
        receivable = invoice.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        self.assertEqual(receivable.date_maturity, date(2026, 3, 30))
        text = self._text("account.account_invoices", invoice)
        self.assertSays(text, "fresh meat delivered on 03/10/2026", "three times")

    def test_public_payer_pays_30_days_after_the_invoice(self):
        self.assertTrue(self.town_hall.hub_is_public_payer)
        self.catalogue.action_invoice()
        invoice = self.order_a.invoice_ids
        self.clock.move_to(datetime(2026, 3, 31, 10, 0))
        invoice.action_post()
        self.assertEqual(invoice.invoice_date_due, date(2026, 4, 30))
        self.assertSays(
            self._text("account.account_invoices", invoice),
            "public buyer",
            "European Central Bank",
        )

    def test_a_hospital_has_50_days(self):
        self.restaurant.hub_client_kind = "hospital"
        self._invoice()
        invoice = self.order_r.invoice_ids
        self.assertEqual(invoice.invoice_date_due, date(2026, 4, 29))

    def test_a_date_chosen_by_hand_stays(self):
        self.catalogue.action_invoice()
        invoice = self.order_r.invoice_ids
        invoice.invoice_date_due = date(2026, 3, 20)
        invoice.action_post()
        self.assertEqual(invoice.invoice_date_due, date(2026, 3, 20))
        self.assertFalse(invoice.hub_due_reason)
        self.assertEqual(invoice.hub_date_limit, date(2026, 3, 30))

    def test_a_private_school_is_no_public_payer(self):
        self.college.hub_is_public_payer = False
        self.assertFalse(self.college.hub_is_public_payer)
        self.assertFalse(self.grocer.hub_is_public_payer)
