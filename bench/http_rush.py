"""Fifty clients on one offer of a hundred units, over HTTP.

    ./hub bench http                     100 rounds with threads, 100 with two workers
    ./hub bench http --rounds 5          the same, shorter
    ./hub bench http --servers workers   one of the two only
    ./hub bench http --write docs/bench_http.md

A real ``odoo`` server answers, first with threads, fifty requests at once, then with
two worker processes. Each round opens a catalogue with one offer of 100. In the even
rounds fifty clients order 4 each, at the same moment. In the odd ones they raise,
lower, withdraw and place again, two browsers on each order, then whoever wants takes
what is left. After every round: exactly 100 are sold, the offer's counter is what the
lines hold, every refusal names what is left, and nobody saw a technical error.
"""

import os
import random
import re
import statistics
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import report
from server import Person, Server
from sides import Side
from world import HubWorld

from odoo import fields
from odoo.fields import Command

PEOPLE = 50
OFFERED = 100
WANTED = 4
MOVES = 3
LINES = 40
MODES = {"threads": ("threads, 50 requests at once", 0), "workers": ("2 workers", 2)}
NAMES_WHAT_IS_LEFT = re.compile(r"il ne reste que [\d.,]+ \S+\.|il n'en reste plus")
# What else may be answered to somebody whose other browser was faster.
OTHER = re.compile(r"[Ll]e panier est vide")


