"""What funders, parents and the public are shown."""

import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command

from .common import HubHttpCase
from .test_figures import FiguresCase


class FunderCase(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["hub.funder.report"].create(
            {
                "name": "Mars 2026",
                "date_from": date(2026, 3, 1),
                "date_to": date(2026, 3, 31),
            }
        )

    def _get(self, code):
        line = self.report.line_ids.filtered(lambda one: one.code == code)
        return round(line.value, 2)


class TestReport(FunderCase):
    def test_indicators_computed_by_hand(self):
        expected = {
            "turnover": 150.38,
            "weight": 34.15,
            "deliveries": 3,
            "orders": 3,
            "clients": 3,
            "producers": 3,
            "basket_amount": 50.13,
            "basket_lines": 1.67,
            "first_families": 5,
            "meat_share": round(59.8 / 150.38 * 100, 2),
            "on_time": 100.0,
            "complete": round(200 / 3, 2),
        }
        self.assertEqual({code: self._get(code) for code in expected}, expected)
        self.assertAlmostEqual(
            self._get("producers_net") + self._get("commission"), 150.38, 2
        )

    def test_the_period_before(self):
        make = self.report._get_previous_start
        self.assertEqual(make(date(2026, 3, 1), date(2026, 3, 31)), date(2026, 2, 1))
        self.assertEqual(make(date(2026, 1, 1), date(2026, 12, 31)), date(2025, 1, 1))
        self.assertEqual(make(date(2026, 3, 9), date(2026, 3, 15)), date(2026, 3, 2))
        self.report.write({"date_from": date(2026, 4, 1), "date_to": date(2026, 4, 30)})
        line = self.report.line_ids.filtered(lambda one: one.code == "turnover")
        self.assertEqual((line.value, round(line.previous, 2)), (0.0, 150.38))
        share = self.report.line_ids.filtered(lambda one: one.code == "meat_share")
        self.assertEqual(share.value_text, "–")

    def test_each_number_opens_its_lines(self):
        for line in self.report.line_ids:
            action = line.action_open()
            found = self.env[action["res_model"]].search(action["domain"])
            if line.code == "turnover":
                total = sum(found.mapped("amount_untaxed"))
                self.assertEqual(round(total, 2), 150.38)
            elif line.code == "first_families":
                self.assertEqual(len(found.grouped("partner_id")), 3)
                self.assertEqual(len({(r.partner_id, r.categ_id) for r in found}), 5)
            elif line.code == "claims":
                self.assertEqual(found._name, "hub.claim")
            elif line.code in ("clients", "producers", "orders", "deliveries"):
                [name] = action["context"]["group_by"]
                self.assertEqual(len(found.grouped(name)), line.value, line.code)

    def test_producers_add_up_to_the_turnover(self):
        rows = self.report._get_producer_rows()
        self.assertEqual(round(sum(row["amount"] for row in rows), 2), 150.38)
        history = self.report._get_history_rows()
        self.assertEqual(
            [(row[0], round(row[1], 2)) for row in history], [(2026, 150.38)]
        )

    def test_an_adjustment_is_neither_a_client_nor_a_sale(self):
        settlement = self._settle(date(2026, 3, 10))[:1]
        adjust = self.env["hub.settlement.adjust"].create(
            {"settlement_id": settlement.id, "amount": 8.0, "reason": "Gel"}
        )
        adjust.action_adjust()
        day = settlement.date_to
        self.assertGreater(day, date(2026, 3, 10))
        self.assertEqual(sum(self.figures.search([]).mapped("amount_borne")), 8.0)
        counted = self.figures._get_indicators(day, date(2026, 3, 31))
        self.assertEqual(counted["clients"][0], 0)
        self.assertEqual(counted["producers"][0], 0)
        self.assertFalse(self.figures._get_partners("producer_id", day, day))
        self.assertEqual(len(self.report._get_client_rows()), 3)
        self.report.date_from = day
        self.assertFalse(self.report._get_producer_rows())
        self.assertEqual(
            [row[-2:] for row in self.report._get_history_rows()], [(3, 3)]
        )

    def test_a_credit_note_alone_serves_nobody(self):
        self._invoice()
        self._refund(self.order_b, self.carrot, quantity=1.0)
        counted = self.figures._get_indicators(date(2026, 3, 11), date(2026, 3, 31))
        self.assertEqual(round(counted["turnover"][0], 2), -1.7)
        for code in ("orders", "clients", "producers", "deliveries", "lines"):
            value, model, domain = counted[code]
            self.assertEqual(value, 0, code)
            self.assertFalse(self.env[model].search(domain), code)

    def test_late_is_after_the_agreed_local_day(self):
        picking = self.order_a.picking_ids
        period = date(2026, 3, 1), date(2026, 3, 31)
        # 23:30 in Greenwich is half past midnight of the next day here
        for done, late in (("22:30", []), ("23:30", picking.ids)):
            picking.date_done = f"2026-03-10 {done}:00"
            value, _model, domain = self.figures._get_indicators(*period)["on_time"]
            self.assertEqual(domain, [("id", "in", late)])
            self.assertAlmostEqual(value, 100.0 - 100.0 * len(late) / 3)
        picking.date_done = "2026-03-31 22:30:00"
        count, *_wrong = self.figures._get_wrong_deliveries(*period)
        self.assertEqual(count, 2, "done in April")

    def test_workbook_without_formula(self):
        self.farm.name = "=cmd()"
        book = openpyxl.load_workbook(io.BytesIO(self.report._make_workbook()))
        self.assertEqual(len(book.worksheets), 7)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                self.assertFalse([cell for cell in row if cell.data_type == "f"])

    def test_printed(self):
        self.farm.write({"partner_latitude": 48.43, "partner_longitude": 0.88})
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_funder_action", self.report.ids
        )
        self.assertIn("data:image/svg+xml;base64", html.decode())
        self.assertIn(self.farm.name, html.decode())


