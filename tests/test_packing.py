"""Sharing out, packing in three views that agree, the paper pack, the labels."""

import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError

from odoo.addons.milperche_hub.tools import matrix

from .common import HubCase, HubHttpCase


class PackingCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packing = cls.env["hub.packing"]
        cls.catalogue = cls._make_catalogue()
        cls.orders = {
            client: cls._make_order(cls.catalogue, client, quantities)
            for client, quantities in (
                (cls.school_a, {cls.carrot: 10.0, cls.goat: 6.0}),
                (cls.school_b, {cls.carrot: 10.0, cls.beef: 3.0}),
                (cls.college, {cls.carrot: 5.0, cls.apple: 8.0}),
            )
        }
        cls.catalogue.action_close()

    @classmethod
    def _receive(cls, **quantities):
        """Receive all, some products short or long, carrots in two lots."""
        for move in cls.catalogue.dropoff_ids.move_ids:
            if move.product_id == cls.carrot:
                row = move.move_line_ids
                row.write(
                    {
                        "quantity": 10.0,
                        "expiration_date": fields.Datetime.now() + timedelta(days=20),
                    }
                )
                row.copy(
                    {
                        "quantity": quantities.get("carrot", 25.0) - 10.0,
                        "move_id": move.id,
                        "picking_id": move.picking_id.id,
                        "hub_producer_lot": "OLD",
                        "expiration_date": fields.Datetime.now() + timedelta(days=9),
                    }
                )
        cls.catalogue.dropoff_ids.action_receive()

    def _move(self, client, product):
        return self.orders[client].picking_ids.move_ids.filtered(
            lambda m: m.product_id == product
        )

    def _shares(self):
        return {
            client: round(self._move(client, self.carrot).quantity, 3)
            for client in self.orders
        }


class TestShareOut(PackingCase):
    def test_first_expired_first_out(self):
        self._receive()
        lines = self.catalogue.delivery_ids.move_line_ids.filtered(
            lambda ml: ml.product_id == self.carrot
        ).sorted("id")
        days = lines.mapped("lot_id.expiration_date")
        self.assertEqual(days, sorted(days))
        self.assertEqual(len(set(lines.lot_id.mapped("name"))), 2)

    def test_sharing_again_changes_nothing(self):
        self._receive(carrot=20.0)
        before = self._lines()
        self.env["stock.move"]._share_out_products(self.carrot)
        self.assertEqual(self._lines(), before)

    def _lines(self):
        return [
            (ml.id, ml.lot_id.id, ml.quantity)
            for ml in self.catalogue.delivery_ids.move_line_ids.sorted("id")
        ]

    def test_one_client_is_corrected_the_others_keep_theirs(self):
        self._receive(carrot=20.0)
        self.assertEqual(sum(self._shares().values()), 20.0)
        move_a, move_b = (
            self._move(client, self.carrot) for client in (self.school_a, self.school_b)
        )
        kept = self._shares()[self.college]
        with self.assertRefused("left to share"):
            self.packing.set_share(move_b.id, 10.0)
        self.packing.set_share(move_a.id, 5.0)
        self.packing.set_share(move_b.id, 10.0)
        shares = self._shares()
        self.assertEqual(shares[self.school_a], 5.0)
        self.assertEqual(shares[self.school_b], 10.0)
        self.assertEqual(shares[self.college], kept)
        self.assertReservedAgrees()

    def assertReservedAgrees(self):
        """What lots hold in reserve is what the deliveries' lines say."""
        self.env.flush_all()
        self.env.invalidate_all()
        for quant in self.env["stock.quant"].search(
            [
                ("product_id", "in", self.products.ids),
                ("location_id.usage", "=", "internal"),
            ]
        ):
            lines = self.catalogue.delivery_ids.move_line_ids.filtered(
                lambda ml, q=quant: (
                    ml.lot_id == q.lot_id and ml.product_id == q.product_id
                )
            )
            self.assertAlmostEqual(
                quant.reserved_quantity, sum(lines.mapped("quantity")), 3
            )
            self.assertLessEqual(quant.reserved_quantity, quant.quantity + 0.0005)

    def test_another_lot(self):
        self._receive(carrot=40.0)
        line = self._move(self.school_a, self.carrot).move_line_ids[:1]
        page = self.packing.get_page(self.catalogue.id)
        free = page["lots"][str(self.carrot.id)]
        other = next(lot for lot in free if lot["id"] != line.lot_id.id)
        self.packing.set_lot(line.id, other["id"])
        self.assertEqual(line.lot_id.id, other["id"])
        self.assertReservedAgrees()
        stranger = self._move(self.college, self.apple).move_line_ids.lot_id
        with self.assertRefused("not enough is free"):
            self.packing.set_lot(line.id, stranger.id)

    def test_shared_afresh_but_for_what_is_packed(self):
        self._receive(carrot=20.0)
        move_a = self._move(self.school_a, self.carrot)
        self.packing.set_share(move_a.id, 1.0)
        self.packing.set_packed(move_a.move_line_ids.ids, True)
        self.packing.share_again(
            [self._move(client, self.carrot).id for client in self.orders]
        )
        self.assertEqual(sum(self._shares().values()), 20.0)
        self.assertTrue(move_a.move_line_ids.filtered("hub_packed"))
        self.assertReservedAgrees()

    def test_nonsense_changes_nothing(self):
        self._receive()
        move = self._move(self.school_a, self.carrot)
        for value in (-1, float("nan"), float("inf"), 1e9, "ten", None, True):
            with self.subTest(value=value), self.assertRefused("a quantity is"):
                self.packing.set_share(move.id, value)
        dropoff = self.catalogue.dropoff_ids.move_ids[:1]
        with self.assertRefused("closed"):
            self.packing.set_share(dropoff.id, 1.0)
        with self.assertRefused("gone"):
            self.packing.set_share(10**9, 1.0)
        self.catalogue.action_deliver_all()
        with self.assertRefused("closed"):
            self.packing.set_share(move.id, 1.0)
        with self.assertRefused("closed"):
            self.packing.set_packed(move.move_line_ids.ids, True)


