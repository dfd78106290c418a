"""Clicks and typed fields of a whole week: in the hub, and in plain Odoo.

    ./hub bench clicks                        both, 32 clients and 17 producers
    ./hub bench clicks --write docs/clicks.md and write the page

In the hub the buttons are found on the week page and their methods called, in the
order the page asks for them. In plain Odoo the gestures of its screens are listed here
by hand, beside the calls that they make. The documents of both sides are compared at
the end. One click is one button, menu, row, tick or answer to a question; one field is
one value typed or chosen. What must be entered after a call (eight clients' orders,
six producers' answers) stands apart, because both sides type it. Minutes are not
measured on people: they are these counts at the durations below, and the server's time.
"""

import os
import statistics
import sys
import textwrap
import time
from datetime import datetime, timedelta
from pathlib import Path

import documents
from freezegun import freeze_time
from hub_week import HubWeek
from plain_week import PlainWeek
from sides import Side
from world import LINES_PER_ORDER, PRODUCERS, HubWorld, World

from odoo import fields

CLIENTS = 32
PHONE_CLIENTS = 8
PHONE_PRODUCERS = 6
DAYS_TO_SETTLE = 15
"""From today on, when every period of ten days that holds today has ended."""
CLICK_SECONDS = 2.0
"""To find a button and press it; the keystroke-level model gives 1.1 s to point
and 1.35 s to decide."""
FIELD_SECONDS = 4.0
"""To type or choose one value, and go to the next."""

COUNTED = (
    "One click: a button, a menu, a row, a tick, an answer to a question.",
    "One field: a value typed or chosen.",
    "Plain Odoo is given a web shop for the clients who do not call, the shortest path"
    " known of its screens (its gestures are listed by hand in `bench/clicks.py`), and"
    " no mistake. It sends no order to producers, settles none and checks no proof:"
    " nothing is counted for it there.",
    "Calls are typed on both sides; their gestures are listed by hand on both.",
    "The hub's week is one without exceptions, goods received and delivered as"
    " announced. The producers are settled when the ten days are over; their payment,"
    " a list for the bank, is counted on neither side.",
    "The catalogue opens by itself in the hub; neither side counts its prices.",
)


class Hand:
    """The coordinator's hand: what it pressed and typed, by step."""

    def __init__(self):
        self.rows = {}
        self.seconds = 0.0

    def press(self, step, clicks, fields_typed=0, phone=False, do=None):
        """Count gestures, and do what the last of them does."""
        row = self.rows.setdefault((step, phone), [0, 0])
        row[0] += clicks
        row[1] += fields_typed
        if do is None:
            return None
        start = time.perf_counter()
        result = do()
        self.seconds += time.perf_counter() - start
        return result

    def total(self, phone):
        rows = [row for (_step, by), row in self.rows.items() if by == phone]
        return sum(row[0] for row in rows), sum(row[1] for row in rows)

    def minutes(self, phone):
        clicks, typed = self.total(phone)
        return (clicks * CLICK_SECONDS + typed * FIELD_SECONDS) / 60


