"""The week in plain Odoo: its standard calls, each on the whole recordset."""

from collections import defaultdict

from world import SEED

from odoo.fields import Command


class PlainWeek:
    """What a user of sales, inventory and invoicing does, without the add-on."""

    steps = ("create", "confirm", "receive", "deliver", "invoice", "post")

    def __init__(self, world, clients, seed=SEED):
        self.world = world
        self.env = world.env
        self.clients = clients
        self.seed = seed

    def create(self):
        self.orders = self.env["sale.order"].create(
            self.world.prepare_orders(self.clients, self.seed)
        )

    def confirm(self):
        self.orders.action_confirm()
        self._ask_producers()
        self._make_batches()

    def _ask_producers(self):
        """One receipt per producer, whose goods stay its own."""
        wanted = defaultdict(float)
        for line in self.orders.order_line:
            wanted[line.product_id] += line.product_uom_qty
        self.owner_of = dict(
            zip(
                self.world.products,
                (
                    producer
                    for producer in self.world.producers
                    for _number in range(
                        len(self.world.products) // len(self.world.producers)
                    )
                ),
                strict=True,
            )
        )
        moves = defaultdict(list)
        for product, quantity in wanted.items():
            moves[self.owner_of[product]].append(
                Command.create(self._prepare_receipt_move(product, quantity))
            )
        kind = self._get_receipt_type()
        self.receipts = self.env["stock.picking"].create(
            [
                {
                    "partner_id": producer.id,
                    "owner_id": producer.id,
                    "picking_type_id": kind.id,
                    "location_id": kind.default_location_src_id.id,
                    "location_dest_id": kind.default_location_dest_id.id,
                    "move_ids": commands,
                }
                for producer, commands in moves.items()
            ]
        )
        self.receipts.action_confirm()

    def _get_receipt_type(self):
        return self.env["stock.warehouse"].search([], limit=1).in_type_id

    def _prepare_receipt_move(self, product, quantity):
        kind = self._get_receipt_type()
        return {
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": quantity,
            "picking_type_id": kind.id,
            "location_id": kind.default_location_src_id.id,
            "location_dest_id": kind.default_location_dest_id.id,
        }

    def _make_batches(self):
        delivery_of = {order.partner_id: order.picking_ids for order in self.orders}
        batches = self.env["stock.picking.batch"].create(
            [
                {
                    "picking_type_id": self.orders.picking_ids.picking_type_id.id,
                    "picking_ids": [
                        Command.set([delivery_of[client].id for client in clients])
                    ],
                }
                for clients in self.world.get_rounds(self.clients)
            ]
        )
        for batch in batches:
            batch.action_confirm()

    def receive(self):
        """Name the lots and validate; what waits is then reserved from them."""
        for receipt in self.receipts:
            for line in receipt.move_line_ids:
                line.lot_name = f"{receipt.partner_id.id}-1"
        self.receipts.move_ids.picked = True
        self.receipts.button_validate()
        waiting = self.orders.picking_ids.filtered(lambda p: p.state != "assigned")
        if waiting:
            waiting.action_assign()

    def deliver(self):
        deliveries = self.orders.picking_ids
        deliveries.move_ids.picked = True
        deliveries.button_validate()

    def invoice(self):
        self.invoices = self.orders._create_invoices(final=True)

    def post(self):
        self.invoices.action_post()