class TestPackingPage(PackingCase):
    def test_three_views_agree(self):
        self._receive(carrot=20.0)
        views = self.catalogue.delivery_ids._get_packing_views()
        sets = [
            sorted(
                (line["move_id"], line["id"])
                for group in groups
                for line in group["lines"]
            )
            for groups in views.values()
        ]
        self.assertEqual(sets[0], sets[1])
        self.assertEqual(sets[0], sets[2])
        weights = {
            name: round(sum(group["weight"] for group in groups), 3)
            for name, groups in views.items()
        }
        self.assertEqual(len(set(weights.values())), 1, weights)
        (sheet,) = self.catalogue.delivery_ids._get_packing_matrix()
        carrots = next(r for r in sheet["rows"] if r["product"] == self.carrot.name)
        self.assertEqual(carrots["total"], 20.0)
        self.assertEqual(sum(filter(None, carrots["cells"])), 20.0)

    def test_check_off(self):
        self._receive()
        lines = self.orders[self.school_a].picking_ids.move_line_ids
        for _press in range(2):
            self.packing.set_packed(lines.ids, True)
        page = self.packing.get_page(self.catalogue.id)
        packed = {line["id"] for line in page["lines"] if line["packed"]}
        self.assertEqual(packed, set(lines.ids))
        self.packing.set_share(self._move(self.school_a, self.carrot).id, 9.0)
        self.assertFalse(
            any(
                self._move(self.school_a, self.carrot).move_line_ids.mapped(
                    "hub_packed"
                )
            ),
            "what changed is packed again",
        )

    def test_what_lacks_is_shown_and_what_comes_late_is_marked(self):
        self.assertFalse(self.catalogue.delivery_ids.mapped("hub_date_printed")[0])
        lines = self.catalogue.delivery_ids._get_packing_lines()
        self.assertEqual({line["id"] for line in lines}, {0})
        self.assertTrue(all(line["ordered"] for line in lines))
        self.assertFalse(any(line["added"] for line in lines))
        self.catalogue.delivery_ids.action_print_pack()
        printed = self.catalogue.delivery_ids.mapped("hub_date_printed")
        self.assertTrue(all(printed))
        delivery = self.orders[self.school_a].picking_ids
        delivery.hub_date_printed = delivery.create_date - timedelta(days=1)
        self.assertTrue(all(line["added"] for line in delivery._get_packing_lines()))

    def test_by_day(self):
        page = self.packing.get_page(self.catalogue.id)
        self.assertTrue(page["days"])
        day = page["days"][0]["key"]
        one = self.packing.get_page(self.catalogue.id, day)
        self.assertEqual(one["day"], day)
        self.assertFalse(self.packing.get_page(self.catalogue.id, "1999-01-01")["day"])

    def test_who_may(self):
        volunteer = self._make_user("pack_volunteer", "milperche_hub.group_volunteer")
        self._receive()
        packing = self.packing.with_user(volunteer)
        move = self._move(self.school_a, self.carrot)
        self.assertTrue(packing.get_page(self.catalogue.id)["lines"])
        packing.set_share(move.id, 9.0)
        packing.set_packed(move.move_line_ids.ids, True)
        portal = self._make_portal_user("pack_portal", self.school_a)
        for call in (
            lambda p: p.get_page(self.catalogue.id),
            lambda p: p.set_share(move.id, 1.0),
            lambda p: p.set_packed(move.move_line_ids.ids, True),
        ):
            with self.assertRaises(AccessError):
                call(self.packing.with_user(portal))

    def test_queries_do_not_grow_with_lines(self):
        self._receive()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.packing.get_page(self.catalogue.id)
        self.assertLess(self.env.cr.sql_log_count - before, 60)