class HubClicks(HubWeek):
    """The week from the hub's page: its own buttons, found on it and pressed."""

    def run(self, hand):
        """Run the week: the clients order in the portal, eight of them by phone."""
        self.hand = hand
        self.page_seconds = []
        self.create()
        phone = self.orders[:PHONE_CLIENTS]
        (self.orders - phone).action_place()
        for order in phone:
            # menu, client, then a quantity a line in the grid, and "Place"
            hand.press("orders", 3, 1 + LINES_PER_ORDER, True, order.action_place)
        hand.press("open the page", 1)
        self._press_next("cutoff", "cut-off")
        asked = self.env["hub.producer.order"].search(
            [("catalogue_id", "=", self.catalogue.id)]
        )
        self._answer_by_phone(asked)
        self._press_next("dropoffs", "drop-offs")
        self._press_next("rounds", "rounds")
        self._press_card("to_invoice", "invoices")
        self._press_card("draft_invoice", "invoices")
        self.invoices = self.env["account.move"].browse(self.orders.invoice_ids.ids)
        self.receipts = self.catalogue.dropoff_ids
        self._settle()

    def _settle(self):
        """Once the ten days are over: make the settlements, then post them."""
        with freeze_time(datetime.now() + timedelta(days=DAYS_TO_SETTLE), tick=True):
            self._press_card("settlement_due", "settlements")
            self._press_card("settlement_draft", "settlements")
            settlements = self.env["hub.settlement"].search([])
        if set(settlements.mapped("state")) != {"posted"}:
            sys.exit("The page left a settlement that is not posted.")

    def _answer_by_phone(self, asked):
        """The producers without a screen: one card, one list, one click each."""
        if not asked:
            sys.exit("No producer was asked for anything: the week is not as told.")
        self.hand.press("answers of producers", 1, phone=True)
        for order in asked[:PHONE_PRODUCERS]:
            self.hand.press(
                "answers of producers", 1, phone=True, do=order.action_accept
            )

    def _get_page(self):
        self.env.flush_all()
        self.env.invalidate_all()
        start = time.perf_counter()
        page = self.env["hub.week"].get_page(self.catalogue.id)
        self.page_seconds.append(time.perf_counter() - start)
        return page

    def _press_next(self, key, label):
        step = self._get_page()["next"]
        if not step or step["key"] != key:
            raise SystemExit(f"The page does not ask for {key}: {step}")
        self._press(label, step["button"])

    def _press_card(self, name, label):
        cards = self._get_page()["exceptions"]
        found = [c for c in cards if c["key"].startswith(f"_get_{name}_exceptions-")]
        if not found:
            raise SystemExit(f"No card {name} on the page.")
        self._press(label, found[0]["button"])

    def _press(self, step, button):
        """One click, and one more when the button asks a question."""
        records = self.env[button["model"]].browse(button["ids"])
        clicks = 2 if button["confirm"] else 1
        self.hand.press(step, clicks, do=getattr(records, button["method"]))


class PlainClicks(PlainWeek):
    """The same week in plain Odoo, by the shortest way its screens allow.

    The twenty-four clients without a phone are given a web shop, so that their orders
    come by themselves. The coordinator confirms them from the list, writes one receipt
    per producer from what was sold, names the lots, puts the deliveries into two
    batches, validates, and invoices from the list.
    """

    def run(self, hand):
        self.create()
        phone = self.orders[:PHONE_CLIENTS]
        for _order in phone:
            # New; client; a row, a product and a quantity per line
            hand.press("orders", 2 + LINES_PER_ORDER, 1 + 2 * LINES_PER_ORDER, True)
        # app, menu; per order: its row, Confirm, back to the list
        hand.press("cut-off", 2)
        for order in self.orders:
            hand.press("cut-off", 3, do=order.action_confirm)
        self._ask(hand)
        self._make_rounds(hand)
        self._receive(hand)
        self._deliver(hand)
        self._invoice(hand)

    def _ask(self, hand):
        """What to bring, producer by producer: read in the analysis of sales."""
        hand.press("ask producers", 4)
        self._ask_producers()
        hand.press("ask producers", 2)
        for receipt in self.receipts:
            lines = len(receipt.move_ids)
            # New, Mark as todo; partner and owner; a row, product, quantity per line
            hand.press("ask producers", 2 + lines, 2 + 2 * lines)
        hand.press("answers of producers", PHONE_PRODUCERS, phone=True)

    def _make_rounds(self, hand):
        # list of deliveries; then per batch: tick its stops, Action, Add to batch, OK
        hand.press("rounds", 2)
        for clients in self.world.get_rounds(self.clients):
            hand.press("rounds", len(clients) + 3)
        self._make_batches()

    def _receive(self, hand):
        hand.press("drop-offs", 2)
        for receipt in self.receipts:
            lines = len(receipt.move_line_ids)
            # its row, Validate, back; a lot name per line, in "detailed operations"
            hand.press("drop-offs", 3 + 2 * lines, lines)
        hand.press("drop-offs", 0, do=self.receive)

    def _deliver(self, hand):
        # per batch: its row, Validate, the question, back
        rounds = self.world.get_rounds(self.clients)
        hand.press("rounds", 2 + 4 * len(rounds), do=self.deliver)

    def _invoice(self, hand):
        # list, tick all, Create invoices, "create"; list, tick all, Action, Post, OK
        hand.press("invoices", 6, do=self.invoice)
        hand.press("invoices", 6, do=self.post)


