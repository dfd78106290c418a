"""The hub's week against plain Odoo's, in one run.

    ./hub bench                          32 clients
    ./hub bench --clients 32,320         both sizes
    ./hub bench --write docs/bench.md    and write them down
    ./hub bench --until receive      stop after a step: the goods alone
    ./hub bench --profile FOLDER         with one cProfile file per step
    ./hub bench rush                     fifty people on one offer of a hundred
    ./hub bench figures                  the figures at 100,000 and a million lines
    ./hub bench http                     the same through the real HTTP server
    ./hub bench trace                    a lot beside Odoo's traceability report
    ./hub bench thursday                 the paper pack, the packing screen, a recall
    ./hub bench shop                     the order grid beside Odoo's web shop
    ./hub bench clicks                   clicks and minutes of a week
    ./hub bench invoices                 a month's invoices, of four weeks of orders
    ./hub bench purchases                a year of canteens' files for ma cantine
    ./hub bench settle                   ten thousand lines settled, beside OCA's add-on

``HUB_TEMPLATE`` names the database that is copied: every app the add-on depends
on, not the add-on itself.
"""

import argparse
import cProfile
import os
import sys
from pathlib import Path

from odoo.tools import config

config.parse_config(["--no-http", "--log-level=warn"])

import clicks  # noqa: E402
import documents  # noqa: E402
import figures  # noqa: E402
import http_rush  # noqa: E402
import invoices  # noqa: E402
import purchases  # noqa: E402
import report  # noqa: E402
import rush  # noqa: E402
import settle  # noqa: E402
import shop  # noqa: E402
import thursday  # noqa: E402
import trace_lots  # noqa: E402
from hub_week import HubWeek  # noqa: E402
from plain_week import PlainWeek  # noqa: E402
from sides import Side  # noqa: E402
from world import LINES_PER_ORDER, PRODUCERS, HubWorld, World  # noqa: E402

MODULE = "milperche_hub"
#: what is measured besides the week
BENCHES = {
    "rush": lambda arguments: rush.main(),
    "figures": lambda arguments: figures.main(arguments.lines, arguments.write),
    "http": http_rush.main,
    "shop": shop.main,
    "trace": lambda arguments: trace_lots.main(arguments.write),
    "thursday": lambda arguments: thursday.main(arguments.write),
    "purchases": lambda arguments: purchases.main(arguments.write),
    "invoices": lambda arguments: invoices.main(arguments.write),
    "settle": settle.main,
    "clicks": clicks.main,
}


def main():
    arguments = parse_arguments()
    if arguments.what in BENCHES:
        BENCHES[arguments.what](arguments)
        return
    tables = []
    for clients in arguments.clients:
        text, machine = measure(clients, arguments)
        print(text, end="\n\n", flush=True)
        tables.append(text)
    if arguments.write:
        page = report.page(machine, tables)
        Path(arguments.write).write_text(page, encoding="utf-8")
    print(machine)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "what",
        nargs="?",
        default="week",
        choices=("week", *BENCHES),
        help="default: week",
    )
    parser.add_argument(
        "--clients",
        type=lambda text: [int(part) for part in text.split(",")],
        default=[32],
        help="numbers of clients, separated by commas (default: 32)",
    )
    parser.add_argument(
        "--lines",
        type=lambda text: [int(part) for part in text.split(",")],
        help="delivered lines, of figures (default: 100000,1000000) or of settle"
        " (default: 10000)",
    )
    parser.add_argument(
        "--oca", metavar="FOLDER", help="add-ons of OCA to measure settle beside"
    )
    parser.add_argument(
        "--rounds", type=int, default=100, help="rounds of http (default: 100)"
    )
    parser.add_argument(
        "--servers",
        type=lambda text: text.split(","),
        default=["threads", "workers"],
        help="servers of http: threads, workers (default: both)",
    )
    parser.add_argument("--write", metavar="FILE", help="write the page there")
    parser.add_argument(
        "--hub-only", action="store_true", help="leave plain Odoo out: no ratio"
    )
    parser.add_argument(
        "--until", choices=HubWeek.steps, help="the last step to take (default: all)"
    )
    parser.add_argument(
        "--profile", metavar="FOLDER", help="profile each step into a file there"
    )
    return parser.parse_args()


def measure(clients, arguments):
    """Run one size; the table, and what it was taken on."""
    prefix = f"hub_bench_{os.getpid()}"
    sides = []
    try:
        hub = Side(f"{prefix}_hub", HubWorld, HubWeek, MODULE)
        sides.append(hub)
        if not arguments.hub_only:
            sides.insert(0, Side(f"{prefix}_plain", World, PlainWeek))
        for side in sides:
            side.prepare(clients)
        for step in get_steps(arguments.until):
            for side in sides:
                if step in side.week.steps:
                    run_step(side, step, arguments.profile)
        if not arguments.hub_only and not arguments.until:
            check_same(*sides)
        plain = {} if arguments.hub_only else sides[0].measures
        machine = report.describe_machine(hub.cr)
        text = report.table(clients, LINES_PER_ORDER, PRODUCERS, plain, hub.measures)
        return text, machine
    finally:
        for side in sides:
            side.close()


def get_steps(last=None):
    """The steps of the week, up to ``last``."""
    steps = HubWeek.steps
    return steps[: steps.index(last) + 1] if last else steps


def run_step(side, step, folder):
    if not folder:
        side.run(step)
        return
    profiler = cProfile.Profile()
    profiler.runcall(side.run, step)
    profiler.dump_stats(Path(folder) / f"{type(side.week).__name__}-{step}.prof")


def check_same(plain, hub):
    """Stop unless both sides made the same documents."""
    made = documents.count(plain.week), documents.count(hub.week)
    wrong = documents.differences(*made)
    if wrong:
        sys.exit("The two sides made different documents:\n" + "\n".join(wrong))
    print(f"Same documents on both sides: {len(made[0])} figures agree.", flush=True)


if __name__ == "__main__":
    main()
