"""The week in the hub: one call per step."""

from datetime import timedelta

from world import SEED

from odoo import fields


class HubWeek:
    """What the coordinator presses, step after step."""

    steps = (
        "create",
        "place",
        "confirm",
        "receive",
        "deliver",
        "invoice",
        "post",
        "settle",
    )

    def __init__(self, world, clients, seed=SEED):
        self.world = world
        self.env = world.env
        self.clients = clients
        self.seed = seed
        self.catalogue = world.open_catalogue()

    def create(self):
        self.orders = self.env["sale.order"].create(
            [
                {**vals, "catalogue_id": self.catalogue.id}
                for vals in self.world.prepare_orders(self.clients, self.seed)
            ]
        )

    def place(self):
        self.orders.action_place()

    def confirm(self):
        self.catalogue.action_close()
        self.receipts = self.catalogue.dropoff_ids

    def receive(self):
        self.catalogue.action_receive_all()

    def deliver(self):
        self.catalogue.action_deliver_all()

    def invoice(self):
        self.catalogue.action_invoice()
        # browsed: what a computed field returns prefetches no further than its orders
        self.invoices = self.env["account.move"].browse(self.orders.invoice_ids.ids)

    def post(self):
        self.invoices.action_post()

    def settle(self):
        today = fields.Date.today()
        settlements = self.env["hub.settlement"]._generate(
            self.world.producers, today - timedelta(days=1), today + timedelta(days=1)
        )
        settlements.action_post()