def main(arguments):
    """Run both weeks, print what they cost and write the page."""
    prefix = f"hub_clicks_{os.getpid()}"
    sides, hands = [], []
    try:
        for name, world, week, module in (
            ("plain", World, PlainClicks, None),
            ("hub", HubWorld, HubClicks, "milperche_hub"),
        ):
            side = Side(f"{prefix}_{name}", world, week, module)
            sides.append(side)
            made = side.make_world(side.env, CLIENTS)
            side.week = side.make_week(made, made.clients)
            hands.append(Hand())
            side.week.run(hands[-1])
            side.env.flush_all()
        made = [documents.count(side.week) for side in sides]
        wrong = documents.differences(*made)
        text = page(
            *hands,
            same=not wrong,
            figures=len(made[0]),
            readings=sides[1].week.page_seconds,
        )
    finally:
        for side in sides:
            side.close()
    print(text)
    if wrong:
        raise SystemExit("\n".join(wrong))
    if arguments.write:
        Path(arguments.write).write_text(text, encoding="utf-8")


def _fill(text):
    """A paragraph, or a point of a list, in lines of 88 columns."""
    return textwrap.wrap(
        text,
        88,
        subsequent_indent="  " if text.startswith("- ") else "",
        break_on_hyphens=False,
        break_long_words=False,
    )


def page(plain, hub, same, figures, readings):
    """The measures, in words a reader can check."""
    agree = f"{figures} figures of both sides' documents agree." if same else ""
    lines = [
        "# Clicks and minutes of a week",
        "",
        *_fill(
            f"{CLIENTS} clients, {PRODUCERS} producers, {LINES_PER_ORDER} lines an"
            f" order; {PHONE_CLIENTS} clients and {PHONE_PRODUCERS} producers by phone."
            f" Counted on {fields.Date.today()} by `./hub bench clicks`. The hub's"
            " buttons are found on its week page and pressed; plain Odoo's gestures"
            f" are listed by hand. {agree}"
        ),
        "",
        "| step | hub: clicks | fields | plain Odoo: clicks | fields |",
        "|---|---:|---:|---:|---:|",
    ]
    keys = list(dict.fromkeys([*hub.rows, *plain.rows]))
    for phone in (False, True):
        for key in (key for key in keys if key[1] == phone):
            ours, theirs = hub.rows.get(key, [0, 0]), plain.rows.get(key, [0, 0])
            name = key[0] + (" (by phone)" if phone else "")
            cells = (name, *ours, *theirs)
            lines.append("| " + " | ".join(map(str, cells)) + " |")
        name = "**by phone**" if phone else "**beside the phone**"
        cells = (name, *hub.total(phone), *plain.total(phone))
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    lines += [
        "",
        "| minutes, estimated | hub | plain Odoo |",
        "|---|---:|---:|",
        *(
            f"| {name} | {hub.minutes(phone):.1f} | {plain.minutes(phone):.1f} |"
            for name, phone in (("beside the phone", False), ("by phone", True))
        ),
        "",
        *_fill(
            f"Minutes are not measured on people: a click is taken for"
            f" {CLICK_SECONDS:g} s and a field for {FIELD_SECONDS:g} s, without the"
            " time to think, to speak on the phone or to wait. The server worked"
            f" {hub.seconds:.0f} s for the hub's buttons. It made the week page"
            f" {len(readings)} times, in {statistics.median(readings):.2f} s (median;"
            f" {max(readings):.2f} s the slowest)."
        ),
        "",
        "## What is counted",
        "",
        *(line for text in COUNTED for line in _fill(f"- {text}")),
        "",
    ]
    return "\n".join(lines)