class TestPastYears(FunderCase):
    """Sales typed or imported from before this software."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        farm, grocer, school = cls.farm, cls.grocer, cls.school_a
        cls.past = cls.env["hub.past.sale"].create(
            [
                cls._prepare(2024, grocer, farm, 1200.40, 800.0),
                cls._prepare(2025, grocer, farm, 900.10, 500.5),
                cls._prepare(2026, school, farm, 99.60, 50.5, month=1),
                cls._prepare(2026, grocer, farm, 10.02, 4.0, month=3),
            ]
        )

    @classmethod
    def _prepare(cls, year, client, producer, amount, weight, month=None):
        return {
            "date": date(year, month or 1, 1),
            "span": "month" if month else "year",
            "partner_id": client.id,
            "producer_id": producer.id,
            "amount_untaxed": amount,
            "weight_kg": weight,
        }

    def _set_period(self, start, end):
        self.report.write({"date_from": start, "date_to": end})
        return {line.code: line for line in self.report.line_ids}

    def test_history_since_the_start(self):
        rows = {row[0]: row[1:] for row in self.report._get_history_rows()}
        self.assertEqual(list(rows), [2024, 2025, 2026])
        self.assertEqual(rows[2024], (1200.40, None, 800.0, None, 1, 1))
        amount, commission, weight, deliveries, clients, producers = rows[2026]
        self.assertEqual(round(amount, 2), 150.38 + 99.60 + 10.02)
        self.assertEqual(round(weight, 3), 34.15 + 50.5 + 4.0)
        self.assertGreater(commission, 0.0)
        self.assertEqual((deliveries, clients, producers), (3, 4, 3))

    def test_a_year_is_not_cut_into_months(self):
        lines = self._set_period(date(2025, 1, 1), date(2025, 6, 30))
        self.assertEqual(lines["turnover"].value, 0.0)

    def test_period_and_period_before(self):
        lines = self._set_period(date(2025, 1, 1), date(2025, 12, 31))
        self.assertEqual(round(lines["turnover"].value, 2), 900.10)
        self.assertEqual(round(lines["turnover"].previous, 2), 1200.40)
        self.assertEqual(lines["clients"].value, 1)
        for code in ("commission", "basket_amount", "deliveries", "claims"):
            self.assertEqual(lines[code].value_text, "–", code)
        action = lines["turnover"].action_open()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.past[1])

    def test_month_with_both_adds_up(self):
        lines = self._set_period(date(2026, 3, 1), date(2026, 3, 31))
        self.assertEqual(round(lines["turnover"].value, 2), 160.40)
        self.assertEqual(round(lines["weight"].value, 3), 38.15)
        self.assertEqual((lines["clients"].value, lines["producers"].value), (4, 3))
        self.assertEqual(round(lines["basket_amount"].value, 2), 50.13)
        for rows in (self.report._get_producer_rows(), self.report._get_client_rows()):
            self.assertEqual(round(sum(row["amount"] for row in rows), 2), 160.40)
        action = lines["turnover"].action_open_past()
        self.assertEqual(
            self.env["hub.past.sale"].search(action["domain"]), self.past[3]
        )
        self.assertTrue(lines["turnover"].has_past)
        self.assertFalse(lines["commission"].has_past)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_funder_action", self.report.ids
        )
        self.assertIn("900,10", html.decode())
        self.report._make_workbook()
        said = len(self.report._get_method())
        self.past.unlink()
        self.assertEqual(len(self.report._get_method()), said - 1)

    def test_month_beside_its_year_is_refused(self):
        with self.assertRaises(ValidationError):
            self.env["hub.past.sale"].create(
                self._prepare(2024, self.grocer, self.farm, 1.0, 1.0, month=5)
            )


class TestActivities(FunderCase):
    def test_counted_with_date_and_proof(self):
        Activity = self.env["hub.activity.record"]
        Activity.create(
            [
                {"name": "Appel", "kind": "canteen", "date": date(2026, 3, 3)},
                {
                    "name": "Atelier",
                    "kind": "training",
                    "date": date(2026, 3, 4),
                    "people": 7,
                    "proof": "UERG",
                    "proof_name": "liste.pdf",
                },
                {
                    "name": "Tournée",
                    "kind": "volunteer",
                    "date": date(2026, 3, 5),
                    "hours": 3.5,
                    "km": 42,
                },
                {"name": "Avant", "kind": "canteen", "date": date(2026, 2, 3)},
            ]
        )
        self.report.action_count()
        self.assertEqual(self._get("canteens_contacted"), 1)
        self.assertEqual(self._get("cooks_trained"), 7)
        self.assertEqual(
            (self._get("volunteer_hours"), self._get("volunteer_km")), (3.5, 42)
        )
        proved = Activity.search([("has_proof", "=", True)])
        self.assertEqual(proved.name, "Atelier")

    def test_refused(self):
        for values in ({"hours": -1}, {"people": 99999}, {"date": date(2030, 1, 1)}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["hub.activity.record"].create({"name": "X", **values})


class TestSubsidies(FunderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feader = cls.env.ref("milperche_hub.analytic_feader")
        cls.action = cls.env.ref("milperche_hub.analytic_logistics")
        cls.subsidy = cls.env["hub.subsidy"].create(
            {
                "name": "FEADER 2026",
                "partner_id": cls.env["res.partner"].create({"name": "FEADER Démo"}).id,
                "analytic_account_id": cls.feader.id,
                "date_start": date(2026, 1, 1),
                "date_end": date(2026, 12, 31),
                "amount_granted": 5000.0,
                "date_expected": date(2026, 9, 1),
            }
        )

    def _make_bill(self, price, share, supplier="Garage Démo"):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.env["res.partner"].create({"name": supplier}).id,
                "invoice_date": date(2026, 3, 5),
                "ref": "F-12",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Location du camion",
                            "price_unit": price,
                            "analytic_distribution": {
                                f"{self.feader.id},{self.action.id}": share
                            },
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return bill

    def test_claim_list(self):
        bill = self._make_bill(1000.0, 80.0)
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        payment.create({"payment_date": date(2026, 3, 20)}).action_create_payments()
        self._make_bill(200.0, 50.0, supplier="=1+1")
        rows = self.subsidy._get_claim_rows()
        first = next(row for row in rows if row["supplier"] == "Garage Démo")
        self.assertEqual(first["amount_share"], 800.0)
        self.assertEqual(first["amount_total"], bill.amount_total)
        self.assertEqual(first["action"], self.action.name)
        self.assertEqual(first["paid_on"], date(2026, 3, 20))
        self.assertEqual(first["paid_by"], bill.matched_payment_ids.journal_id.name)
        self.assertEqual(self.subsidy.amount_claimed, 900.0)
        book = openpyxl.load_workbook(io.BytesIO(self.subsidy._make_claim_file()))
        self.assertFalse(
            [c for row in book.active.iter_rows() for c in row if c.data_type == "f"]
        )
        self.assertEqual(book.active.max_row, 4)

    def test_receivable_for_the_cash_position(self):
        self.subsidy.amount_received = 1500.0
        [row] = self.env["hub.subsidy"]._get_receivables()
        self.assertEqual((row["amount"], row["date"]), (3500.0, date(2026, 9, 1)))
        self.subsidy.amount_received = 5000.0
        self.assertFalse(self.env["hub.subsidy"]._get_receivables())

    def test_refused(self):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.subsidy.amount_received = 6000.0
        with self.assertRefused("No posted bill"):
            self.subsidy.action_claim_list()

    def test_who_may(self):
        volunteer = self._make_user("fu_vol", "milperche_hub.group_volunteer")
        for record in (self.subsidy, self.report):
            with self.assertRaises(AccessError):
                record.with_user(volunteer).read(["name"])


class TestPoster(FunderCase):
    def test_what_was_eaten(self):
        self.school_a.write({"partner_latitude": 48.43, "partner_longitude": 0.88})
        self.farm.write({"partner_latitude": 48.53, "partner_longitude": 0.88})
        eaten = self.school_a._get_eaten()
        names = [entry["name"] for entry in eaten["producers"]]
        self.assertEqual(names, [self.farm.name, self.dairy.name])
        self.assertEqual(round(eaten["producers"][0]["distance_km"]), 11)
        self.assertEqual(eaten["monday"], date(2026, 3, 9))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_poster_action", self.school_a.ids
        )
        self.assertIn(self.carrot.name, html.decode())
        self.assertNotIn("21.25", html.decode())

    def test_nothing_yet(self):
        self.assertFalse(self.college._get_eaten()["producers"])
        self.assertFalse(self.college._get_eaten_weeks())

    def test_one_week_and_no_other(self):
        self.assertEqual(self.school_a._get_eaten_weeks(), [date(2026, 3, 9)])
        self.assertTrue(self.school_a._get_eaten(date(2026, 3, 9))["producers"])
        self.assertFalse(self.school_a._get_eaten(date(2026, 3, 2))["producers"])

    def test_no_alcohol_before_parents(self):
        family = self.env.ref("milperche_hub.categ_alcohol")
        self.carrot.product_tmpl_id.categ_id = family
        eaten = self.school_a._get_eaten()
        names = [p["name"] for entry in eaten["producers"] for p in entry["products"]]
        self.assertNotIn(self.carrot.name.partition(",")[0], names)
        self.assertTrue(names)

    def test_all_canteens_of_a_week_at_once(self):
        week = self.env["stock.picking"].search(
            [("partner_id", "=", self.school_a.id), ("state", "=", "done")], limit=1
        )
        posters = week.catalogue_id._get_posters()
        self.assertIn(self.school_a, [canteen for canteen, _eaten in posters])
        self.assertNotIn(self.grocer, [canteen for canteen, _eaten in posters])
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_posters_action", week.catalogue_id.ids
        )
        self.assertIn(self.school_a.name, html.decode())


class TestPublicPage(HubHttpCase):
    def test_open_only_while_published(self):
        self.school_a.action_hub_publish()
        token = self.school_a.hub_public_token
        page = self.url_open(f"/hub/eaten/{token}")
        self.assertIn(self.school_a.name, page.text)
        self.school_a.action_hub_unpublish()
        self.env.cr.flush()
        self.assertEqual(self.url_open(f"/hub/eaten/{token}").status_code, 404)
        self.assertEqual(self.url_open("/hub/eaten/x").status_code, 404)
