from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.milperche_hub.models.ir_actions_report_moneyless import PRICED
from odoo.addons.milperche_hub.tools.money_fields import is_money

from .common import MONDAY, HubCase, HubHttpCase
from .test_week_page import VOLUNTEER, WeekCase, WeekWorld


class TestHandover(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator = cls._make_user("h_coord", "milperche_hub.group_coordinator")
        cls.friend = cls._make_user("h_friend", "base.group_user")

    def _make_period(self, first, last, user=None):
        return (
            self.env["hub.handover.period"]
            .with_user(self.coordinator)
            .create(
                {
                    "user_id": (user or self.friend).id,
                    "date_from": first,
                    "date_to": last,
                    "note": "Keys under the crate.",
                }
            )
        )

    def _run(self, *day):
        self.clock.move_to(datetime(*day, 9, 0))
        self.env["hub.handover.period"]._cron_run_due()

    def test_access_comes_and_goes_by_itself(self):
        self.clock.move_to(MONDAY)
        period = self._make_period(date(2026, 3, 9), date(2026, 3, 13))
        self.assertEqual(period.state, "planned")
        self.assertFalse(self.friend.has_group(VOLUNTEER))
        self._run(2026, 3, 9)
        self.assertEqual(period.state, "running")
        self.assertTrue(self.friend.has_group(VOLUNTEER))
        page = self.env["hub.week"].with_user(self.friend).get_page()
        self.assertIn("13", page["handover"]["until"])
        self.assertEqual(page["handover"]["note"], "Keys under the crate.")
        self._run(2026, 3, 13)
        self.assertTrue(self.friend.has_group(VOLUNTEER), "the last day is hers")
        # the server was down for two days
        self._run(2026, 3, 16)
        self.assertEqual(period.state, "ended")
        self.assertFalse(self.friend.has_group(VOLUNTEER))
        with self.assertRaises(AccessError):
            self.env["hub.week"].with_user(self.friend).get_page()
        log = " ".join(period.sudo().message_ids.mapped("body"))
        self.assertIn("runs the week", log)
        self.assertIn("gave the week back", log)
        taken = period.date_taken
        self._run(2026, 3, 17)
        self.assertEqual(period.date_taken, taken)

    def test_begins_at_once_and_ends_at_a_click(self):
        self.clock.move_to(MONDAY)
        period = self._make_period(MONDAY.date(), MONDAY.date() + timedelta(days=3))
        self.assertTrue(self.friend.has_group(VOLUNTEER))
        with self.assertRaises(UserError):
            period.user_id = self.coordinator
        with self.assertRaises(UserError):
            period.unlink()
        with self.assertRaises(AccessError):
            period.with_user(self.friend).action_end()
        period.action_end()
        period.action_end()
        self.assertFalse(self.friend.has_group(VOLUNTEER))

    def test_own_access_of_a_volunteer_stays(self):
        self.clock.move_to(MONDAY)
        regular = self._make_user("h_regular", VOLUNTEER)
        period = self._make_period(MONDAY.date(), MONDAY.date(), regular)
        period.action_end()
        self.assertTrue(regular.has_group(VOLUNTEER))

    def test_refusals(self):
        self.clock.move_to(MONDAY)
        cook = self._make_portal_user("h_cook", self.college)
        with self.assertRaises(ValidationError):
            self._make_period(date(2026, 3, 9), date(2026, 3, 10), cook)
        self._make_period(date(2026, 3, 9), date(2026, 3, 10))
        with self.assertRaises(ValidationError):
            self._make_period(date(2026, 3, 10), date(2026, 3, 12))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._make_period(date(2026, 4, 10), date(2026, 4, 2))
        with self.assertRaises(AccessError):
            self.env["hub.handover.period"].with_user(self.friend).create(
                {"user_id": self.friend.id, "date_to": date(2026, 4, 1)}
            )


class TestNoMoney(WeekCase):
    """Everything a volunteer can open or ask for, and no amount in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.order = cls._make_order(cls.catalogue, cls.college, {cls.carrot: 5})
        cls.catalogue.action_close()
        cls.catalogue.action_receive_all()

    def _as_volunteer(self, model):
        return self.env[model].with_user(self.volunteer)

    def _get_readable_models(self):
        for name in sorted(self.env.registry):
            model = self._as_volunteer(name)
            if not model._abstract and model.has_access("read"):
                yield model

    def _get_money(self, model):
        return [n for n, f in model._fields.items() if is_money(model._name, n, f.type)]

    def test_no_field_of_money_is_described_read_or_grouped(self):
        walked = 0
        for model in self._get_readable_models():
            money = self._get_money(model)
            described = model.fields_get(money, ["type"]) if money else {}
            self.assertFalse(described, model._name)
            for name in money:
                walked += 1
                with self.assertRaises(AccessError, msg=f"{model._name}.{name}"):
                    model.search([], limit=1).read([name])
        self.assertGreater(walked, 80)

    def test_no_field_of_money_is_left_in_a_wizard(self):
        walked = 0
        for model in self._get_readable_models():
            if model._transient:
                walked += 1
                arch = etree.fromstring(model.get_view(view_type="form")["arch"])
                self._check_arch(model, arch, "form")
        self.assertGreater(walked, 20)

    def test_no_printed_document_has_an_amount(self):
        """Each report of what she may read: it stops, or shows no amount."""
        reports = self.env["ir.actions.report"].search([])
        mine = reports.filtered(
            lambda r: (
                r.report_name.split(".")[0] in ("milperche_hub", "sale", "product")
                and r.model in self.env
                and self._as_volunteer(r.model).has_access("read")
            )
        )
        mine_of_the_week = {
            "sale.order": self.order,
            "stock.picking": self.order.picking_ids,
        }
        printed = 0
        for report in mine:
            records = self._as_volunteer(report.model).search([], limit=2)
            if report.model in mine_of_the_week:
                records = mine_of_the_week[report.model].with_user(self.volunteer)
            try:
                html, _kind = report.with_user(self.volunteer)._render_qweb_html(
                    report, records.ids, data={}
                )
            except (AccessError, UserError):
                continue
            printed += bool(records)
            for amount in (b"oe_currency_value", "€".encode()):
                self.assertNotIn(amount, html, report.report_name)
        self.assertGreater(printed, 8)
        for name in PRICED:
            with self.assertRaises(AccessError, msg=name):
                reports.with_user(self.volunteer)._render_template(name, {})

    def test_no_mail_is_written_from_an_order(self):
        composer = self.env["mail.compose.message"].with_user(self.volunteer)
        with self.assertRaises(UserError), mute_logger("odoo.addons.mail.models"):
            written = composer.create(
                {
                    "model": "sale.order",
                    "res_ids": str(self.order.ids),
                    "template_id": self.env.ref("sale.email_template_edi_sale").id,
                    "composition_mode": "comment",
                }
            )
            self.assertNotIn("\u20ac", str(written.body))

    def test_no_figure_dashboard_or_term_is_read(self):
        for model in (
            "hub.contract.price",
            "hub.partnership",
            "hub.sales.analysis",
            "hub.past.sale",
            "hub.funder.report",
            "hub.subsidy",
            "hub.commission.rule",
            "hub.message",
        ):
            with self.assertRaises(AccessError, msg=model):
                self._as_volunteer(model).search([])
        dashboard = self.env.ref("milperche_hub.spreadsheet_dashboard_hub")
        self.assertNotIn(
            dashboard, self._as_volunteer("spreadsheet.dashboard").search([])
        )
        with self.assertRaises(AccessError):
            dashboard.with_user(self.volunteer).read(["spreadsheet_data"])

    def test_no_monetary_field_is_left_in_a_view_of_a_menu(self):
        menus = self.env["ir.ui.menu"].with_user(self.volunteer)
        opened = 0
        for menu in menus.browse(menus._visible_menu_ids()).sudo():
            action = menu.action
            if not action or action._name != "ir.actions.act_window":
                continue
            model = self._as_volunteer(action.res_model)
            if not model.has_access("read") or model._transient:
                continue
            views = [[view, kind] for view, kind in action.views]
            found = model.get_views(views, {"load_filters": False})
            opened += 1
            for kind, view in found["views"].items():
                self._check_arch(model, etree.fromstring(view["arch"]), kind)
        self.assertGreater(opened, 20)

    def _check_arch(self, model, arch, kind):
        for node in arch.xpath(".//field[@name][not(ancestor::field)]"):
            field = model._fields.get(node.get("name"))
            self.assertFalse(
                field and is_money(model._name, field.name, field.type),
                f"{model._name} {kind} {node.get('name')}",
            )

    def test_no_door_of_the_goods_is_open(self):
        order = self.order.with_user(self.volunteer)
        self.assertTrue(order.read(["name", "partner_id", "state"]))
        self.assertTrue(order.order_line.read(["product_uom_qty"]))
        product = self.carrot.with_user(self.volunteer)
        move = self.order.picking_ids.move_ids.with_user(self.volunteer)
        for attempt in (
            lambda: order.read(["amount_total"]),
            lambda: order.export_data(["name", "amount_total"]),
            lambda: order.export_data(["order_line/price_unit"]),
            lambda: order.search([("amount_total", ">", 1)]),
            lambda: order.formatted_read_group(
                [], ["partner_id"], ["amount_total:sum"]
            ),
            lambda: order.order_line.write({"price_unit": 0.0}),
            lambda: order.read_group([], ["amount_total:sum"], ["partner_id"]),
            lambda: order.formatted_read_grouping_sets(
                [], [["partner_id"]], ["amount_total:sum"]
            ),
            lambda: order.web_search_read([], {"amount_total": {}}),
            lambda: order.partner_id.read(["hub_order_minimum"]),
            lambda: product.read(["list_price"]),
            lambda: product.search([("list_price", ">", 1)]),
            lambda: product.export_data(["lst_price"]),
            lambda: product.web_read({"standard_price": {}}),
            lambda: product.formatted_read_group([], [], ["standard_price:avg"]),
            lambda: product.search([], order="list_price desc, id"),
            lambda: product.search(
                [("product_tmpl_id", "any", [("list_price", ">", 1)])]
            ),
            lambda: product.formatted_read_group(
                [], ["categ_id"], ["__count"], [("standard_price:sum", ">", 1)]
            ),
            lambda: product.formatted_read_group(
                [], ["categ_id"], ["__count"], order="standard_price:sum desc"
            ),
            lambda: move.read_progress_bar(
                [], "price_unit", {"field": "state", "colors": {"done": "success"}}
            ),
            lambda: move.read(["price_unit"]),
            lambda: move.picking_id.export_data(["move_ids/price_unit"]),
            lambda: self.catalogue.offer_ids.with_user(self.volunteer).read(
                ["price_unit"]
            ),
        ):
            with self.assertRaises(AccessError):
                attempt()
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": self.farm.id}
        )
        self.assertFalse(self._as_volunteer("res.partner.bank").search([]))
        with self.assertRaises(AccessError):
            bank.with_user(self.volunteer).read(["acc_number"])
        self.assertTrue(bank.with_user(self.coordinator).read(["acc_number"]))
        self.assertFalse(self._as_volunteer("hub.offer.change").search([]))
        for model in ("account.move", "account.payment", "hub.settlement"):
            with self.assertRaises(AccessError):
                self._as_volunteer(model).search([])

    def test_order_step_opens_the_list_without_money(self):
        page = self._page(self.volunteer, catalogue_id=self.catalogue.id)
        step = next(s for s in page["steps"] if s["key"] == "orders")
        action = self._press(step["open"], self.volunteer)
        views = {kind: view for view, kind in action["views"]}
        self.assertEqual(
            views["list"],
            self.env.ref("milperche_hub.sale_order_view_list_moneyless").id,
        )
        action = self._press(step["open"])
        self.assertNotIn("moneyless", str(action.get("xml_id")))

    def test_volunteer_books_reader_sees_amounts(self):
        treasurer = self._make_user(
            "h_treasurer", f"{VOLUNTEER},account.group_account_readonly"
        )
        self.assertTrue(
            self.order.order_line.with_user(treasurer).read(["price_subtotal"])
        )


class TestMessagesCard(WeekCase):
    def test_bounced_and_missing_addresses(self):
        self._make_catalogue()
        self.grocer.email = False
        messages = self.env["hub.message"]._post_once(
            [
                {
                    "key": f"t-{client.id}",
                    "kind": "other",
                    "partner_id": client.id,
                    "subject": "Bonjour",
                    "body": "x",
                }
                for client in (self.grocer, self.college)
            ]
        )
        messages[1].failure_reason = "550 unknown"
        card = self._one("message")
        self.assertEqual(card["count"], 2)
        self.assertEqual(self._opened(card), messages)
        lost = messages[0].with_user(self.coordinator)
        with self.assertRaises(UserError):
            lost.action_send_again()
        lost.hub_partner_email = "epicerie@example.org"
        lost.action_send_again()
        messages[1].with_user(self.coordinator).action_told_otherwise()
        self.assertEqual(messages[1].state, "cancelled")
        self.assertFalse(self._find(self._page(), "message"))

    def test_sold_out_offers(self):
        catalogue = self._make_catalogue(quantity=5)
        self._make_order(catalogue, self.college, {self.carrot: 5})
        card = self._one("sold_out")
        self.assertEqual(self._opened(card).product_id, self.carrot)


class TestVolunteerTour(WeekWorld, HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_week()
        cls.volunteer.write({"password": "week_volunteer", "tz": "Europe/Paris"})
        cls._add_tour("volunteer_tour")

    def test_volunteer_opens_the_orders_and_sees_no_amount(self):
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.school_a, {self.carrot: 5})
        self.start_tour(
            "/odoo/this-week", "hub_volunteer_tour", login="week_volunteer", timeout=120
        )

    def test_pages_of_the_portal_show_her_no_amount(self):
        catalogue = self._make_catalogue()
        order = self._make_order(catalogue, self.school_a, {self.carrot: 5})
        order._portal_ensure_token()
        self.authenticate("week_volunteer", "week_volunteer")
        shown = {}
        for url in (
            "/my",
            "/my/orders",
            f"/my/orders/{order.id}",
            f"/my/orders/{order.id}?access_token={order.access_token}",
            f"/my/orders/{order.id}?report_type=html",
            f"/my/orders/{order.id}?report_type=pdf",
            f"/my/catalogue/{catalogue.id}",
            f"/my/catalogue/for/{self.school_a.id}/{catalogue.id}",
            f"/report/html/sale.report_saleorder/{order.id}",
            f"/report/pdf/sale.report_saleorder/{order.id}",
            f"/report/html/product.report_pricelist/{self.carrot.id}",
            f"/report/html/product.report_producttemplatelabel2x7/{self.carrot.id}",
            "/milperche_hub/export.zip",
        ):
            page = self.url_open(url)
            self.assertNotIn("oe_currency_value", page.text, url)
            self.assertNotIn("€", page.text, url)
            kind = page.headers["Content-Type"]
            self.assertNotIn(kind, ("application/pdf", "application/zip"), url)
            self.assertNotIn("/web/login", page.url, "she is signed in")
            shown[url] = page.url
        self.assertEqual(self.url_open("/my").status_code, 200)
        grid = f"/my/catalogue/for/{self.school_a.id}/{catalogue.id}"
        self.assertEqual(urlsplit(shown[grid]).path, "/my", "its prices: not for her")
