"""The same producers, products and clients on both sides of the comparison."""

import math
import random
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

SEED = 20260302
PRODUCERS = 17
PRODUCTS_PER_PRODUCER = 10
LINES_PER_ORDER = 15
STOPS_PER_ROUND = 16
DAYS_TO_DELIVERY = 7
REQUIREMENTS = ("gmo_free", "environment", "traceability")


class World:
    """Producers, products tracked by lot, and clients, of plain Odoo."""

    lines_per_order = LINES_PER_ORDER
    producer_count = PRODUCERS

    def __init__(self, env, clients):
        self.env = env
        self.random = random.Random(SEED)
        # The hub weighs in grams: both sides do.
        env.ref("uom.decimal_product_uom").digits = 3
        env.company.stock_text_confirmation = False
        self.delivery_day = fields.Date.today() + timedelta(days=DAYS_TO_DELIVERY)
        self.producers = env["res.partner"].create(
            [self._prepare_producer(number) for number in range(self.producer_count)]
        )
        self.products = env["product.product"].create(
            [
                self._prepare_product(producer, number)
                for producer in self.producers
                for number in range(PRODUCTS_PER_PRODUCER)
            ]
        )
        self.clients = env["res.partner"].create(
            [self._prepare_client(number) for number in range(clients)]
        )

    def _prepare_producer(self, number):
        return {
            "name": f"Producer {number:02}",
            "is_company": True,
            "email": f"producer{number}@example.org",
            "country_id": self.env.ref("base.fr").id,
        }

    def _prepare_client(self, number):
        return {
            "name": f"Client {number:03}",
            "is_company": True,
            "email": f"client{number}@example.org",
            "zip": f"61{number:03}",
            "country_id": self.env.ref("base.fr").id,
        }

    def _prepare_product(self, producer, number):
        # Prices of whole ten cents and quantities of whole halves: no line is
        # rounded, so both ways of rounding an invoice give the same total.
        return {
            "name": f"Product {number:02} of {producer.name}",
            "type": "consu",
            "is_storable": True,
            "tracking": "lot",
            "use_expiration_date": True,
            "expiration_time": 30,
            "uom_id": self.env.ref("uom.product_uom_kgm").id,
            "weight": 1.0,
            "list_price": self.random.randint(5, 150) / 10,
            "invoice_policy": "delivery",
            "taxes_id": [Command.set(self._get_tax().ids)],
        }

    def _get_tax(self):
        domain = [
            ("type_tax_use", "=", "sale"),
            ("amount", "=", 5.5),
            ("price_include", "=", False),
            ("company_id", "=", self.env.company.id),
        ]
        taxes = self.env["account.tax"].with_context(active_test=False)
        tax = taxes.search(domain, order="sequence, id", limit=1)
        tax.active = True  # the French chart leaves it off, the add-on puts it on
        return tax

    def prepare_orders(self, clients, seed=SEED):
        """One order per client, of fifteen lines, the same on both sides."""
        draw = random.Random(seed)
        return [
            {
                "partner_id": client.id,
                "commitment_date": fields.Datetime.to_datetime(self.delivery_day)
                + timedelta(hours=10),
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": draw.randint(1, 40) / 2,
                        }
                    )
                    for product in draw.sample(
                        list(self.products), self.lines_per_order
                    )
                ],
            }
            for client in clients
        ]

    def get_rounds(self, clients):
        """Clients, by the round that delivers them."""
        return [
            clients[start : start + STOPS_PER_ROUND]
            for start in range(0, len(clients), STOPS_PER_ROUND)
        ]


class HubWorld(World):
    """The same with what the hub asks: proofs, rounds, mandates."""

    def __init__(self, env, clients):
        super().__init__(env, clients)
        self._prove()
        self._make_rounds()

    def _prepare_producer(self, number):
        return {
            **super()._prepare_producer(number),
            "is_producer": True,
            "hub_producer_code": f"P{number:02}",
            "hub_mandate_date": fields.Date.today() - timedelta(days=30),
        }

    def _prepare_client(self, number):
        return {
            **super()._prepare_client(number),
            "is_hub_client": True,
            "hub_client_kind": "restaurant",
        }

    def _prepare_product(self, producer, number):
        return {
            **super()._prepare_product(producer, number),
            "producer_id": producer.id,
            "categ_id": self.env.ref("milperche_hub.categ_vegetable").id,
        }

    def _prove(self):
        self.env["hub.proof"].create(
            [
                {
                    "criterion_id": self.env.ref(f"milperche_hub.criterion_{code}").id,
                    "producer_id": producer.id,
                    "date_start": fields.Date.today() - timedelta(days=30),
                    "date_end": fields.Date.today() + timedelta(days=330),
                    "state": "valid",
                }
                for producer in self.producers
                for code in REQUIREMENTS
            ]
        )

    def _make_rounds(self):
        width = len(str(math.ceil(len(self.clients) / STOPS_PER_ROUND)))
        self.env["hub.round"].create(
            [
                {
                    "name": f"Round {number:0{width}}",
                    "weekday": str(self.delivery_day.weekday()),
                    "stop_ids": [
                        Command.create({"partner_id": client.id, "sequence": rank})
                        for rank, client in enumerate(clients)
                    ],
                }
                for number, clients in enumerate(self.get_rounds(self.clients))
            ]
        )

    def open_catalogue(self):
        """Everything is offered, more of it than is ever asked."""
        now = fields.Datetime.now()
        catalogue = self.env["hub.catalogue"].create(
            {
                "date_open": now - timedelta(hours=1),
                "date_close": now + timedelta(days=2),
                "date_delivery": self.delivery_day,
            }
        )
        self.env["hub.offer"].create(
            [
                {
                    "catalogue_id": catalogue.id,
                    "product_id": product.id,
                    "quantity_offered": 1_000_000.0,
                }
                for product in self.products
            ]
        )
        catalogue.action_open()
        return catalogue
