"""What canteens declare: the file for "ma cantine", its sums and gauges."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
from frictionless import Dialect, Resource, Schema, formats
from markupsafe import escape

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.milperche_hub.models.hub_egalim_export import read_layouts
from odoo.addons.milperche_hub.tools import egalim, ma_cantine

from .common import HubHttpCase
from .test_figures import FiguresCase

SIRET = "00000040600025"


class EgalimCase(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock.move_to(datetime(2026, 7, 1, 9, 0))
        cls.school_a.company_registry = SIRET
        cls.Export = cls.env["hub.egalim.export"]

    @classmethod
    def _make_export(cls, client=None, **values):
        return cls.Export.create(
            {
                "partner_id": (client or cls.school_a).id,
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 6, 30),
                **values,
            }
        )

    @classmethod
    def _label(cls, product, *codes):
        for code in codes:
            criterion = cls.env["hub.criterion"].search(
                [("egalim_code", "=", code)], limit=1
            )
            values = {"product_tmpl_id": product.product_tmpl_id.id}
            if criterion.scope == "producer":
                values = {"producer_id": product.producer_id.id}
            cls.env["hub.proof"].create(
                {
                    "criterion_id": criterion.id,
                    "date_start": date(2026, 1, 1),
                    "date_end": date(2026, 12, 31),
                    "state": "valid",
                    **values,
                }
            )

    def _read(self, export):
        """The rows of a text file, as their reader finds them."""
        content = export.attachment_id.raw.decode().splitlines()
        separator = ma_cantine.SEPARATORS[export.file_format]
        header, *rows = [line.split(separator) for line in content]
        return [dict(zip(header, row, strict=True)) for row in rows]


class TestExport(EgalimCase):
    def test_the_file_says_what_was_delivered(self):
        self._label(self.goat, "AOCAOP")
        export = self._make_export(file_format="csv")
        self.assertFalse(export.problems)
        export.action_export()
        self.assertEqual((export.line_count, export.amount_total), (2, 57.25))
        carrot, goat = sorted(self._read(export), key=lambda row: row["prix_ht"])
        self.assertEqual(carrot["siret"], SIRET)
        self.assertEqual(carrot["date"], "2026-03-10")
        self.assertEqual(carrot["prix_ht"], "21.25")
        self.assertEqual(carrot["famille_produits"], "FRUITS_ET_LEGUMES")
        self.assertEqual(carrot["categories_egalim"], "")
        self.assertEqual(carrot["origine"], "FRANCE")
        self.assertEqual(carrot["est_circuit_court"], "OUI")
        self.assertEqual(goat["categories_egalim"], "AOCAOP")
        self.assertEqual(goat["prix_ht"], "36.00")
        self.assertIn(self.dairy.name, goat["fournisseur"])

    def test_local_columns_by_the_rules(self):
        for partner in (self.school_a, self.farm):
            partner.write(
                {
                    "zip": "61110",
                    "partner_latitude": 48.43,
                    "partner_longitude": 0.88,
                }
            )
        self.dairy.write({"partner_latitude": 43.6, "partner_longitude": 1.44})
        export = self._make_export(file_format="csv")
        export.action_export()
        carrot, goat = sorted(self._read(export), key=lambda row: row["prix_ht"])
        names = ("est_local", "definition_local", "definition_local_km")
        self.assertEqual([carrot[name] for name in names], ["OUI", "KM", "80"])
        self.assertEqual([goat[name] for name in names], ["", "", ""])

    def test_credit_notes_are_taken_off(self):
        self._invoice()
        self._refund(self.order_a, self.goat, quantity=3.0)
        export = self._make_export(file_format="tsv")
        export.action_export()
        self.assertEqual(
            sorted(row["prix_ht"] for row in self._read(export)), ["21.25", "25.20"]
        )

    def test_a_credit_made_later_belongs_to_its_purchase(self):
        self._invoice()
        self.clock.move_to(datetime(2027, 1, 5, 9, 0))
        self._refund(self.order_a, self.goat, date(2027, 1, 4), quantity=3.0)
        values = {"date_from": date(2026, 1, 1), "date_to": date(2026, 12, 31)}
        export = self._make_export(file_format="csv", **values)
        export.action_export()
        rows = self._read(export)
        self.assertEqual(sorted(row["prix_ht"] for row in rows), ["21.25", "25.20"])
        self.assertEqual({row["date"] for row in rows}, {"2026-03-10"})
        self.assertEqual(len(export.credits_taken["ids"]), 1)
        gauges = self.school_a._get_egalim_gauges(2026)
        self.assertEqual(gauges[0]["total"], 46.45)
        self.assertEqual(self.school_a._get_egalim_gauges(2027)[0]["total"], 0.0)
        following = self._make_export(
            date_from=date(2027, 1, 1), date_to=date(2027, 12, 31)
        )
        self.assertNotIn("credit", following.problems)

    def test_a_credit_made_after_the_export_is_said_before(self):
        self._invoice()
        self.clock.move_to(datetime(2027, 1, 5, 9, 0))
        values = {"date_from": date(2026, 1, 1), "date_to": date(2026, 12, 31)}
        self._make_export(**values).action_export()
        self.clock.move_to(datetime(2027, 1, 9, 9, 0))
        self._refund(self.order_a, self.goat, quantity=3.0)
        self.assertEqual(self.school_a._get_egalim_gauges(2026)[0]["total"], 57.25)
        self.assertEqual(self.school_a._get_egalim_gauges(2027)[0]["total"], -10.8)
        export = self._make_export(date_from=date(2027, 1, 1), date_to=date(2027, 1, 9))
        self.assertIn("already exported, is taken off here", export.overlap)
        self.assertIn("credit of", export.problems)
        with self.assertRefused("take it off by hand"):
            export.action_export()
        waiting = self._make_export(
            date_from=date(2026, 3, 11), date_to=date(2026, 3, 31)
        )
        self.assertNotIn("credit", waiting.problems)

    def test_readable_pre_check(self):
        export = self._make_export(self.school_b)
        self.assertIn("no SIRET of 14 digits", export.problems)
        with self.assertRefused("place of service"):
            export.action_export()
        self.assertEqual(export.state, "draft")
        empty = self._make_export(date_from=date(2026, 6, 1))
        self.assertIn("Nothing was delivered", empty.problems)

    def test_what_was_exported_is_remembered(self):
        self._make_export().action_export()
        again = self._make_export(date_from=date(2026, 3, 1), date_to=date(2026, 3, 31))
        self.assertIn("was exported on", again.overlap)
        other = self._make_export(
            date_from=date(2025, 1, 1), date_to=date(2025, 12, 31)
        )
        self.assertFalse(other.overlap)
        with self.assertRefused("stays on record"):
            self.Export.search([("state", "=", "done")]).unlink()

    def test_no_cell_is_a_formula(self):
        self.goat.name = '=HYPERLINK("http://x")'
        self.dairy.name = "@SUM(1)"
        for form in ("csv", "xlsx"):
            export = self._make_export(file_format=form)
            export.action_export()
            if form == "csv":
                self.assertNotIn(";=", export.attachment_id.raw.decode())
                continue
            book = openpyxl.load_workbook(io.BytesIO(export.attachment_id.raw))
            for row in book.active.iter_rows():
                self.assertFalse([cell for cell in row if cell.data_type == "f"])

    def test_files_validate_against_the_layout(self):
        self._label(self.carrot, "BIO", "HVE")
        for form in ("csv", "tsv", "xlsx"):
            export = self._make_export(file_format=form)
            export.action_export()
            report = validate(export)
            self.assertTrue(report.valid, report.flatten(["message"]))

    def test_validation_sees_what_is_wrong(self):
        layout = read_layouts()["2026-06"]
        row = {"siret": "1", "prix_ht": "-2", "categories_egalim": "BIO, IGP"}
        found = {
            (problem.column, problem.code)
            for problem in ma_cantine.check([row], layout, date(2026, 7, 1))
        }
        self.assertLessEqual(
            {
                ("siret", "form"),
                ("prix_ht", "form"),
                ("categories_egalim", "list"),
                ("description", "missing"),
            },
            found,
        )


def validate(export):
    """Validate a written file by the project's own layout."""
    layout = read_layouts()[export.layout]
    control = None
    if export.file_format != "xlsx":
        separator = ma_cantine.SEPARATORS[export.file_format]
        control = formats.CsvControl(delimiter=separator)
    else:
        control = formats.ExcelControl(stringified=False)
    resource = Resource(
        export.attachment_id.raw,
        format="xlsx" if export.file_format == "xlsx" else "csv",
        schema=Schema.from_descriptor(ma_cantine.table_schema(layout)),
        dialect=Dialect(controls=[control]),
    )
    return resource.validate()


