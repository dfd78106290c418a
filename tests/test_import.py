"""Tables come in whole or not at all; what goes out comes back in."""

import base64
import io
import zipfile
from datetime import date

from openpyxl import Workbook

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user

from odoo.addons.milperche_hub.tools import tabular

from .common import HubCase, HubHttpCase, PlainCase


class TestTabular(PlainCase):
    def test_any_encoding_and_separator(self):
        expected = [(2, {"nom": "Bœuf haché", "prix ht": "1 234,50"})]
        for text in (
            "Nom;Prix HT\nBœuf haché;1 234,50\n",
            "Nom\tPrix HT\r\nBœuf haché\t1 234,50\r\n",
            'Nom,Prix HT\n"Bœuf haché","1 234,50"\n',
        ):
            for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
                rows = tabular.read_rows(text.encode(encoding))
                self.assertEqual(rows, expected, (text, encoding))

    def test_what_is_no_table(self):
        for content, code in (
            (b"", "empty"),
            (b"Nom;Prix\n", "empty"),
            (b"\n\n\n", "empty"),
            (b"PK\x03\x04 no workbook", "no_table"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "encoding"),
            (b"Nom;nom\na;b\n", "double_heading"),
            (b"a" * (tabular.MAX_BYTES + 1), "too_big"),
            (b"Nom\n" + b"x\n" * (tabular.MAX_ROWS + 1), "too_many_rows"),
        ):
            with self.assertRaises(tabular.TableError) as refusal:
                tabular.read_rows(content)
            self.assertEqual(refusal.exception.code, code)


class ImportCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "coordinator", groups="milperche_hub.group_coordinator"
        )
        cls.family = cls.env.ref("milperche_hub.categ_vegetable").name

    def _open(self, kind, text, **values):
        content = text if isinstance(text, bytes) else text.encode()
        return (
            self.env["hub.import.file"]
            .with_user(self.user)
            .create({"kind": kind, "file": base64.b64encode(content), **values})
        )

    def _import(self, kind, text, **values):
        wizard = self._open(kind, text, **values)
        action = wizard.action_import()
        self.assertEqual(wizard.state, "done", wizard.line_ids.mapped("sentence"))
        return self.env[action["res_model"]].search(action["domain"])

    def _refuse(self, kind, text, **values):
        """The errors of a file, which must write nothing."""
        target = self.env[kind]._target
        before = self.env[target].with_context(active_test=False).search([])
        wizard = self._open(kind, text, **values)
        wizard.action_import()
        self.assertEqual(wizard.state, "bad")
        after = self.env[target].with_context(active_test=False).search([])
        self.assertEqual(after, before)
        return [(line.number, line.heading, line.sentence) for line in wizard.line_ids]


