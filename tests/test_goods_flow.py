"""Random weeks: whatever is refused, repacked, sent back, recalled or lost, every lot
adds up: kg in = out + left + lost."""

import random
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError

from .common import HubCase

PART = st.integers(min_value=0, max_value=1300).map(lambda part: part / 1000)
ORDER = st.dictionaries(
    st.integers(min_value=0, max_value=6),
    st.integers(min_value=1, max_value=30_000).map(lambda grams: grams / 1000),
    min_size=1,
    max_size=4,
)


class TestRandomWeeks(HubCase):
    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(
        orders=st.lists(ORDER, min_size=1, max_size=5),
        brought=st.lists(PART, min_size=8, max_size=8),
        refused=st.lists(PART, min_size=8, max_size=8),
        weighed=st.lists(PART, min_size=20, max_size=20),
        seed=st.integers(min_value=0, max_value=1000),
    )
    def _play_weeks(self, orders, brought, refused, weighed, seed):
        with self.env.cr.savepoint(flush=False) as savepoint:
            self.dice = random.Random(seed)
            self._run_week(orders, brought, refused, weighed)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def test_every_lot_adds_up(self):
        self.happened = Counter()
        self._play_weeks()
        for what in ("refused", "packed", "repacked", "sent back", "recalled", "told"):
            self.assertTrue(self.happened[what], f"nothing was ever {what}")

    def _run_week(self, orders, brought, refused, weighed):
        catalogue = self._make_catalogue(quantity=500.0)
        for client, quantities in zip(self.clients, orders, strict=False):
            self._make_order(
                catalogue,
                client,
                {self.products[key]: part for key, part in quantities.items()},
            )
        catalogue.action_close()
        came = self._receive(catalogue, brought, refused)
        self._assert_views_agree(catalogue)
        for _time in range(6):
            self._pack(catalogue)
            self._repack(catalogue)
            self._assert_views_agree(catalogue)
        self._lose_some()
        self._assert_lots_add_up(came)
        self._deliver_part(catalogue, weighed)
        self._assert_views_agree(catalogue)
        self._assert_lots_add_up(came)
        self._block_one(catalogue)
        self._assert_views_agree(catalogue)
        catalogue.delivery_ids._deliver()
        self._assert_lots_add_up(came)
        self._send_back(catalogue)
        self._assert_lots_add_up(came)
        self._recall_some()
        self.assertGoodsBalance(self.products)

    def _receive(self, catalogue, brought, refused):
        """Bring parts of what is asked, refuse parts of what comes.

        :return: ``{product: quantity accepted}``
        """
        came = dict.fromkeys(self.products, 0.0)
        for dropoff in catalogue.dropoff_ids:
            for row, part, back in zip(
                dropoff.move_line_ids, brought, refused, strict=False
            ):
                uom = row.product_uom_id
                row.quantity = uom.round(row.quantity * part)
                row.hub_surplus = self.dice.choice(["stock", "back"])
                quantity = uom.round(row.quantity * min(back, 1.0) / 3)
                arrived = row.quantity
                if quantity:
                    context = row.action_refuse()["context"]
                    self.env["hub.refusal"].with_context(context).create(
                        {"quantity": quantity}
                    )
                    self.happened["refused"] += 1
                self.assertAlmostEqual(row.quantity + quantity, arrived, 3)
            if any(dropoff.move_line_ids.mapped("quantity")):
                dropoff.action_receive()
                for row in dropoff.move_line_ids:
                    came[row.product_id] += row.quantity
            else:
                dropoff.action_cancel()
        return came

    def _pack(self, catalogue):
        """Do something on the packing screen; a refusal there changes nothing."""
        moves = catalogue.delivery_ids.move_ids
        packing = self.env["hub.packing"]
        move = self.dice.choice(list(moves))
        rows = move.move_line_ids
        lots = self.env["stock.lot"].search([("product_id", "=", move.product_id.id)])
        actions = [
            lambda: packing.set_share(
                move.id, move.product_uom.round(self.dice.uniform(0, 20))
            ),
            lambda: packing.share_again(moves.ids),
            lambda: packing.set_packed(rows.ids, self.dice.random() < 0.5),
        ]
        if rows and lots:
            actions.append(
                lambda: packing.set_lot(rows[0].id, self.dice.choice(list(lots)).id)
            )
        try:
            with self.env.cr.savepoint():
                self.dice.choice(actions)()
            self.happened["packed"] += 1
        except UserError:
            self.env.invalidate_all()

    def _repack(self, catalogue):
        """Put one or two lots of a product into one or two others, some of it lost."""
        product = self.dice.choice(list(self.products))
        lots = self._get_quants().lot_id.filtered(lambda lot: lot.product_id == product)
        if not lots:
            return
        chosen = lots.browse(self.dice.sample(lots.ids, min(len(lots), 2)))
        wizard = self.env["hub.repack"].browse(chosen.action_repack()["res_id"])
        round_ = product.uom_id.round
        for source in wizard.source_ids:
            source.quantity = round_(source.quantity * self.dice.random())
        part = sum(wizard.source_ids.mapped("quantity")) * self.dice.choice([0.45, 0.5])
        wizard.result_ids.quantity = round_(part)
        wizard.result_ids.copy({"name": wizard.result_ids.name + "b"})
        try:
            with self.env.cr.savepoint():
                wizard.action_repack()
            self.happened["repacked"] += 1
        except UserError:
            self.env.invalidate_all()

    def _block_one(self, catalogue):
        """A lot is blocked in the middle of it: it leaves in no delivery."""
        lots = catalogue.delivery_ids.move_line_ids.filtered(
            lambda ml: ml.state != "done"
        ).lot_id
        if lots and self.dice.random() < 0.5:
            lots[0].action_block()

    def _send_back(self, catalogue):
        """A client sends part of a line back."""
        delivery = catalogue.delivery_ids.filtered(lambda p: p.state == "done")[:1]
        if not delivery:
            return
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        (wizard.product_return_moves[1:]).quantity = 0
        row = wizard.product_return_moves[:1]
        row.quantity = row.product_id.uom_id.round(
            sum(row.move_id.move_line_ids.mapped("quantity")) * self.dice.random()
        )
        if row.quantity:
            back = wizard._create_return()
            back.move_ids.picked = True
            back._action_done()
            self.happened["sent back"] += 1

    def _recall_some(self):
        """Recall lots at random; whatever clients answer, the sum is what they got."""
        lots = self.env["stock.lot"].search([("product_id", "in", self.products.ids)])
        lots = lots.browse(self.dice.sample(lots.ids, min(len(lots), 2)))
        recall = self.env["hub.recall"].create({"lot_ids": lots.ids})
        recall.action_find()
        if not recall.line_ids:
            return
        recall.action_send()
        self.happened["recalled"] += 1
        for line in recall.line_ids:
            withdrawn = line.uom_id.round(line.quantity * self.dice.uniform(0, 1.2))
            served = line.uom_id.round(line.quantity * self.dice.uniform(0, 1.2))
            try:
                with self.env.cr.savepoint():
                    line._answer(withdrawn, served)
                self.happened["told"] += 1
            except UserError:
                self.env.invalidate_all()
        totals = recall._get_totals()
        for total in totals:
            parts = total["withdrawn"] + total["served"] + total["unknown"]
            self.assertAlmostEqual(parts, total["delivered"], 3)
        out = sum(recall.lot_ids.mapped("hub_quantity_out"))
        self.assertAlmostEqual(sum(t["delivered"] for t in totals), out, 3)
        self.assertLessEqual(recall.lot_ids._get_repacked_lots(), recall.lot_ids)

    def _lose_some(self):
        """Count less than there should be of one lot."""
        quants = self._get_quants().filtered(
            lambda q: q.quantity - q.reserved_quantity > 0.001
        )
        for quant in quants[:1]:
            quant = quant.with_context(inventory_mode=True)
            quant.inventory_quantity = quant.reserved_quantity
            quant.action_apply_inventory()

    def _deliver_part(self, catalogue, weighed):
        """Weigh, and deliver every second client."""
        half = catalogue.delivery_ids.sorted("id")[::2]
        for part, line in zip(weighed, half.move_line_ids.sorted("id"), strict=False):
            line.quantity = line.product_uom_id.round(line.quantity * min(part, 1.0))
        half._deliver()

    def _get_quants(self):
        return self.env["stock.quant"].search(
            [
                ("product_id", "in", self.products.ids),
                ("location_id.usage", "=", "internal"),
            ]
        )

    def _assert_lots_add_up(self, came):
        """kg in = kg out + kg left + kg lost, lot by lot."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = self.env["stock.move.line"].search(
            [("product_id", "in", self.products.ids), ("state", "=", "done")]
        )
        quants = self._get_quants()
        for lot, of_lot in lines.grouped("lot_id").items():
            self.assertTrue(lot)
            came_in, out, lost, repacked = self._add_up(of_lot)
            stored = quants.filtered(lambda q, lot=lot: q.lot_id == lot)
            left = sum(stored.mapped("quantity"))
            self.assertAlmostEqual(came_in, out + left + lost + repacked, 3)
            self.assertAlmostEqual(lot.hub_quantity_in, came_in, 3)
            self.assertAlmostEqual(lot.hub_quantity_out, out, 3)
            self.assertAlmostEqual(lot.hub_quantity_lost, lost, 3)
            self.assertAlmostEqual(lot.hub_quantity_left, left, 3)
            self.assertAlmostEqual(lot.hub_quantity_repacked, repacked, 3)
        for product, quantity in came.items():
            arrived = lines.filtered(
                lambda ml, p=product: (
                    ml.product_id == p and ml.location_id.usage == "supplier"
                )
            )
            self.assertAlmostEqual(
                sum(arrived.mapped("quantity_product_uom")), quantity, 3
            )
            of_product = lines.filtered(lambda ml, p=product: ml.product_id == p)
            made = of_product.filtered(lambda ml: ml.location_id.usage == "production")
            _in, _out, _lost, used = self._add_up(of_product)
            self.assertAlmostEqual(
                sum(made.mapped("quantity_product_uom")), used, 3, "repacked, no more"
            )

    def _add_up(self, lines):
        """``(in, out, lost, repacked)`` of done movements, by their two places."""
        total = dict.fromkeys(
            ("supplier", "customer", "inventory", "production"), (0.0, 0.0)
        )
        for line in lines:
            source, target = line.location_id.usage, line.location_dest_id.usage
            came, gone = total.get(source, (0.0, 0.0))
            total[source] = (came + line.quantity_product_uom, gone)
            came, gone = total.get(target, (0.0, 0.0))
            total[target] = (came, gone + line.quantity_product_uom)
        came_in = total["supplier"][0] + total["production"][0] + total["inventory"][0]
        out = total["customer"][1] - total["customer"][0]
        return came_in, out, total["inventory"][1], total["production"][1]

    def _assert_views_agree(self, catalogue):
        """By client, by product, by producer and on the table: the same totals."""
        deliveries = catalogue.delivery_ids
        totals = {
            name: [
                round(sum(line[key] for group in groups for line in group["lines"]), 3)
                for key in ("quantity", "weight")
            ]
            for name, groups in deliveries._get_packing_views().items()
        }
        table = [
            sum(filter(None, row["cells"]))
            for sheet in deliveries._get_packing_matrix()
            for row in sheet["rows"]
        ]
        self.assertEqual(totals["client"], totals["product"])
        self.assertEqual(totals["client"], totals["producer"])
        self.assertAlmostEqual(totals["client"][0], sum(table), 3)
        moves = deliveries.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertAlmostEqual(
            totals["client"][0],
            sum(moves.move_line_ids.mapped("quantity_product_uom")),
            3,
        )


class TestRepack(HubCase):
    """Bulk put into other packs: who got what stays known, whatever the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        for client in (cls.college, cls.grocer):
            cls._make_order(cls.catalogue, client, {cls.carrot: 10.0})
        cls.catalogue.action_close()
        row = cls.catalogue.dropoff_ids.move_line_ids
        row.quantity = 12.0
        row.copy(
            {
                "quantity": 8.0,
                "hub_producer_lot": "L-78",
                "move_id": row.move_id.id,
                "picking_id": row.picking_id.id,
            }
        )
        cls.catalogue.dropoff_ids.action_receive()
        cls.lots = cls.env["stock.lot"].search([("product_id", "=", cls.carrot.id)])

    def _open(self, lots=None):
        action = (lots or self.lots).action_repack()
        return self.env["hub.repack"].browse(action["res_id"])

    def _repack(self, made=19.0):
        wizard = self._open()
        wizard.result_ids.quantity = made
        wizard.action_repack()
        return self.env["stock.lot"].search([("name", "=", wizard.result_ids.name)])

    def test_two_lots_become_one_and_clients_get_it(self):
        wizard = self._open()
        self.assertEqual(wizard.source_ids.mapped("quantity"), [12.0, 8.0])
        lot = self._repack()
        self.assertEqual(self.catalogue.delivery_ids.move_line_ids.lot_id, lot)
        self.assertEqual(lot.hub_source_lot_ids, self.lots)
        self.assertEqual(lot.hub_source_line_ids.picking_id.partner_id, self.farm)
        self.assertEqual(lot.hub_quantity_in, 19.0)
        self.assertEqual(sum(self.lots.mapped("hub_quantity_repacked")), 19.0)
        self.assertEqual(sum(self.lots.mapped("hub_quantity_lost")), 1.0)
        self.assertEqual(self.lots.mapped("hub_quantity_left"), [0.0, 0.0])
        self.assertGoodsBalance(self.carrot)
        self.assertNoValuation(self.carrot)

    def test_a_recall_of_the_old_lot_finds_who_got_the_new_one(self):
        lot = self._repack()
        self.catalogue.action_deliver_all()
        old = self.lots[0]
        self.assertEqual(old.hub_client_count, 2)
        self.assertEqual(
            old.hub_repacked_line_ids.hub_client_id, self.college | self.grocer
        )
        recall = self.env["hub.recall"].browse(old.action_recall()["res_id"])
        self.assertEqual(recall.lot_ids, old | lot)
        self.assertEqual(recall.line_ids.partner_id, self.college | self.grocer)
        self.assertEqual(sum(recall.line_ids.mapped("quantity")), 19.0)
        old.action_block()
        self.assertTrue(lot.hub_is_blocked)

    def test_odoo_s_own_report_follows_it(self):
        lot = self._repack()
        report = self.env["stock.traceability.report"]
        lines = report.with_context(active_id=lot.id, model="stock.lot").get_lines(
            model_name="stock.lot", model_id=lot.id, level=1
        )
        below = [
            report.get_lines(
                line["id"],
                model_name=line["model"],
                model_id=line["model_id"],
                level=2,
            )
            for line in lines
            if line["unfoldable"]
        ]
        found = {row["lot_name"] for rows in below for row in rows}
        self.assertLessEqual(set(self.lots.mapped("name")), found)

    def test_what_is_packed_stays_packed(self):
        line = self.catalogue.delivery_ids.move_line_ids[:1]
        line.hub_packed = True
        free = self.lots._get_repackable()
        self.assertEqual(sum(free.values()), 20.0 - line.quantity)
        wizard = self._open()
        wizard.source_ids[0].quantity = 12.0
        wizard.result_ids.quantity = 5.0
        with self.assertRefused("not packed yet"):
            wizard.action_repack()
        self.assertTrue(line.exists())

    def test_who_may(self):
        portal = self._make_portal_user("repack_portal", self.farm)
        with self.assertRaises(AccessError):
            self.lots.with_user(portal).action_repack()
        volunteer = self._make_user("repack_vol", "milperche_hub.group_volunteer")
        wizard = self._open(self.lots.with_user(volunteer)).with_user(volunteer)
        wizard.action_repack()
        self.assertEqual(sum(self.lots.mapped("hub_quantity_repacked")), 20.0)

    def test_bad_requests_change_nothing(self):
        wizard = self._open()
        for quantity, sentence in (
            (21.0, "More comes out"),
            (0.0, "what comes out"),
            (-1.0, "from 0"),
            (float("nan"), "from 0"),
        ):
            with self.assertRefused(sentence):
                wizard.result_ids.write({"quantity": quantity})
                wizard.action_repack()
        wizard.result_ids.write({"quantity": 5.0, "name": self.lots[0].name})
        with self.assertRefused("name of its own"):
            wizard.action_repack()
        wizard.result_ids.name = "NEW"
        wizard.result_ids.expiration_date = self.lots[0].expiration_date.replace(
            year=2030
        )
        with self.assertRefused("no later than"):
            wizard.action_repack()
        self.assertFalse(self.env["stock.lot"].search([("name", "=", "NEW")]))
        self.lots[0].action_block()
        with self.assertRefused("Blocked lots"):
            self._open()

    def test_what_the_law_keeps_apart_is_not_mixed(self):
        beef = self._make_lots(self.beef)
        beef[0].hub_born_country_id = self.env.ref("base.be")
        with self.assertRefused("not mixed"):
            beef.action_repack()
        beef[0].hub_born_country_id = beef[1].hub_born_country_id
        beef.action_repack()
        self.env.cr.execute(
            "UPDATE stock_lot SET create_date = '2024-01-01' WHERE id = %s",
            [self.lots[0].id],
        )
        self.lots.invalidate_recordset()
        self._open()
        proof = {
            "date_start": "2025-01-01",
            "date_end": "2027-12-31",
            "state": "valid",
        }
        label = self.env.ref("milperche_hub.label_bio")
        self.env["hub.proof"].create(
            {"criterion_id": label.id, "producer_id": self.farm.id, **proof}
        )
        with self.assertRefused("not mixed"):
            self._open()
        with self.assertRefused("one product"):
            (self.lots | beef).action_repack()

    def _make_lots(self, product):
        return self.env["stock.lot"].create(
            [
                {"name": name, "product_id": product.id, "company_id": self.company.id}
                for name in ("A", "B")
            ]
        )