class TestPaper(PackingCase):
    def _text(self, report):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            f"milperche_hub.{report}", self.catalogue.delivery_ids.ids
        )
        html = re.sub(r"<style.*?</style>", "", html.decode(), flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    def test_labels_say_what_is_inside(self):
        self.goat.write({"hub_cold_chain": True, "hub_storage_temperature": 4.0})
        self._receive()
        labels = self.orders[self.school_a].picking_ids._get_packing_crates()
        self.assertEqual([label["cold"] for label in labels], [False, True])
        self.assertEqual([label["count"] for label in labels], [2, 2])
        self.assertEqual(labels[1]["lines"][0]["product"], self.goat.name)
        self.assertTrue(labels[0]["lines"][0]["expiry"])
        total = sum(line["quantity"] for label in labels for line in label["lines"])
        self.assertEqual(total, 16.0)
        text = self._text("report_crate_labels")
        self.assertIn(self.school_a.name, text)
        self.assertIn(labels[0]["barcode"], text)
        self.assertIn(labels[0]["lines"][0]["lot"], text)

    def test_the_note_says_the_producers_own_lot(self):
        self._receive()
        text = self._text("report_delivery_note")
        for part in ("OLD", "TFA-260302", self.farm.name, self.carrot.name):
            self.assertIn(part, text)

    def test_one_file(self):
        self._receive()
        with self.allow_pdf_render():
            pdf, kind = (
                self.env["ir.actions.report"]
                .with_context(force_report_rendering=True)
                ._render_qweb_pdf(
                    "milperche_hub.report_paper_pack", self.catalogue.delivery_ids.ids
                )
            )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_a_hundred_clients_fold(self):
        sheets = matrix.fold(list(range(100)), 26)
        self.assertEqual([len(sheet) for sheet in sheets], [25, 25, 25, 25])
        text = self._text("report_paper_pack")
        for client in self.orders:
            self.assertIn(client.name, text)


class TestPackingLink(HubHttpCase):
    """A volunteer's tablet, nobody signed in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.order = cls._make_order(
            cls.catalogue, cls.school_a, {cls.carrot: 10.0, cls.goat: 4.0}
        )
        cls.catalogue.action_close()
        cls.catalogue.action_receive_all()
        cls.line = cls.order.picking_ids.move_line_ids[0]
        volunteer = cls._make_user("tablet", "milperche_hub.group_volunteer")
        action = cls.catalogue.with_user(volunteer).action_packing_link()
        cls.path = "/" + action["url"].split("/", 3)[3]

    def _tick(self, path=None, **values):
        page = self.url_open(self.path)
        token = re.search(r'csrf_token" value="([^"]+)"', page.text).group(1)
        values = {"line": self.line.id, "packed": "1", "csrf_token": token, **values}
        answer = self.url_open(f"{path or self.path}/tick", data=values)
        self.env.invalidate_all()
        return answer

    def test_ticked_without_a_login_and_without_a_price(self):
        for view in ("client", "product"):
            page = self.url_open(f"{self.path}?view={view}").text
            for part in (self.school_a.name, self.carrot.name, self.line.lot_id.name):
                self.assertIn(part, page)
            self.assertNotIn("€", page)
            self.assertLess(len(page), 150_000)
        self.assertEqual(self._tick().status_code, 200)
        self.assertTrue(self.line.hub_packed)
        self._tick(packed="0")
        self.assertFalse(self.line.hub_packed)

    def test_only_this_week_and_only_what_waits(self):
        other = self._make_catalogue()
        order = self._make_order(other, self.college, {self.carrot: 2.0})
        other.action_close()
        other.action_receive_all()
        foreign = order.picking_ids.move_line_ids
        for line in (foreign.id, 99999999, "x", "", "1 or 1"):
            self.assertIn("problem=1", self._tick(line=line).url)
        self.assertFalse(foreign.hub_packed)
        self.order.picking_ids._deliver()
        for token in ("1", self.path.rsplit("/", 1)[1][:-1], "%00"):
            self.assertEqual(self.url_open(f"/hub/packing/{token}").status_code, 404)
        wrong = self.env["hub.access.link"]._get("order", self.college)
        self.assertEqual(self.url_open(f"/hub/packing/{wrong.token}").status_code, 404)

    def test_who_makes_the_link(self):
        portal = self._make_portal_user("pack_link", self.school_a)
        with self.assertRaises(AccessError):
            self.catalogue.with_user(portal).action_packing_link()


class TestThursdayTour(HubHttpCase):
    def test_receive_share_out_and_pack(self):
        user = self._make_user(
            "thursday", "milperche_hub.group_volunteer", password="thursday"
        )
        user.lang = "en_US"
        catalogue = self._make_catalogue(self.carrot | self.beef)
        for client in (self.school_a, self.school_b):
            self._make_order(catalogue, client, {self.carrot: 10.0})
        catalogue.action_close()
        self._add_tour("thursday_tour")
        self.start_tour(
            "/odoo/action-milperche_hub.stock_picking_action_dropoff",
            "hub_thursday_tour",
            login="thursday",
        )
        dropoff = catalogue.dropoff_ids
        self.assertEqual(dropoff.state, "done")
        self.assertEqual(dropoff.move_line_ids.quantity, 16.0)
        self.assertEqual(dropoff.move_line_ids.lot_id.hub_producer_lot, "L-7")
        lines = catalogue.delivery_ids.move_line_ids
        self.assertEqual(sorted(lines.mapped("quantity")), [6.0, 8.0])
        self.assertTrue(all(lines.mapped("hub_packed")))
