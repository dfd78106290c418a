"""One small hub and its week, shared by the tests.

Every test class derives from a base of this file: tags are inherited, and a class
without tags would not be collected.
"""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

REQUIREMENTS = ("gmo_free", "environment", "traceability")

MONDAY = datetime(2026, 3, 2, 8, 0)
"""A Monday far from the demo's weeks: the hub's clock in the tests."""


class HubWorld:
    """Builds the hub: three producers, eight products, five clients, one round."""

    @classmethod
    def _build_hub(cls):
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.company.partner_id.tz = "Europe/Paris"
        cls._build_producers()
        cls._build_products()
        cls._build_clients()
        cls.round = cls.env["hub.round"].create(
            {
                "name": "Tuesday round",
                "weekday": "1",
                "hour_start": 8.0,
                "stop_ids": [
                    Command.create({"partner_id": client.id, "sequence": rank})
                    for rank, client in enumerate(cls.clients)
                ],
            }
        )

    @classmethod
    def _build_producers(cls):
        cls.farm = cls._make_producer("Ferme Démo", "TFA", "vat")
        cls.dairy = cls._make_producer("Fromagerie Démo", "TFR", "franchise")
        cls.orchard = cls._make_producer("Verger Démo", "TVE", "flat_rate")
        cls.producers = cls.farm | cls.dairy | cls.orchard

    @classmethod
    def _make_producer(cls, name, code, regime):
        producer = cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "is_producer": True,
                "vat_regime": regime,
                "hub_producer_code": code,
                "hub_producer_kind": "farm",
                "hub_mandate_date": date(2025, 1, 1),
                "email": f"{code.lower()}@example.org",
                "city": "Bretoncelles",
                "country_id": cls.env.ref("base.fr").id,
            }
        )
        cls._prove(producer, *REQUIREMENTS)
        return producer

    @classmethod
    def _prove(cls, producer, *codes, **values):
        proofs = cls.env["hub.proof"]
        for code in codes:
            criterion = cls.env.ref(f"milperche_hub.criterion_{code}")
            proofs |= proofs.create(
                {
                    "criterion_id": criterion.id,
                    "producer_id": producer.id,
                    "date_start": date(2025, 1, 1),
                    "date_end": date(2027, 12, 31),
                    "state": "valid",
                    **values,
                }
            )
        return proofs

    @classmethod
    def _build_products(cls):
        kg, unit = (
            cls.env.ref("uom.product_uom_kgm"),
            cls.env.ref("uom.product_uom_unit"),
        )
        make = cls._make_product
        cls.carrot = make("Carotte démo", cls.farm, "vegetable", 1.70, kg)
        cls.leek = make("Poireau démo", cls.farm, "vegetable", 2.35, kg)
        cls.beef = make("Bœuf démo", cls.farm, "beef", 13.00, kg)
        cls.goat = make("Bûche démo", cls.dairy, "goat_dairy", 3.60, unit, weight=0.2)
        cls.yogurt = make(
            "Yaourt démo", cls.dairy, "cow_dairy", 0.45, unit, weight=0.125
        )
        cls.apple = make("Pomme démo", cls.orchard, "fruit", 1.63, kg)
        cls.juice = make("Jus démo", cls.orchard, "drink", 2.40, unit, weight=1.05)
        cls.cider = make("Cidre démo", cls.orchard, "alcohol", 3.50, unit, weight=1.3)
        cls.products = (
            cls.carrot
            | cls.leek
            | cls.beef
            | cls.goat
            | cls.yogurt
            | cls.apple
            | cls.juice
            | cls.cider
        )

    @classmethod
    def _make_product(cls, name, producer, family, price, uom, weight=1.0):
        return cls.env["product.product"].create(
            {
                "name": name,
                "producer_id": producer.id,
                "categ_id": cls.env.ref(f"milperche_hub.categ_{family}").id,
                "list_price": price,
                "uom_id": uom.id,
                "type": "consu",
                "is_storable": True,
                "tracking": "lot",
                "use_expiration_date": True,
                "expiration_time": 10,
                "use_time": 2,
                "removal_time": 1,
                "alert_time": 3,
                "weight": weight,
            }
        )

    @classmethod
    def _build_clients(cls):
        cls.town_hall = cls.env["res.partner"].create(
            {"name": "Mairie Démo", "is_company": True}
        )
        cls.school_a = cls._make_client("École Démo A", "primary", cls.town_hall)
        cls.school_b = cls._make_client("École Démo B", "nursery", cls.town_hall)
        cls.college = cls._make_client("Collège Démo", "secondary")
        cls.restaurant = cls._make_client("Restaurant Démo", "restaurant")
        cls.grocer = cls._make_client("Épicerie Démo", "delicatessen")
        cls.clients = (
            cls.school_a | cls.school_b | cls.college | cls.restaurant | cls.grocer
        )

    @classmethod
    def _make_client(cls, name, kind, payer=None):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "is_hub_client": True,
                "hub_client_kind": kind,
                "hub_payer_id": payer.id if payer else False,
                "phone": "02 61 91 00 00",
                "country_id": cls.env.ref("base.fr").id,
            }
        )

    @classmethod
    def _make_user(cls, login, groups, **values):
        return new_test_user(cls.env, login=login, groups=groups, **values)

    @classmethod
    def _make_portal_user(cls, login, partner):
        contact = cls.env["res.partner"].create(
            {"name": f"Contact {login}", "parent_id": partner.id, "type": "contact"}
        )
        return cls._make_user(
            login, "base.group_portal", partner_id=contact.id, password=login
        )

    # ------------------------------------------------------------------
    # The week
    # ------------------------------------------------------------------

    @classmethod
    def _make_catalogue(cls, products=None, quantity=100.0, now=None):
        """An open catalogue that closes in two days and is delivered in a week."""
        now = now or fields.Datetime.now()
        catalogue = cls.env["hub.catalogue"].create(
            {
                "date_open": now - timedelta(hours=1),
                "date_close": now + timedelta(days=2),
                "date_delivery": (now + timedelta(days=7)).date(),
            }
        )
        cls.env["hub.offer"].create(
            [
                {
                    "catalogue_id": catalogue.id,
                    "product_id": product.id,
                    "quantity_offered": quantity,
                }
                for product in (products or cls.products)
            ]
        )
        catalogue.action_open()
        return catalogue

    @classmethod
    def _make_order(cls, catalogue, client, quantities, place=True):
        """An order of ``{product: quantity}``, placed unless said otherwise."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": client.id,
                "catalogue_id": catalogue.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                    for product, quantity in quantities.items()
                ],
            }
        )
        if place:
            order.action_place()
        return order

    @classmethod
    def _set_received(cls, catalogue, product, quantity):
        move = catalogue.dropoff_ids.move_ids.filtered(
            lambda m: m.product_id == product
        )
        move.quantity = quantity

    @classmethod
    def _set_delivered(cls, order, product, quantity):
        """Weigh one line of a delivery."""
        line = order.picking_ids.move_line_ids.filtered(
            lambda ml: ml.product_id == product
        )
        line[:1].quantity = quantity
        (line - line[:1]).quantity = 0.0

    @classmethod
    def _settle(cls, day=None, days=10):
        day = day or fields.Date.today()
        return cls.env["hub.settlement"]._generate(
            cls.producers, day - timedelta(days=days), day + timedelta(days=1)
        )


class HubChecks:
    """The invariants of the hub, checked on whatever happened."""

    def assertOffersHold(self, catalogue):
        """0 ≤ taken ≤ offered, and taken is what placed and confirmed lines hold."""
        self.env.flush_all()
        self.env.invalidate_all()
        for offer in catalogue.offer_ids:
            held = sum(offer.line_ids.mapped("hub_quantity_held"))
            wanted = sum(
                line.product_uom_qty
                for line in offer.line_ids
                if line.order_id.state == "sale"
                or (line.order_id.state == "sent" and line.order_id.hub_date_placed)
            )
            self.assertAlmostEqual(offer.quantity_taken, held, 6)
            self.assertAlmostEqual(offer.quantity_taken, wanted, 6)
            self.assertGreaterEqual(offer.quantity_taken, 0.0)
            if not offer.on_demand:
                self.assertLessEqual(offer.quantity_taken, offer.quantity_offered)

    def assertGoodsBalance(self, products):
        """kg in = kg out + kg left, and every gram belongs to its producer."""
        groups = self.env["stock.move.line"]._read_group(
            [("product_id", "in", products.ids), ("state", "=", "done")],
            ["product_id", "location_id", "location_dest_id"],
            ["quantity_product_uom:sum"],
        )
        left = dict.fromkeys(products, 0.0)
        for product, source, destination, quantity in groups:
            if destination.usage == "internal":
                left[product] += quantity
            if source.usage == "internal":
                left[product] -= quantity
        quants = self.env["stock.quant"].search(
            [("product_id", "in", products.ids), ("location_id.usage", "=", "internal")]
        )
        for product in products:
            of_product = quants.filtered(lambda q, p=product: q.product_id == p)
            in_stock = sum(of_product.mapped("quantity"))
            self.assertAlmostEqual(left[product], in_stock, 3, product.name)
            for quant in of_product.filtered("quantity"):
                self.assertEqual(quant.owner_id, product.producer_id)

    def assertNoValuation(self, products):
        """A producer's goods are never the hub's: no entry, no value."""
        moves = self.env["stock.move"].search([("product_id", "in", products.ids)])
        self.assertFalse(any(moves.mapped("value")))
        if "account_move_id" in moves._fields:
            self.assertFalse(moves.account_move_id)

    def assertMoneyTies(self, orders, settlements):
        """Net + commission = goods delivered = goods invoiced, to the cent."""
        lines = settlements.line_ids
        gross = round(sum(lines.mapped("amount_gross")), 2)
        net = round(sum(lines.mapped("amount_net")), 2)
        commission = round(sum(lines.mapped("amount_commission")), 2)
        self.assertEqual(round(net + commission, 2), gross)
        invoices = orders.invoice_ids.filtered(lambda m: m.state == "posted")
        invoiced = -sum(
            invoices.line_ids.filtered(
                lambda line: line.display_type == "product"
            ).mapped("balance")
        )
        self.assertEqual(round(invoiced, 2), gross)
        for settlement in settlements:
            self.assertEqual(settlement.amount_difference, 0.0)
            self.assertEqual(settlement.amount_to_invoice, 0.0)
            bill = settlement.bill_id
            sign = -1 if bill.move_type == "in_refund" else 1
            self.assertEqual(
                round(sign * bill.amount_untaxed, 2), round(settlement.amount_net, 2)
            )

    @contextmanager
    def assertRefused(self, pattern):
        """A clear sentence, and nothing changed: the savepoint proves the latter."""
        from odoo.exceptions import UserError

        with self.assertRaisesRegex(UserError, pattern), self.env.cr.savepoint():
            yield
        self.env.invalidate_all()


@tagged("post_install", "-at_install", "standard")
class HubCase(HubWorld, HubChecks, TransactionCase):
    """Tests on the small hub, on a Monday of March 2026 at 9 o'clock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._freeze(MONDAY)
        cls._build_hub()

    @classmethod
    def _freeze(cls, moment):
        clock = freeze_time(moment)
        cls.clock = clock.start()
        cls.addClassCleanup(clock.stop)

    def setUp(self):
        super().setUp()
        # A test that moves the clock leaves it as its class had set it.
        self.addCleanup(self.clock.move_to, fields.Datetime.now())

    @contextmanager
    def at(self, moment):
        """Do something at another moment."""
        before = fields.Datetime.now()
        self.clock.move_to(moment)
        try:
            yield
        finally:
            self.clock.move_to(before)