class TestImport(ImportCase):
    def test_producers_are_made_then_changed(self):
        producer = self._import(
            "hub.import.producer",
            "Code;Nom;Type;Régime de TVA;Mandat;Commune;SIRET\n"
            "DEM;Ferme Fictive;farm;flat_rate;01/02/2026;Rémalard;000 000 406 00017\n",
        )
        self.assertTrue(producer.is_producer)
        self.assertEqual(producer.vat_regime, "flat_rate")
        self.assertEqual(producer.hub_mandate_date, date(2026, 2, 1))
        self.assertEqual(producer.company_registry, "00000040600017")
        again = self._import(
            "hub.import.producer", "Code;Nom;Commune\nDEM;Ferme Fictive;Bellême\n"
        )
        self.assertEqual(again, producer)
        self.assertEqual(producer.city, "Bellême")
        self.assertEqual(producer.vat_regime, "flat_rate", "not in the file: kept")

    def test_clients_with_their_payer(self):
        clients = self._import(
            "hub.import.client",
            "Nom;Type;Payeur;Convives\n"
            f"École Fictive;primary;{self.grocer.name};80\n"
            "Épicerie Fictive;delicatessen;;\n",
        )
        school = clients.filtered("hub_payer_id")
        self.assertEqual(school.hub_payer_id, self.grocer)
        self.assertEqual(school.hub_guest_count, 80)
        self.assertTrue(all(clients.mapped("is_hub_client")))

    def test_products_with_french_decimals(self):
        product = self._import(
            "hub.import.product",
            "Code;Nom;Producteur;Famille;Unité;Prix HT;Saison;Durée de vie (jours)\n"
            f"DEM1;Navet démo;TFA;{self.family};kg;1,85;11-2;12\n",
        )
        self.assertEqual(product.list_price, 1.85)
        self.assertEqual(product.producer_id, self.farm)
        self.assertEqual(product.season_month_ids.mapped("number"), [1, 2, 11, 12])
        self.assertEqual(product.expiration_time, 12)
        self.assertEqual(product.tracking, "lot")
        self._import("hub.import.price", "Code;Prix HT\nDEM1;2,05 €\n")
        self.assertEqual(product.list_price, 2.05)

    def test_workbooks_are_read(self):
        book = Workbook()
        book.active.append(["Code", "Nom", "Mandat"])
        book.active.append(["DEM", "Ferme Fictive", date(2026, 1, 5)])
        buffer = io.BytesIO()
        book.save(buffer)
        producer = self._import("hub.import.producer", buffer.getvalue())
        self.assertEqual(producer.hub_mandate_date, date(2026, 1, 5))

    def test_offers_of_a_catalogue(self):
        catalogue = self._make_catalogue()
        offer = catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        self.carrot.default_code = "CAR"
        self._import(
            "hub.import.offer",
            "Code;Quantité\nCAR;1 234,5\n",
            catalogue_id=catalogue.id,
        )
        self.assertEqual(offer.quantity_offered, 1234.5)
        errors = self._refuse("hub.import.offer", "Code;Quantité\nCAR;10\n")
        self.assertIn("Choose a catalogue", errors[0][2])

    def test_stock_of_producers(self):
        self.juice.default_code = "JUS"
        quant = self._import(
            "hub.import.stock", "Code;Quantité;Lot;DLC\nJUS;48;J-2025;31/12/2026\n"
        )
        self.assertEqual(quant.quantity, 48)
        self.assertEqual(quant.owner_id, self.orchard)
        self.assertEqual(quant.lot_id.name, "J-2025")
        self.assertEqual(quant.lot_id.expiration_date.date(), date(2026, 12, 31))

    def test_opening_balances_are_open_lines(self):
        move = self._import(
            "hub.import.invoice",
            "Client;Pièce;Date;Échéance;Montant TTC\n"
            f"{self.grocer.name};F2025-12;15/12/2025;14/01/2026;105,50\n"
            f"{self.grocer.name};F2025-13;22/12/2025;21/01/2026;-5,50\n",
        )
        lines = move.line_ids.filtered("partner_id")
        self.assertEqual(sum(lines.mapped("balance")), 100.0)
        self.assertEqual(sum(move.line_ids.mapped("balance")), 0.0)
        self.assertEqual(lines.mapped("partner_id"), self.grocer.commercial_partner_id)
        self.assertEqual(
            sorted(lines.mapped("date_maturity")),
            [date(2026, 1, 14), date(2026, 1, 21)],
        )
        self.assertTrue(all(lines.mapped("account_id.reconcile")))
        debt = self._import(
            "hub.import.debt",
            "Producteur;Pièce;Date;Montant TTC\nTFA;D-1;31/12/2025;250,00\n",
        )
        self.assertEqual(debt.line_ids.filtered("partner_id").balance, -250.0)
        payable = debt.line_ids.filtered("partner_id").account_id
        self.assertEqual(payable.account_type, "liability_payable")

    def test_opening_balances_once(self):
        text = (
            "Client;Pièce;Date;Montant TTC\n"
            f"{self.grocer.name};F2025-12;15/12/2025;105,50\n"
        )
        self._import("hub.import.invoice", text)
        errors = self._refuse("hub.import.invoice", text)
        self.assertIn("taken in already", errors[0][2])

    def test_crates_kept_and_owned(self):
        green = self.env["hub.crate.type"].create({"name": "Caisse Fictive"})
        text = (
            "Caisse;Partenaire;Nombre\n"
            "Caisse Fictive;;100\n"
            f"caisse fictive;{self.grocer.name};12\n"
            "Caisse Fictive;TFA;-3\n"
        )
        lines = self._import("hub.import.crate", text)
        self.assertEqual(set(lines.mapped("kind")), {"opening"})
        self.assertEqual(self._get_kept(green), {self.grocer: 12, self.farm: -3})
        self.assertEqual(
            (green.owned_count, green.out_count, green.here_count), (100, 9, 91)
        )
        errors = self._refuse("hub.import.crate", text)
        self.assertEqual([error[0] for error in errors], [2, 3, 4])
        self.assertIn("taken in already", errors[0][2])

    def _get_kept(self, crate_type):
        self.env.flush_all()
        balances = self.env["hub.crate.balance"].search(
            [("type_id", "=", crate_type.id)]
        )
        return {balance.partner_id: balance.balance for balance in balances}

    def test_crates_named_first_by_their_count(self):
        text = "Caisse;Partenaire;Nombre\nCagette démo;;0\ncagette demo;TFA;4\n"
        lines = self._import("hub.import.crate", text)
        self.assertEqual(lines.type_id.name, "Cagette démo")
        self.assertEqual(self._get_kept(lines.type_id), {self.farm: 4})

    def test_payers_then_their_kitchens(self):
        head = "Nom;SIRET;Commune"
        self._import(
            "hub.import.payer", f"{head}\nCommune Fictive;00000040600017;Berd'huis"
        )
        clients = self._import(
            "hub.import.client",
            "Nom;Type;Payeur\nÉcole Démo Z;primary;00000040600017\n",
        )
        payer = clients.hub_payer_id
        self.assertEqual((payer.name, payer.is_hub_client), ("Commune Fictive", False))
        self._import("hub.import.payer", self.env["hub.import.payer"]._export())

    def test_crates_go_out_and_come_back(self):
        green = self.env["hub.crate.type"].create({"name": "Caisse Fictive"})
        text = f"Caisse;Partenaire;Nombre\nCaisse Fictive;{self.grocer.name};12\n"
        self._import("hub.import.crate", text + "Caisse Fictive;;40\n")
        kept = self._get_kept(green)
        content = self.env["hub.import.crate"].with_user(self.user)._export()
        self.env["hub.crate.line"].search([]).unlink()
        self._import("hub.import.crate", content)
        self.assertEqual(self._get_kept(green), kept)
        self.assertEqual(green.owned_count, 40)

    def test_past_years(self):
        text = (
            "Année;Mois;Client;Producteur;Montant HT;Poids (kg)\n"
            f"2024;;{self.grocer.name};TFA;1 200,40;800\n"
            f"2025;3;{self.grocer.name};TFA;99,60;50,5\n"
        )
        sales = self._import("hub.import.past.sale", text)
        self.assertEqual(sum(sales.mapped("amount_untaxed")), 1300.0)
        self.assertEqual(set(sales.mapped("span")), {"year", "month"})
        self.assertEqual(self._import("hub.import.past.sale", text), sales, "again")