class TestSums(EgalimCase):
    def test_gauges_are_shares_of_what_was_bought_here(self):
        self._label(self.goat, "AOCAOP")
        self._label(self.carrot, "BIO")
        gauges = {g["name"]: g for g in self.school_a._get_egalim_gauges(2026)}
        self.assertEqual(gauges["quality"]["share"], 100.0)
        self.assertEqual(gauges["organic"]["share"], round(21.25 / 57.25 * 100, 2))
        self.assertIsNone(gauges["meat"]["share"])
        self.assertTrue(gauges["organic"]["reached"])

    def test_charcuterie_is_no_meat(self):
        line = egalim.Purchase(Decimal("10"), "CHARCUTERIE", ("BIO",))
        sums = egalim.add_up([line])
        self.assertEqual(sums["valeur_viandes_volailles"], 0)
        self.assertEqual(sums["valeur_bio"], 10)

    def test_the_sums_are_those_of_the_invoices(self):
        self._invoice()
        sums = self.school_a._get_egalim_sums(date(2026, 1, 1), date(2026, 12, 31))
        invoiced = self.order_a.invoice_ids.invoice_line_ids.filtered(
            lambda line: self.order_a in line.sale_line_ids.order_id
        )
        total = sum(invoiced.mapped("price_subtotal"))
        self.assertEqual(float(sums["valeur_totale"]), round(total, 2))


