"""Fifty people on one offer of a hundred units, each with an own transaction.

    ./hub bench rush                     50 threads, then the same with edits

Every person works as a web request does: an own cursor, READ COMMITTED (what
``milperche_hub`` asks of its own pages), the order written first and the offer
taken last. Checked at the end: exactly what was offered is sold, what the offer
counts is what the lines hold, every refusal names what is left, and nobody got a
technical error.
"""

import os
import random
import re
import sys
import threading
import time
from collections import Counter

from psycopg2.errors import UniqueViolation
from sides import Side
from world import HubWorld

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import mute_logger

PEOPLE = 50
OFFERED = 100.0
WANTED = 4.0
ROUNDS = 4
REFUSAL = re.compile(
    r"only [\d.]+ .+ left|belongs to no|closed|basket is empty|one_open_order"
    r"|is cancelled"
)


class Rush:
    """One catalogue with one offer, and the people who want it."""

    def __init__(self, side, world):
        self.database = side.name
        self.user = side.env.uid
        self.world = world
        self.catalogue = world.open_catalogue()
        self.offer = self.catalogue.offer_ids[:1]
        self.offer.quantity_offered = OFFERED
        # Threads never touch this cursor: they know numbers only.
        self.catalogue_id, self.product_id = self.catalogue.id, self.offer.product_id.id
        side.cr.commit()
        self.waits, self.answers, self.errors = [], Counter(), []
        self.lock = threading.Lock()

    def run(self, work, people):
        """Let everybody start at the same moment."""
        start = threading.Barrier(len(people))
        threads = [
            threading.Thread(target=self._take_part, args=(start, work, person))
            for person in people
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _take_part(self, start, work, person):
        draw = random.Random(str(person))
        start.wait()
        try:
            work(person, draw)
        except Exception as error:  # a technical error is what this looks for
            with self.lock:
                self.errors.append(f"{type(error).__name__}: {error}")

    def request(self, action):
        """One request: True, or the sentence of the refusal."""
        began = time.perf_counter()
        with Registry(self.database).cursor() as cr:
            cr.commit()
            cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            env = api.Environment(cr, self.user, {})
            try:
                action(env)
                cr.commit()
                answer = True
            except UserError as refusal:
                cr.rollback()
                answer = str(refusal)
            except UniqueViolation as violation:
                # the second of two first orders: Odoo's pages say it in a sentence
                cr.rollback()
                answer = str(violation)
        with self.lock:
            self.waits.append(time.perf_counter() - began)
            self.answers["done" if answer is True else "refused"] += 1
            if answer is not True and not REFUSAL.search(answer):
                self.errors.append(f"unclear refusal: {answer}")
        return answer

    # ------------------------------------------------------------------
    # What people do
    # ------------------------------------------------------------------

    def order(self, client, quantity):
        def action(env):
            env["sale.order"].create(
                {
                    "partner_id": client,
                    "catalogue_id": self.catalogue_id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product_id,
                                "product_uom_qty": quantity,
                            }
                        )
                    ],
                }
            ).action_place()

        return action

    def change(self, client, draw):
        """Edit, withdraw, place again or cancel what this client ordered."""

        def action(env):
            order = env["sale.order"].search(
                [
                    ("partner_id", "=", client),
                    ("catalogue_id", "=", self.catalogue_id),
                    ("state", "in", ("draft", "sent")),
                ],
                limit=1,
            )
            if not order:
                return self.order(client, draw.randint(1, 8))(env)
            match draw.choice(("more", "less", "withdraw", "place", "cancel")):
                case "more":
                    order.order_line.product_uom_qty += draw.randint(1, 3)
                case "less":
                    order.order_line.product_uom_qty = 1.0
                case "withdraw":
                    order.action_withdraw()
                case "place":
                    order.action_place()
                case "cancel":
                    order._action_cancel()

        return action

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    def check(self, title, sold=None):
        env = self.catalogue.env
        env.cr.commit()
        env.invalidate_all()
        lines = self.offer.line_ids
        held = sum(lines.mapped("hub_quantity_held"))
        wanted = sum(line._get_wanted_quantity() for line in lines)
        taken = self.offer.quantity_taken
        print(
            f"{title}: {taken:g} of {OFFERED:g} sold, {self.answers['done']} done, "
            f"{self.answers['refused']} refused, {len(self.errors)} errors, "
            f"longest request {max(self.waits):.2f} s",
            flush=True,
        )
        wrong = list(dict.fromkeys(self.errors))
        if not taken == held == wanted <= OFFERED:
            wrong.append(f"taken {taken:g}, held {held:g}, ordered {wanted:g}")
        if sold is not None and taken != sold:
            wrong.append(f"{taken:g} sold instead of {sold:g}")
        if wrong:
            sys.exit("\n".join(wrong))
        self.waits, self.answers = [], Counter()


def main():
    side = Side(f"hub_rush_{os.getpid()}", None, None, "milperche_hub")
    try:
        world = HubWorld(side.env, PEOPLE)
        run_plain_rush(Rush(side, world))
        with mute_logger("odoo.sql_db"):  # it tells of each second first order
            run_mixed_rush(Rush(side, world))
    finally:
        side.close()


def run_plain_rush(rush):
    """Twice as much wanted as there is."""
    rush.run(
        lambda client, _draw: rush.request(rush.order(client, WANTED)),
        rush.world.clients.ids,
    )
    rush.check(f"{PEOPLE} people, {WANTED:g} each", sold=OFFERED)


def run_mixed_rush(rush):
    """Two people on each order edit, withdraw, cancel; then the rest is sold."""

    def work(client, draw):
        for _round in range(ROUNDS):
            rush.request(rush.change(client, draw))

    clients = rush.world.clients.ids[: PEOPLE // 2]
    rush.run(work, clients * 2)
    rush.check("edits, withdrawals and cancellations")
    others = rush.world.clients.ids[PEOPLE // 2 :]

    def buy(client, _draw):
        quantity = 8.0
        while quantity >= 1:
            if rush.request(rush.order(client, quantity)) is True:
                return
            quantity //= 2

    rush.run(buy, others)
    rush.check("then whoever wants what is left", sold=OFFERED)