class TestBadTables(ImportCase):
    def test_errors_name_their_line_and_nothing_is_written(self):
        errors = self._refuse(
            "hub.import.product",
            "Code;Nom;Producteur;Famille;Unité;Prix HT;Saison\n"
            f"A;Bon;TFA;{self.family};kg;1,85;\n"
            f"B;Prix;TFA;{self.family};kg;un euro;\n"
            f"C;Producteur;XXX;{self.family};kg;1;\n"
            "D;Famille;TFA;Meubles;kg;1;\n"
            f"A;Double;TFA;{self.family};kg;1;\n"
            f"F;Saison;TFA;{self.family};kg;1;13\n"
            f"G;;TFA;{self.family};kg;1;\n",
        )
        self.assertEqual(
            [(number, heading) for number, heading, __ in errors],
            [
                (3, "Prix HT"),
                (4, "Producteur"),
                (5, "Famille"),
                (6, "Code"),
                (7, "Saison"),
                (8, "Nom"),
            ],
        )
        self.assertIn("un euro", errors[0][2])

    def test_the_database_s_refusal_names_its_line(self):
        errors = self._refuse(
            "hub.import.producer", "Code;Nom\nGOOD;Ferme Fictive\nbad code!;Autre\n"
        )
        self.assertEqual([error[0] for error in errors], [3])
        errors = self._refuse(
            "hub.import.client", "Nom;Convives\nBonne Démo;10\nMauvaise Démo;-3\n"
        )
        self.assertEqual([error[0] for error in errors], [3])

    def test_crates_that_are_none(self):
        self.env["hub.crate.type"].create({"name": "Caisse Fictive"})
        errors = self._refuse(
            "hub.import.crate",
            "Caisse;Partenaire;Nombre\n"
            "Caisse Fictive;Personne;2\n"
            "Cagette inconnue;TFA;2\n"
            "Caisse Fictive;TFA;1,5\n"
            "Caisse Fictive;TFA;0\n"
            "Caisse Fictive;TFA;999999\n"
            "Caisse Fictive;;-4\n"
            "Caisse Fictive;TFA;beaucoup\n",
        )
        self.assertEqual({error[0] for error in errors}, set(range(2, 9)))

    def test_like_named_partners_are_not_guessed(self):
        self.grocer.copy({"name": self.grocer.name})
        errors = self._refuse(
            "hub.import.invoice",
            f"Client;Pièce;Date;Montant\n{self.grocer.name};F1;01/01/2026;10\n",
        )
        self.assertIn("several times", errors[0][2])

    def test_a_price_below_zero(self):
        head = "Code;Nom;Producteur;Famille;Unité;Prix HT;Température (°C)"
        row = f"N1;Glace;TFA;{self.family};kg;-5;-18"
        errors = self._refuse("hub.import.product", f"{head}\n{row}")
        self.assertEqual([error[:2] for error in errors], [(2, "Prix HT")])
        self._import("hub.import.product", f"{head}\n{row}".replace("-5", "5"))

    def test_numbers_that_are_none(self):
        self.carrot.default_code = "CAR"
        for price in ("nan", "inf", "1e400", "=1+1", "-2"):
            errors = self._refuse("hub.import.price", f"Code;Prix HT\nCAR;{price}\n")
            self.assertEqual(errors[0][:2], (2, "Prix HT"), price)

    def test_missing_columns_are_named(self):
        errors = self._refuse("hub.import.price", "Nom;Montant\na;b\n")
        self.assertIn("Prix HT", errors[0][1])
        errors = self._refuse("hub.import.price", b"\x89PNG\r\n\x00\x00")
        self.assertIn("cannot be read", errors[0][2])

    def test_a_check_writes_nothing(self):
        wizard = self._open("hub.import.producer", "Code;Nom\nDEM;Ferme Fictive\n")
        wizard.action_check()
        self.assertEqual((wizard.state, wizard.created), ("good", 1))
        self.assertFalse(
            self.env["res.partner"].search([("hub_producer_code", "=", "DEM")])
        )
        with Form(wizard) as form:
            form.kind = "hub.import.client"
            self.assertEqual(form.state, "new", "another kind is another check")

    def test_only_the_coordinator(self):
        volunteer = new_test_user(
            self.env, "volunteer", groups="milperche_hub.group_volunteer"
        )
        with self.assertRaises(AccessError):
            self.env["hub.import.file"].with_user(volunteer).create(
                {"kind": "hub.import.price", "file": base64.b64encode(b"x")}
            )

    def test_three_hundred_products_in_few_queries(self):
        lines = [
            f"P{rank:03d};Produit démo {rank};TFA;{self.family};kg;{rank},5"
            for rank in range(300)
        ]
        head = "Code;Nom;Producteur;Famille;Unité;Prix HT"
        few = self._count_queries("\n".join([head, *lines[:30]]))
        many = self._count_queries("\n".join([head, *lines[30:]]))
        self.assertLess(many, 9 * few, "less than in proportion")

    def _count_queries(self, text):
        wizard = self._open("hub.import.product", text)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        wizard.action_import()
        self.env.flush_all()
        self.assertEqual(wizard.state, "done", wizard.line_ids.mapped("sentence"))
        return self.env.cr.sql_log_count - before


