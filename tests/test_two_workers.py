"""Random weeks played by two workers at once, in real transactions of the database.

Every other test lives in one transaction that is rolled back; here two threads commit
as two Odoo workers do: clients place, edit, withdraw, staff cancels and cuts. The world
they share is made for them, committed, and taken away afterwards.
"""

import random
import threading

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tools import mute_logger

from odoo.addons.milperche_hub.controllers.read_committed import _with_read_committed

from .common import HubWorld, PlainCase

WEEKS = 3
STEPS = 12
OFFERED = 40.0
CLIENT_STEPS = ("place", "edit", "edit", "withdraw")
STAFF_STEPS = ("cancel", "cut", "apply", "offer")


class CommittedWorld(HubWorld):
    """The small hub of the tests, without its round, which nobody drives here."""

    @classmethod
    def _make_producer(cls, name, code, regime):
        # Codes of its own: other tests make the same farms in their transactions.
        return super()._make_producer(f"{name} partagé", f"W{code}", regime)

    @classmethod
    def build(cls, env):
        cls.env = env(context={**env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls._build_producers()
        cls._build_products()
        cls._build_clients()
        return cls


class TestTwoWorkers(PlainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = cls.env.cr.dbname
        cls.made = {}
        cls.catalogues = []
        cls.addClassCleanup(cls._take_away)
        with cls._worker() as env:
            world = CommittedWorld.build(env)
            cls.made = {
                "producers": world.producers.ids,
                "products": world.products.ids,
                "clients": world.clients.ids,
                "payer": world.town_hall.ids,
            }

    @classmethod
    def _worker(cls):
        """An environment on a connection of its own, committed at the end."""
        return _Worker(cls.database)

    @classmethod
    def _take_away(cls):
        """Nothing of it may stay for the tests that follow."""
        with cls._worker() as env:
            orders = env["sale.order"].search([("catalogue_id", "in", cls.catalogues)])
            orders.filtered(lambda o: o.state != "cancel")._action_cancel()
            orders.unlink()
            env.flush_all()
            for statement in (
                "DELETE FROM hub_shortage WHERE catalogue_id = ANY(%s)",
                "DELETE FROM hub_offer WHERE catalogue_id = ANY(%s)",
                "DELETE FROM hub_catalogue WHERE id = ANY(%s)",
            ):
                env.cr.execute(statement, [cls.catalogues])
            env.invalidate_all()
        with cls._worker() as env:
            producers = cls.made.get("producers", [])
            # A verified proof is kept by the ORM: sales were made on it.
            env.cr.execute(
                "DELETE FROM hub_proof WHERE producer_id = ANY(%s)", [producers]
            )
            products = env["product.product"].browse(cls.made.get("products", []))
            products.product_tmpl_id.unlink()
            partners = producers + cls.made.get("clients", [])
            partners += cls.made.get("payer", [])
            env["res.partner"].browse(partners).unlink()

    def test_random_weeks(self):
        for seed in range(WEEKS):
            with self.subTest(seed=seed):
                self._play_week(seed)

    def _play_week(self, seed):
        catalogue = self._open_catalogue()
        start = threading.Barrier(2)
        errors = []
        players = [
            threading.Thread(
                target=self._play, args=(f"{seed}-{side}", catalogue, start, errors)
            )
            for side in "ab"
        ]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for player in players:
                player.start()
            for player in players:
                player.join()
        self.assertFalse(errors, "nobody saw a technical error")
        self._assert_offers_hold(catalogue)

    def _open_catalogue(self):
        with self._worker() as env:
            world = CommittedWorld
            world.env = env
            now = fields.Datetime.now()
            products = env["product.product"].browse(self.made["products"])
            catalogue = world._make_catalogue(products[:4], OFFERED, now)
            self.catalogues.append(catalogue.id)
            return catalogue.id

    def _play(self, seed, catalogue_id, start, errors):
        draw = random.Random(seed)
        start.wait()
        for _step in range(STEPS):
            try:
                with self._worker() as env:
                    self._step(env, draw, catalogue_id)
            except (UserError, UniqueViolation):
                continue  # refused in words; the second of two first orders
            except Exception as error:  # what this test looks for
                errors.append(f"{type(error).__name__}: {error}")

    def _step(self, env, draw, catalogue_id):
        catalogue = env["hub.catalogue"].browse(catalogue_id)
        client = env["res.partner"].browse(draw.choice(self.made["clients"]))
        action = draw.choice(CLIENT_STEPS * 2 + STAFF_STEPS)
        wanted = {
            str(offer_id): round(draw.uniform(0, 16), 1)
            for offer_id in draw.sample(catalogue.offer_ids.ids, 2)
        }
        index, there = draw.randrange(4), round(draw.uniform(5, 30))
        if action in CLIENT_STEPS:
            _with_read_committed(
                env, lambda: self._do_as_client(catalogue, client, action, wanted)
            )
        else:
            retrying(
                lambda: self._do_as_staff(catalogue, client, action, index, there), env
            )

    def _do_as_client(self, catalogue, client, action, wanted):
        order = catalogue.env["sale.order"]._get_portal_order(catalogue, client)
        if action == "withdraw":
            order._withdraw_from_portal()
            return {}
        refused = order._set_portal_quantities(wanted)
        if action == "place":
            order._place_from_portal()
        return refused

    def _do_as_staff(self, catalogue, client, action, index, there):
        env = catalogue.env
        offer = catalogue.offer_ids.sorted("id")[index]
        opened = env["hub.shortage"].search(
            [("catalogue_id", "=", catalogue.id), ("state", "=", "open")]
        )
        if action == "cancel":
            orders = catalogue.order_ids.filtered(
                lambda o: o.partner_id == client and o.state in ("draft", "sent")
            )
            orders._action_cancel()
        elif action == "cut":
            env["hub.shortage"]._open(offer, float(there))
        elif action == "apply":
            opened.action_apply()
        else:
            offer.quantity_offered = OFFERED

    def _assert_offers_hold(self, catalogue_id):
        """0 ≤ taken ≤ offered, and taken is what placed orders hold, committed."""
        with self._worker() as env:
            offers = env["hub.catalogue"].browse(catalogue_id).offer_ids
            self.assertTrue(any(offers.mapped("quantity_taken")), "something was sold")
            for offer in offers:
                lines = offer.line_ids
                held = sum(lines.mapped("hub_quantity_held"))
                wanted = sum(
                    line.product_uom_qty
                    for line in lines
                    if line.order_id.state == "sale"
                    or (line.order_id.state == "sent" and line.order_id.hub_date_placed)
                )
                self.assertAlmostEqual(offer.quantity_taken, held, 6)
                self.assertAlmostEqual(offer.quantity_taken, wanted, 6)
                self.assertGreaterEqual(offer.quantity_taken, 0.0)
                self.assertLessEqual(offer.quantity_taken, offer.quantity_offered)


class _Worker:
    """``with`` an environment on its own connection: commit, or roll back."""

    def __init__(self, database):
        self.database = database

    def __enter__(self):
        self.cr = db_connect(self.database).cursor()
        return api.Environment(self.cr, SUPERUSER_ID, {"lang": "en_US"})

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.cr.commit()
            else:
                self.cr.rollback()
        finally:
            self.cr.close()
