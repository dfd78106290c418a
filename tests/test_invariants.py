"""Random weeks: whatever happens, goods and money balance."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError

from .common import HubCase

QUANTITY = st.integers(min_value=1, max_value=40_000).map(lambda grams: grams / 1000)
PART = st.integers(min_value=0, max_value=1300).map(lambda part: part / 1000)
PRODUCT = st.integers(min_value=0, max_value=7)
CLIENT = st.integers(min_value=0, max_value=4)
EDIT = st.sampled_from(["more", "less", "zero", "withdraw", "cancel", "nothing"])

ORDERS = st.lists(
    st.tuples(
        CLIENT,
        st.dictionaries(PRODUCT, QUANTITY, min_size=1, max_size=4),
        EDIT,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda order: order[0],
)


class TestRandomWeeks(HubCase):
    """The invariants of the design, on weeks that nobody thought of."""

    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        # no shrinking: a week takes a second, and the failing one is printed whole
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(
        orders=ORDERS,
        offered=st.integers(min_value=5, max_value=90),
        received=st.lists(PART, min_size=8, max_size=8),
        weighed=st.lists(PART, min_size=20, max_size=20),
    )
    def test_goods_and_money_balance(self, orders, offered, received, weighed):
        # One savepoint per week: each starts from the same hub.
        with self.env.cr.savepoint(flush=False) as savepoint:
            self._run_week(orders, float(offered), received, weighed)
            savepoint.rollback()
        # what the rolled back week still had to write goes with it
        self.env.clear()

    def _run_week(self, orders, offered, received, weighed):
        catalogue = self._make_catalogue(quantity=offered)
        placed = self._place_randomly(catalogue, orders)
        self.assertOffersHold(catalogue)
        catalogue.action_close()
        self.assertOffersHold(catalogue)
        for part, move in zip(
            received, catalogue.dropoff_ids.move_ids.sorted("id"), strict=False
        ):
            move.quantity = move.product_uom.round(move.product_uom_qty * part)
        catalogue.action_receive_all()
        self._assert_shared_out(catalogue)
        lines = catalogue.delivery_ids.move_line_ids.sorted("id")
        for part, line in zip(weighed, lines, strict=False):
            line.quantity = line.product_uom_id.round(line.quantity * part)
        catalogue.action_deliver_all()
        self.assertGoodsBalance(self.products)
        self.assertNoValuation(self.products)
        catalogue.action_invoice()
        placed.invoice_ids.action_post()
        settlements = self._settle()
        settlements.action_post()
        self._assert_packing_is_invoice(placed)
        self.assertMoneyTies(placed, settlements)
        self.assertFalse(self._settle(), "settled exactly once")
        self.assertFalse(catalogue.action_invoice(), "invoiced exactly once")

    def _place_randomly(self, catalogue, orders):
        placed = self.env["sale.order"]
        for client, quantities, edit in orders:
            try:
                with self.env.cr.savepoint():
                    order = self._make_order(
                        catalogue,
                        self.clients[client],
                        {self.products[key]: part for key, part in quantities.items()},
                    )
                    self._edit(order, edit)
                    placed |= order
            except UserError:
                self.env.invalidate_all()
            self.assertOffersHold(catalogue)
        return placed

    def _edit(self, order, edit):
        line = order.order_line[:1]
        if edit == "more":
            line.product_uom_qty *= 1.5
        elif edit == "less":
            line.product_uom_qty /= 3
        elif edit == "zero":
            line.product_uom_qty = 0.0
        elif edit == "withdraw":
            order.action_withdraw()
            order.action_place()
        elif edit == "cancel":
            order.action_cancel()

    def _assert_shared_out(self, catalogue):
        """Nothing is given out that did not come in, nothing is kept back."""
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", self.products.ids),
                ("location_id.usage", "=", "internal"),
            ]
        )
        for quant in quants:
            self.assertLessEqual(
                round(quant.reserved_quantity, 3), round(quant.quantity, 3)
            )
        for move in catalogue.delivery_ids.move_ids:
            self.assertLessEqual(round(move.quantity, 3), round(move.product_qty, 3))
            waiting = round(move.product_qty - move.quantity, 3)
            free = sum(
                quants.filtered(lambda q, m=move: q.product_id == m.product_id).mapped(
                    lambda q: q.quantity - q.reserved_quantity
                )
            )
            if waiting > 0:
                self.assertLessEqual(round(free, 3), 0.0)

    def _assert_packing_is_invoice(self, orders):
        """Delivery note = invoice = settlement, line by line."""
        for line in orders.order_line:
            delivered = sum(
                line.move_ids.filtered(lambda m: m.state == "done").mapped("quantity")
            )
            self.assertAlmostEqual(line.qty_delivered, delivered, 3)
            self.assertAlmostEqual(line.qty_invoiced, delivered, 3)
            settled = line.move_ids.settlement_line_ids
            self.assertAlmostEqual(sum(settled.mapped("quantity")), delivered, 3)
