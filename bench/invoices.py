"""A month's invoices: 32 payers, four weeks of orders of twenty lines each.

    ./hub bench invoices                                  print the table
    ./hub bench invoices --write docs/bench_invoices.md   and write it down

Four weeks run through the real flow up to the delivery, for clients invoiced by the
month. Then the steps of the bookkeeper are timed, each up to its commit: the preview
of the run, the drafts, posting them, and the statements of the producers printed as
one PDF. The load of the machine is read before and after: others may be at work on it.
"""

import calendar
import os
import sys
from datetime import date, timedelta
from pathlib import Path

import report
from hub_week import HubWeek
from sides import Side
from world import SEED, HubWorld

from odoo import fields

CLIENTS, WEEKS, LINES, PRODUCERS = 32, 4, 20, 20
AIM, AIM_STATEMENTS = 60, 30


class MonthWorld(HubWorld):
    """Clients that are invoiced once a month, of larger orders."""

    lines_per_order = LINES
    producer_count = PRODUCERS

    def _prepare_client(self, number):
        return {**super()._prepare_client(number), "hub_invoice_period": "month"}


class HubMonth:
    """Four delivered weeks, and what closes the month."""

    steps = ("preview", "invoice", "post", "settle", "statements")
    titles = {
        "preview": "preview of the run",
        "invoice": "draft invoices",
        "post": "post them",
        "settle": "settle and post the producers' self-billed invoices",
        "statements": "statements of the producers, one PDF",
    }

    def __init__(self, world, clients, seed=None):
        self.world, self.env = world, world.env
        self.orders = self.env["sale.order"]
        # a seed is given to the small month that fills the caches
        for week in range(1 if seed else WEEKS):
            part = HubWeek(world, clients, SEED + week)
            for step in ("create", "place", "confirm", "receive", "deliver"):
                getattr(part, step)()
            self.orders |= part.orders

    def preview(self):
        today = fields.Date.today()
        last = calendar.monthrange(today.year, today.month)[1]
        self.run = self.env["hub.invoice.run"].create(
            {"date_to": today.replace(day=last)}
        )

    def invoice(self):
        self.run.action_invoice()
        self.invoices = self.env["account.move"].browse(self.orders.invoice_ids.ids)

    def post(self):
        self.invoices.action_post()

    def settle(self):
        today = fields.Date.today()
        self.settlements = self.env["hub.settlement"]._generate(
            self.world.producers, today - timedelta(days=1), today + timedelta(days=1)
        )
        self.settlements.action_post()

    def statements(self):
        printer = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        self.pdf, __ = printer._render_qweb_pdf(
            "milperche_hub.report_settlement_action", self.settlements.ids
        )


def main(path=None):
    side = Side(f"hub_invoices_{os.getpid()}", MonthWorld, HubMonth, "milperche_hub")
    try:
        load = [os.getloadavg()[0]]
        side.prepare(CLIENTS)
        load.append(os.getloadavg()[0])
        for step in HubMonth.steps:
            side.run(step)
        load.append(os.getloadavg()[0])
        check(side.week)
        text = page(side, load)
    finally:
        side.close()
    print(text)
    if path:
        Path(path).write_text(text, encoding="utf-8")


def check(month):
    """Stop unless the month is what it is said to be, each order invoiced once."""
    lines = month.invoices.invoice_line_ids.filtered("producer_id")
    found = (len(month.invoices), len(month.orders), len(lines))
    wanted = (CLIENTS, CLIENTS * WEEKS, CLIENTS * WEEKS * LINES)
    if found != wanted or set(month.invoices.mapped("state")) != {"posted"}:
        sys.exit(f"{found} invoices, orders and lines instead of {wanted}.")
    difference = sum(month.settlements.mapped("amount_difference"))
    if round(difference, 2) or not month.pdf.startswith(b"%PDF"):
        sys.exit(f"Settled and invoiced differ by {difference}.")


def add_up(measures, *steps):
    """Clock and processor time of these steps together."""
    parts = [measures[step] for step in steps]
    return sum(part.seconds for part in parts), sum(part.busy for part in parts)


def page(side, load):
    month, measures = side.week, side.measures
    seconds, busy = add_up(measures, "preview", "invoice", "post")
    statements, statements_busy = add_up(measures, "settle", "statements")
    rows = [
        f"| {HubMonth.titles[step]} | {measure.seconds:.1f} s | {measure.busy:.1f} s"
        f" | {measure.queries:,} |"
        for step, measure in measures.items()
    ]
    lines = len(month.invoices.invoice_line_ids.filtered("producer_id"))
    return "\n".join(
        [
            "# A month's invoices",
            "",
            "Made by `./hub bench invoices --write docs/bench_invoices.md` in"
            f" {date.today():%B %Y} on {report.describe_machine(side.cr)}. Load of the"
            f" machine (one-minute average): {load[0]:.1f} at the start,"
            f" {load[1]:.1f} before the first step, {load[2]:.1f} after the last.",
            "",
            f"{len(month.invoices)} monthly invoices of {len(month.orders)} orders and"
            f" {lines:,} lines, {len(month.settlements)} producers. *Busy* is the"
            " processor time of Python and of the database's process.",
            "",
            "| step | time | busy | queries |",
            "|---|--:|--:|--:|",
            *rows,
            "",
            f"The invoices, from the preview to the last one posted: {seconds:.1f} s"
            f" (aim: under {AIM} s), of which {busy:.1f} s busy: the rest is waiting."
            " Settled and invoiced differ by 0.00.",
            "",
            f"The {len(month.settlements)} statements, from the delivered lines to the"
            f" self-billed invoices posted and the PDF: {statements:.1f} s (aim: under"
            f" {AIM_STATEMENTS} s), of which {statements_busy:.1f} s busy.",
            "",
        ]
    )