@tagged("post_install", "-at_install", "standard")
class HubHttpCase(HubWorld, HubChecks, HttpCase):
    """Tests through the real HTTP server; the real clock, as the server's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._build_hub()

    @classmethod
    def _add_tour(cls, name):
        """Serve a tour kept beside the tests: the add-on ships no test code."""
        script = Path(__file__).parent / "tours" / f"{name}.js"
        url = f"/milperche_hub/static/tests/tours/{name}.js"
        cls.env["ir.attachment"].create(
            {
                "name": script.name,
                "url": url,
                "type": "binary",
                "mimetype": "text/javascript",
                "public": True,
                "raw": script.read_bytes(),
            }
        )
        cls.env["ir.asset"].create(
            {"name": name, "bundle": "web.assets_tests", "path": url}
        )

    def _drive(self, run, name):
        """Walk on the driver's page, which has no Odoo bundle: a plain script."""
        folder = Path(__file__).parent / "tours"
        scripts = [folder / f"{part}.js" for part in ("driver_page", name)]
        self.browser_js(
            f"/my/round/{run.id}",
            "".join(script.read_text() for script in scripts),
            "document.body.dataset.ready === '1'",
            login="driver",
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install", "standard")
class PlainCase(TransactionCase):
    """Tests that build their own world."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
