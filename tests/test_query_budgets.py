from odoo.fields import Command

from .common import HubCase

FEW, MANY = 2, 6

# Queries one more order of eight lines may cost, a few above what was measured:
# a step that falls back to one flow per order, or to one query per line, exceeds it.
BUDGETS = {
    "create": 6,
    "place": 10,
    "cut-off": 25,
    "receive": 3,
    "deliver": 3,
    "invoice": 20,
    "post": 21,
    "settle": 1,
}


class TestQueryBudgets(HubCase):
    """Each step of the week is one call: what one more order costs is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as in the coordinator's browser, with the chatter it writes
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.company = cls.company.with_env(cls.env)
        cls.canteens = cls.env["res.partner"].create(
            [
                {
                    "name": f"Cantine {number}",
                    "is_company": True,
                    "is_hub_client": True,
                    "hub_client_kind": "restaurant",
                }
                for number in range(FEW + MANY)
            ]
        )

    def test_one_more_order_costs_its_budget(self):
        self._run_week(self.canteens[:1])  # fills the caches of the registry
        few = self._run_week(self.canteens[:FEW])
        many = self._run_week(self.canteens[FEW:])
        for step, budget in BUDGETS.items():
            growth = (many[step] - few[step]) / (MANY - FEW)
            with self.subTest(step=step):
                self.assertLessEqual(growth, budget, f"{few[step]} → {many[step]}")

    def _run_week(self, clients):
        """The week of these clients, all eight products each.

        :return: ``{step: queries}``
        """
        catalogue = self._make_catalogue(self.products.with_env(self.env))
        counts = {}
        orders = self._count(counts, "create", lambda: self._order(catalogue, clients))
        self._count(counts, "place", orders.action_place)
        self._count(counts, "cut-off", catalogue.action_close)
        self._count(counts, "receive", catalogue.action_receive_all)
        self._count(counts, "deliver", catalogue.action_deliver_all)
        self._count(counts, "invoice", catalogue.action_invoice)
        invoices = self.env["account.move"].browse(orders.invoice_ids.ids)
        self.assertEqual(len(invoices), len(clients))
        self._count(counts, "post", invoices.action_post)
        self._count(counts, "settle", self._settle_and_post)
        return counts

    def _count(self, counts, step, action):
        """Run a step as a request does: nothing in memory, all written at the end."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = action()
        self.env.cr.flush()
        counts[step] = self.env.cr.sql_log_count - before
        return result

    def _order(self, catalogue, clients):
        return self.env["sale.order"].create(
            [
                {
                    "partner_id": client.id,
                    "catalogue_id": catalogue.id,
                    "order_line": [
                        Command.create(
                            {"product_id": product.id, "product_uom_qty": 2.0}
                        )
                        for product in self.products
                    ],
                }
                for client in clients
            ]
        )

    def _settle_and_post(self):
        self._settle().action_post()