class TestExport(ImportCase):
    def _unzip(self):
        content = self.env["hub.export"].with_user(self.user)._make_zip()
        archive = zipfile.ZipFile(io.BytesIO(content))
        return {name: archive.read(name) for name in archive.namelist()}

    def test_what_goes_out_comes_back_in(self):
        for rank, product in enumerate(self.products):
            product.default_code = f"D{rank:02d}"
        self.carrot.name = "=HYPERLINK(1)"
        self.juice.product_tmpl_id.season_month_ids = self.env["hub.month"].search([])
        files = self._unzip()
        tables = {name.split(" ", 1)[0]: text for name, text in files.items()}
        for rank, kind, records in (
            ("01", "hub.import.producer", self.producers),
            ("04", "hub.import.product", self.products.product_tmpl_id),
        ):
            content = tables[f"to_import/{rank}"]
            self.assertNotIn(b";=", content)
            before = records.read(self._get_columns(records))
            wizard = self._open(kind, content)
            wizard.action_import()
            self.assertEqual(wizard.state, "done", wizard.line_ids.mapped("sentence"))
            self.assertEqual((wizard.created, wizard.updated), (0, len(records)))
            self.assertEqual(records.read(self._get_columns(records)), before)

    def _get_columns(self, records):
        wanted = ("name", "city", "vat_regime", "list_price", "weight", "categ_id")
        wanted += ("uom_id", "producer_id", "season_month_ids", "hub_producer_code")
        return [name for name in wanted if name in records._fields]

    def test_documents_of_a_week_are_in_it(self):
        self._play_week()
        files = self._unzip()
        for name in ("order lines", "delivered lines", "invoice lines"):
            text = files[f"records/{name}.csv"].decode("utf-8-sig")
            self.assertIn("Carotte", text, name)

    def test_every_table_of_the_hub_is_in_it(self):
        self._play_week()
        partner = self.college.with_context(active_test=False)
        link = self.env["hub.access.link"]._get("order", partner)
        vals = {"kind": "other", "partner_id": partner.id, "subject": "Démo"}
        self.env["hub.message"]._post_once([{**vals, "key": "x", "body": link.url}])
        files = self._unzip()
        models = self.env["ir.model"].search(
            [("model", "=like", "hub.%"), ("transient", "=", False)]
        )
        tables = {m.model for m in models if self.env[m.model]._auto}
        tables -= {m for m in tables if self.env[m]._abstract} | {"hub.access.link"}
        self.assertLessEqual({f"all/{name}.csv" for name in tables}, files.keys())
        lines = files["all/stock.picking.csv"].decode("utf-8-sig").splitlines()
        self.assertIn("partner_id", lines[0].split(";"))
        self.assertGreater(len(lines), 2)
        self.assertFalse(
            [name for name, text in files.items() if link.token.encode() in text]
        )

    def _play_week(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.college, {self.carrot: 5})
        order.action_place()
        catalogue.action_close()
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        catalogue.action_invoice()

    def test_only_the_coordinator_takes_it_out(self):
        volunteer = new_test_user(
            self.env, "volunteer", groups="milperche_hub.group_volunteer"
        )
        with self.assertRaises(AccessError):
            self.env["hub.export"].with_user(volunteer)._make_zip()


class TestDownloads(HubHttpCase):
    def test_model_file_and_export(self):
        new_test_user(self.env, "coordinator", groups="milperche_hub.group_coordinator")
        new_test_user(self.env, "volunteer", groups="milperche_hub.group_volunteer")
        self.authenticate("coordinator", "coordinator")
        answer = self.url_open("/milperche_hub/import/hub.import.price.csv")
        self.assertEqual(answer.content.decode("utf-8-sig"), "Code;Prix HT\r\n")
        answer = self.url_open("/milperche_hub/export.zip")
        self.assertTrue(zipfile.is_zipfile(io.BytesIO(answer.content)))
        answer = self.url_open("/milperche_hub/import/res.users.csv")
        self.assertEqual(answer.status_code, 404)
        self.authenticate("volunteer", "volunteer")
        for path in ("export.zip", "import/hub.import.price.csv"):
            answer = self.url_open(f"/milperche_hub/{path}")
            self.assertEqual(answer.status_code, 404, path)