class TestSendAll(EgalimCase):
    def test_one_press_sends_all_and_says_who_got_none(self):
        self.clock.move_to(datetime(2027, 1, 8, 9, 0))
        self.school_a.write({"email": "ecole@example.org", "lang": "en_US"})
        wizard = self.env["hub.egalim.send"].create({})
        self.assertEqual(wizard.year, 2026)
        wizard.action_send()
        messages = self.env["hub.message"].search([("kind", "=", "egalim")])
        self.assertEqual(messages.partner_id, self.school_a)
        self.assertIn(escape(self.school_a._get_egalim_sentence()), messages.body)
        self.assertEqual(len(messages.attachment_ids), 1)
        self.assertIn(self.school_b.name, wizard.summary)
        again = self.env["hub.egalim.send"].create({})
        again.action_send()
        self.assertEqual(
            self.env["hub.message"].search_count([("kind", "=", "egalim")]), 1
        )
        self.assertEqual(
            self.Export.search_count([("partner_id", "=", self.school_a.id)]), 1
        )

    def test_a_year_to_come_is_refused(self):
        with self.assertRaises(UserError):
            self.env["hub.egalim.send"].create({"year": 2031})

    def test_who_may(self):
        export = self._make_export()
        volunteer = self._make_user("eg_vol", "milperche_hub.group_volunteer")
        client = self._make_portal_user("eg_client", self.school_a)
        for user in (volunteer, client):
            with self.assertRaises(AccessError):
                export.with_user(user).read(["amount_total"])
        coordinator = self._make_user("eg_coord", "milperche_hub.group_coordinator")
        export.with_user(coordinator).action_export()
        self.assertEqual(export.state, "done")


@tagged("post_install", "-at_install", "standard")
class TestPortal(HubHttpCase):
    def test_a_canteen_sees_its_own_page_and_nobody_elses(self):
        self._make_portal_user("eg_cook", self.school_a)
        self._make_portal_user("eg_grocer", self.grocer)
        self.authenticate("eg_cook", "eg_cook")
        page = self.url_open("/my/egalim")
        self.assertIn("50", page.text)
        self.assertIn(self.school_a.name, page.text)
        self.assertEqual(self.url_open("/my/egalim/1999").status_code, 200)
        self.authenticate("eg_grocer", "eg_grocer")
        page = self.url_open("/my/egalim")
        self.assertFalse(page.url.endswith("/my/egalim"))

    def test_a_canteen_fetches_its_own_file(self):
        self.school_a.company_registry = SIRET
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.school_a, {self.carrot: 5})
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        self._make_portal_user("eg_cook", self.school_a)
        self.authenticate("eg_cook", "eg_cook")
        self.assertNotIn("alert-warning", self.url_open("/my/egalim").text)
        for form, rows in (("csv", 1), ("tsv", 1), ("xlsx", None)):
            answer = self._fetch(form)
            self.assertIn(f".{form}", answer.headers["Content-Disposition"])
            if rows:
                header, row = answer.content.decode().splitlines()
                self.assertTrue(header.startswith("siret"))
                self.assertTrue(row.startswith(SIRET))
        self.assertIn("alert-warning", self.url_open("/my/egalim").text)
        monday = self.school_a._get_eaten_weeks()[0]
        for week in (monday, "1999-01-04", "x"):
            poster = self.url_open(f"/my/egalim/poster?week={week}")
            self.assertIn(str(monday), poster.headers["Content-Disposition"])

    def _fetch(self, form):
        page = self.url_open("/my/egalim").text
        cook = self.school_a.with_context(lang=self.school_a.lang or "fr_FR")
        self.assertIn(str(escape(cook._get_egalim_sentence())), page)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        year = date.today().year
        url = f"/my/egalim/{year}/file"
        return self.url_open(url, data={"csrf_token": token, "form": form})
