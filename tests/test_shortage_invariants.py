"""Random weeks with placing, editing, cancelling and cutting keep the invariants."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError

from .common import HubCase

CLIENT = st.integers(min_value=0, max_value=4)
PRODUCT = st.integers(min_value=0, max_value=7)
QUANTITY = st.integers(min_value=0, max_value=40_000).map(lambda grams: grams / 1000)
STEP = st.tuples(
    st.sampled_from(["place", "edit", "cancel", "cut", "apply", "give up", "rule"]),
    CLIENT,
    PRODUCT,
    QUANTITY,
)


class TestRandomShortages(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for client, wish in zip(
            cls.clients, ("accept", "call", "never", "accept", "call"), strict=True
        ):
            client.hub_substitution = wish
        cls.apple.hub_pack_qty = 5

    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        # no shrinking: a week takes a second, and the failing one is printed whole
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(
        before=st.lists(STEP, min_size=4, max_size=14),
        after=st.lists(STEP, min_size=1, max_size=5),
        short=st.lists(QUANTITY, min_size=2, max_size=2),
    )
    def test_what_is_taken_lies_between_nothing_and_what_is_offered(
        self, before, after, short
    ):
        # One savepoint per week: each starts from the same hub.
        with self.env.cr.savepoint(flush=False) as savepoint:
            self._run_week(before, after, short)
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def _run_week(self, before, after, short):
        catalogue = self._make_catalogue(quantity=60.0)
        for step in before:
            self._try(catalogue, step)
        catalogue.action_close()
        self.assertOffersHold(catalogue)
        for step in after:
            self._try(catalogue, step)
        for quantity, move in zip(
            short, catalogue.dropoff_ids.move_ids.sorted("id"), strict=False
        ):
            if move.state == "cancel":
                continue
            product = move.product_id
            brought = min(quantity, move.product_uom_qty)
            move.quantity = move.product_uom.round(brought)
            self._try(
                catalogue, ("cut", 0, list(self.products).index(product), brought)
            )
        self._open(catalogue).action_apply()
        self.assertOffersHold(catalogue)
        self._finish(catalogue)

    def _try(self, catalogue, step):
        """Do one step; a refusal changes nothing; what is taken holds after each."""
        action, client, product, quantity = step
        try:
            with self.env.cr.savepoint():
                self._do(
                    catalogue,
                    action,
                    self.clients[client],
                    self.products[product],
                    quantity,
                )
        except UserError:
            self.env.invalidate_all()
        self.assertOffersHold(catalogue)

    def _do(self, catalogue, action, client, product, quantity):
        orders = catalogue.order_ids.filtered(lambda o: o.partner_id == client)
        offer = catalogue.offer_ids.filtered(lambda o: o.product_id == product)
        if action == "place":
            if orders.filtered(lambda o: o.state in ("draft", "sent")):
                return
            other = self.products[(list(self.products).index(product) + 1) % 8]
            order = self._make_order(
                catalogue,
                client,
                {product: quantity, other: 2.0},
                place=catalogue.state == "open",
            )
            if catalogue.state == "closed":
                order.action_confirm()
        elif action == "edit":
            lines = orders.filtered(lambda o: o.state == "sent").order_line
            lines[:1].product_uom_qty = quantity
        elif action == "cancel":
            orders._action_cancel()
        elif action == "cut":
            self.env["hub.shortage"]._open(offer, quantity)
        elif action == "apply":
            self._open(catalogue).action_apply()
        elif action == "give up":
            self._open(catalogue)[:1].action_cancel()
        elif action == "rule":
            rules = ("pro_rata", "priority", "first_come")
            self._open(catalogue).rule = rules[int(quantity) % 3]

    def _open(self, catalogue):
        return self.env["hub.shortage"].search(
            [("catalogue_id", "=", catalogue.id), ("state", "=", "open")]
        )

    def _finish(self, catalogue):
        """Goods and money balance after all the cuts."""
        catalogue.action_receive_all()
        catalogue.action_deliver_all()
        catalogue.action_invoice()
        orders = catalogue.order_ids
        orders.invoice_ids.action_post()
        settlements = self._settle()
        settlements.action_post()
        self.assertGoodsBalance(self.products)
        self.assertMoneyTies(orders, settlements)
        self.env.flush_all()