class Rush:
    """The clients, their browsers, and what they were answered."""

    def __init__(self, side):
        self.env = side.env
        self.database = side.name
        world = HubWorld(self.env, PEOPLE)
        self.products = world.products
        self.world = world
        self.people = [
            Person(login) for login in self._make_users(world.clients[:PEOPLE])
        ]
        self.env.cr.commit()
        self.lock = threading.Lock()
        self.forget()

    def forget(self):
        """Count anew."""
        self.waits, self.answers, self.errors = [], Counter(), []

    def _make_users(self, clients):
        portal = self.env.ref("base.group_portal")
        contacts = self.env["res.partner"].create(
            [{"name": f"Cook {c.name}", "parent_id": c.id} for c in clients]
        )
        users = self.env["res.users"].create(
            [
                {
                    "login": f"cook{contact.id}",
                    "password": f"cook{contact.id}",
                    "partner_id": contact.id,
                    "lang": "fr_FR",
                    "group_ids": [Command.set(portal.ids)],
                }
                for contact in contacts
            ]
        )
        return users.mapped("login")

    def open_catalogue(self, products, quantity):
        """A catalogue of its own for each round."""
        now = fields.Datetime.now()
        catalogue = self.env["hub.catalogue"].create(
            {
                "date_open": fields.Datetime.subtract(now, hours=1),
                "date_close": fields.Datetime.add(now, days=2),
                "date_delivery": self.world.delivery_day,
            }
        )
        self.env["hub.offer"].create(
            [
                {
                    "catalogue_id": catalogue.id,
                    "product_id": product.id,
                    "quantity_offered": quantity,
                }
                for product in products
            ]
        )
        catalogue.action_open()
        self.env.cr.commit()
        return catalogue

    def end(self, catalogue):
        """Close the round's sale, so that pages show one catalogue only."""
        catalogue.state = "done"
        self.env.cr.commit()

    # ------------------------------------------------------------------
    # One round
    # ------------------------------------------------------------------

    def play(self, server, number):
        """One round; the units sold."""
        self.server = server
        catalogue = self.open_catalogue(self.products[:1], OFFERED)
        self.url, self.offer = f"/my/catalogue/{catalogue.id}", catalogue.offer_ids.id
        if number % 2:
            self._all_at_once(self._change_mind, self.people[: PEOPLE // 2] * 2)
            self._all_at_once(self._take_what_is_left, self.people)
        else:
            self._all_at_once(self._order, self.people)
        self._check(catalogue, number)
        self.end(catalogue)

    def _all_at_once(self, work, people):
        start = threading.Barrier(len(people))
        threads = [
            threading.Thread(target=self._take_part, args=(start, work, person, rank))
            for rank, person in enumerate(people)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _take_part(self, start, work, person, rank):
        start.wait()
        try:
            work(person, random.Random(f"{self.url} {rank}"))
        except Exception as error:  # a technical error is what this looks for
            with self.lock:
                self.errors.append(f"{type(error).__name__}: {error}"[:300])

    def _order(self, person, _draw):
        if not self._refused(self._save(person, WANTED)):
            self._place(person)

    def _change_mind(self, person, draw):
        for _move in range(MOVES):
            match draw.choice(("save", "save", "place", "withdraw", "nothing")):
                case "save":
                    self._save(person, draw.randint(1, 8))
                case "place":
                    self._place(person)
                case "withdraw":
                    person.post_form(self.server, f"{self.url}/withdraw")
                case "nothing":
                    self._save(person, 0)

    def _take_what_is_left(self, person, _draw):
        """Ask for one more and place, until that is refused."""
        state = self._request(person, "/save", quantities={})
        mine = state.get("quantities", {}).get(str(self.offer), 0)
        if mine and not state["placed"] and self._refused(self._place(person)):
            self._save(person, 0)
            mine = 0
        for more in (8, 4, 2, 1):
            while not self._refused(self._save(person, mine + more)):
                if self._refused(self._place(person)):
                    self._save(person, mine)
                    break
                mine += more

    def _save(self, person, quantity):
        return self._request(person, "/save", quantities={str(self.offer): quantity})

    def _place(self, person):
        return self._request(person, "/place")

    def _request(self, person, path, **params):
        began = time.perf_counter()
        answer = person.call(self.server, self.url + path, **params)
        with self.lock:
            self.waits.append(time.perf_counter() - began)
            self.answers["refused" if self._refused(answer) else "done"] += 1
            self._judge(answer)
        return answer

    def _refused(self, answer):
        return bool(answer.get("error") or answer.get("refused"))

    def _judge(self, answer):
        sentences = list((answer.get("refused") or {}).values())
        if not sentences and answer.get("error"):
            sentences = [answer["error"]]
        for sentence in sentences:
            if OTHER.search(sentence):
                continue
            if not NAMES_WHAT_IS_LEFT.search(sentence):
                self.errors.append(f"a refusal that does not help: {sentence}")

    def _check(self, catalogue, number):
        self.env.cr.commit()
        self.env.invalidate_all()
        offer = catalogue.offer_ids
        lines = offer.line_ids
        held = sum(lines.mapped("hub_quantity_held"))
        placed = sum(line._get_wanted_quantity() for line in lines)
        if not offer.quantity_taken == held == placed == OFFERED:
            self.errors.append(
                f"round {number}: taken {offer.quantity_taken:g}, held {held:g}, "
                f"ordered {placed:g} of {OFFERED}"
            )
        if self.errors:
            sys.exit("\n".join([*self.errors[:10], self.server.read_log()[-3000:]]))

    # ------------------------------------------------------------------
    # One large order
    # ------------------------------------------------------------------

    def time_large_order(self, server):
        """Seconds to save forty lines, then to place them; the slowest of five."""
        catalogue = self.open_catalogue(self.products[:LINES], 1000)
        url = f"/my/catalogue/{catalogue.id}"
        quantities = {str(offer.id): 5 for offer in catalogue.offer_ids}
        seconds = []
        for person in self.people[:6]:
            began = time.perf_counter()
            person.call(server, f"{url}/save", quantities=quantities)
            saved = time.perf_counter()
            answer = person.call(server, f"{url}/place")
            if not answer.get("url"):
                sys.exit(f"{LINES} lines were not placed: {answer}")
            seconds.append((saved - began, time.perf_counter() - saved))
        self.end(catalogue)
        # the first finds the server cold
        return [max(part) for part in zip(*seconds[1:], strict=True)]


def main(arguments):
    """Play all the rounds, then print the figures and write them down."""
    side = Side(f"hub_http_{os.getpid()}", None, None, "milperche_hub")
    rows = []
    try:
        rush = Rush(side)
        for title, workers in [MODES[name] for name in arguments.servers]:
            with Server(side.name, workers) as server:
                for person in rush.people:
                    person.sign_in(server, side.name)
                large = rush.time_large_order(server)
                rush.forget()
                for number in range(arguments.rounds):
                    rush.play(server, number)
                rows.append(_describe(title, arguments.rounds, rush, large))
                print(rows[-1], flush=True)
        machine = report.describe_machine(side.cr)
    finally:
        side.close()
    text = page(machine, rows)
    print(text)
    if arguments.write:
        Path(arguments.write).write_text(text, encoding="utf-8")


def _describe(title, rounds, rush, large):
    waits = sorted(rush.waits)
    return (
        f"| {title} | {rounds} | {len(waits):,} | {OFFERED} of {OFFERED} "
        f"| {rush.answers['refused']:,} | 0 | {statistics.median(waits):.2f} s "
        f"| {waits[int(len(waits) * 0.95)]:.2f} s | {waits[-1]:.2f} s "
        f"| {large[0]:.2f} s | {large[1]:.2f} s |"
    )


def page(machine, rows):
    """The page of the documentation."""
    command = " ".join(["./hub bench", *sys.argv[1:]])
    head = (
        "| server | rounds | requests | sold, each round | refusals | errors "
        "| median | 95 % | slowest | 40 lines: save | place |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    )
    story = " ".join(__doc__.split("\n\n")[2].split())
    return (
        f"# Fifty clients on one offer, over HTTP\n\nMade by `{command}` on {machine}."
        f"\n\n{story}\n\n" + "\n".join([head, *rows]) + "\n\n"
        "Times are what a client waits while forty-nine others ask: the server and "
        "the fifty browsers share the processor. The large order is timed alone on "
        "the idle server, the slowest of five.\n"
    )
