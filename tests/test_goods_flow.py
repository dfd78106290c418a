"""Random Thursdays: whatever is refused, repacked or lost, every lot adds up."""

import random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError

from .common import HubCase

PART = st.integers(min_value=0, max_value=1300).map(lambda part: part / 1000)
ORDER = st.dictionaries(
    st.integers(min_value=0, max_value=6),
    st.integers(min_value=1, max_value=30_000).map(lambda grams: grams / 1000),
    min_size=1,
    max_size=4,
)


class TestRandomThursdays(HubCase):
    @settings(
        max_examples=8,
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
    def test_every_lot_adds_up(self, orders, brought, refused, weighed, seed):
        with self.env.cr.savepoint(flush=False) as savepoint:
            self.dice = random.Random(seed)
            self._run_thursday(orders, brought, refused, weighed)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def _run_thursday(self, orders, brought, refused, weighed):
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
            self._repack(catalogue)
            self._assert_views_agree(catalogue)
        self._lose_some()
        self._assert_lots_add_up(came)
        self._deliver_part(catalogue, weighed)
        self._assert_views_agree(catalogue)
        self._assert_lots_add_up(came)
        catalogue.delivery_ids._deliver()
        self._assert_lots_add_up(came)
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
                self.assertAlmostEqual(row.quantity + quantity, arrived, 3)
            if any(dropoff.move_line_ids.mapped("quantity")):
                dropoff.action_receive()
                for row in dropoff.move_line_ids:
                    came[row.product_id] += row.quantity
            else:
                dropoff.action_cancel()
        return came

    def _repack(self, catalogue):
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
        except UserError:
            self.env.invalidate_all()

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
        for lot, of_lot in lines.grouped("lot_id").items():
            self.assertTrue(lot)
            by_usage = {
                usage: sum(group.mapped("quantity_product_uom"))
                for usage, group in of_lot.grouped(
                    lambda ml: ml.location_dest_id.usage
                ).items()
            }
            left = sum(
                self._get_quants()
                .filtered(lambda q, lot=lot: q.lot_id == lot)
                .mapped("quantity")
            )
            out, lost = by_usage.get("customer", 0.0), by_usage.get("inventory", 0.0)
            self.assertAlmostEqual(by_usage["internal"], out + left + lost, 3)
        for product, quantity in came.items():
            arrived = lines.filtered(
                lambda ml, p=product: (
                    ml.product_id == p and ml.location_dest_id.usage == "internal"
                )
            )
            self.assertAlmostEqual(
                sum(arrived.mapped("quantity_product_uom")), quantity, 3
            )

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
