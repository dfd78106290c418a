"""Settling ten thousand delivered lines: the hub, OCA's commissions, one SQL aggregate.

    ./hub bench settle                                    the hub and the aggregate
    ./hub bench settle --oca FOLDER                       beside OCA's add-ons
    ./hub bench settle --oca FOLDER --write docs/bench_settle.md

``FOLDER`` is an add-ons folder that has OCA's ``commission_oca`` and
``account_commission_oca`` for 19.0 (``pip download --no-deps`` of
``odoo-addon-commission-oca`` and ``odoo-addon-account-commission-oca``, unpacked). All
work on the same database, on as many lines, in one run. The hub settles from
deliveries: it finds the lines, prices them, counts commission and VAT to the cent, ties
them, and makes one line per delivery. OCA's counts the commission while the invoice is
made; its wizard finds the agents' lines and makes one settlement line of each. Both are
timed as a whole and without the making of their lines.
"""

import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import report
from hub_week import HubWeek
from sides import Side
from world import HubWorld

from odoo import Command, fields
from odoo.modules.registry import Registry
from odoo.tools import config

LINES = 10_000
PRODUCERS = AGENTS = 20
PASSES = 9
AIM_OCA, AIM_SQL = 10, 3


class SettledWorld(HubWorld):
    """As many producers as OCA's add-on gets agents."""

    producer_count = PRODUCERS


@dataclass
class Measure:
    """What something cost: clock, processor of Python and database, questions."""

    seconds: float = 0.0
    busy: float = 0.0
    queries: int = 0

    def __sub__(self, other):
        return Measure(
            self.seconds - other.seconds,
            self.busy - other.busy,
            self.queries - other.queries,
        )


class Meter:
    """Measures of one side, by name."""

    def __init__(self, side):
        self.side = side
        self.measures = {}

    def run(self, name, function):
        """Do something up to its flush, and add what it cost to ``name``."""
        start = Measure(*self.side._read_meters())
        result = function()
        self.side.env.flush_all()
        measure = Measure(*self.side._read_meters()) - start
        known = self.measures.get(name, Measure())
        self.measures[name] = Measure(
            known.seconds + measure.seconds,
            known.busy + measure.busy,
            known.queries + measure.queries,
        )
        return result

    @contextmanager
    def watching(self, name, model, method):
        """Add what each call of a model's method costs to ``name``."""
        cls = type(self.side.env[model])
        original = getattr(cls, method)

        def watched(records, *args, **kwargs):
            return self.run(name, lambda: original(records, *args, **kwargs))

        setattr(cls, method, watched)
        try:
            yield
        finally:
            delattr(cls, method)


def replicate(cr, table, model_id, times, columns):
    """Copy one row many times, with SQL for the columns that differ."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id'",
        [table],
    )
    names = [row[0] for row in cr.fetchall()]
    values = [columns.get(name, f'source."{name}"') for name in names]
    listed = ", ".join(f'"{name}"' for name in names)
    cr.execute(
        f"INSERT INTO {table} ({listed}) SELECT {', '.join(values)}"
        f" FROM {table} source, generate_series(1, %s) AS n WHERE source.id = %s"
        " RETURNING id",
        [times, model_id],
    )
    return [row[0] for row in cr.fetchall()]


def deliver_many(side, count):
    """A delivered week, each of its lines copied until there are enough."""
    week = side.week
    for step in ("create", "place", "confirm", "receive", "deliver"):
        getattr(week, step)()
    side.env.flush_all()
    cr = side.env.cr
    moves = week.orders.order_line.move_ids.filtered(lambda m: m.state == "done")
    each = -(-count // len(moves)) - 1
    for move in moves:
        lines = replicate(cr, "sale_order_line", move.sale_line_id.id, each, {})
        cr.execute(
            "CREATE TEMP TABLE IF NOT EXISTS copies (n serial, line int); "
            "TRUNCATE copies RESTART IDENTITY;"
            "INSERT INTO copies (line) SELECT unnest(%s)",
            [lines],
        )
        replicate(
            cr,
            "stock_move",
            move.id,
            each,
            {
                "sale_line_id": "(SELECT line FROM copies WHERE copies.n = n.n)",
                "quantity": "round((0.3 + random() * 20)::numeric, 3)",
            },
        )
    side.env.invalidate_all()
    cr.execute("ANALYZE")
    cr.commit()


def settle_hub(side, meter):
    """Generate, then post; the settlements."""
    env = side.env
    today = fields.Date.today()
    period = (today - timedelta(days=1), today + timedelta(days=1))
    producers = side.week.world.producers
    with meter.watching("hub lines", "hub.settlement.line", "_insert"):
        made = meter.run(
            "hub", lambda: env["hub.settlement"]._generate(producers, *period)
        )
    side.cr.commit()
    meter.run("hub bills", made.action_post)
    side.cr.commit()
    return made


def compute(side, made):
    """Medians of the commission of all lines, and of one SQL aggregate of them."""
    from odoo.addons.milperche_hub.tools.commission import allocate_cents

    asked = [
        [
            (line.amount_gross, line.commission_rate, line.borne_by == "hub", None)
            for line in settlement.line_ids
        ]
        for settlement in made
    ]
    return (
        repeat(lambda: [allocate_cents(lines) for lines in asked]),
        repeat(lambda: aggregate(side.cr)),
    )


def aggregate(cr):
    cr.execute(
        """
        SELECT settlement_id, commission_rate, sum(amount_gross),
               round(sum(amount_gross * commission_rate) / 100, 2)
          FROM hub_settlement_line
      GROUP BY settlement_id, commission_rate
        """
    )
    return cr.fetchall()


def repeat(function):
    runs = []
    for _pass in range(PASSES):
        start = time.perf_counter()
        function()
        runs.append(time.perf_counter() - start)
    return median(runs)


def print_statements(made):
    report = made.env["ir.actions.report"].with_context(force_report_rendering=True)
    report._render_qweb_pdf("milperche_hub.report_settlement_action", made.ids)


def settle_oca(side, meter, count):
    """As many posted invoice lines, settled by OCA's wizard for twenty agents."""
    agents = make_oca_lines(side, count)
    env = side.env
    lines = env["account.invoice.line.agent"].search([("agent_id", "in", agents.ids)])
    meter.run("oca computation", lines._compute_amount)
    side.cr.rollback()
    env.invalidate_all()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    wizard = env["commission.make.settle"].create(
        {
            "date_to": fields.Date.today(),
            "settlement_type": "sale_invoice",
            "agent_ids": [Command.set(agents.ids)],
        }
    )
    env.flush_all()
    with meter.watching("oca lines", "commission.settlement.line", "create"):
        meter.run("oca", wizard.action_settle)
    settled = env["commission.settlement.line"].search_count([])
    if settled != count:
        sys.exit(f"OCA's add-on settled {settled} lines instead of {count}.")


def make_oca_lines(side, count):
    env = side.env
    commission = env["commission"].create({"name": "15 %", "fix_qty": 15.0})
    agents = env["res.partner"].create(
        [
            {
                "name": f"Agent {number}",
                "agent": True,
                "commission_id": commission.id,
                "settlement": "monthly",
            }
            for number in range(AGENTS)
        ]
    )
    for number, agent in enumerate(agents):
        lines = count // AGENTS + (number < count % AGENTS)
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": side.week.world.clients[:1].id,
                "invoice_date": fields.Date.today() - timedelta(days=40),
                "invoice_line_ids": [
                    Command.create(prepare_oca_line(side, agent, commission))
                ]
                * lines,
            }
        )
        invoice.action_post()
    env.flush_all()
    env.invalidate_all()
    env.cr.commit()
    return agents


def prepare_oca_line(side, agent, commission):
    return {
        "product_id": side.week.world.products[:1].id,
        "quantity": 3,
        "price_unit": 10,
        "agent_ids": [
            Command.create({"agent_id": agent.id, "commission_id": commission.id})
        ],
    }


def main(arguments):
    count = (arguments.lines or [LINES])[0]
    if arguments.oca:
        open_folder(arguments.oca)
    side = Side(f"hub_settle_{os.getpid()}", SettledWorld, HubWeek, "milperche_hub")
    try:
        if arguments.oca:
            install_oca(side)
        load = [os.getloadavg()[0]]
        side.prepare(32)
        deliver_many(side, count)
        meter = Meter(side)
        made = settle_hub(side, meter)
        settled = len(made.line_ids)
        medians = compute(side, made)
        meter.run("hub statements", lambda: print_statements(made))
        if arguments.oca:
            settle_oca(side, meter, settled)
        load.append(os.getloadavg()[0])
        text = page(side, meter.measures, medians, (settled, len(made)), load)
    finally:
        side.close()
    print(text)
    if arguments.write:
        Path(arguments.write).write_text(text, encoding="utf-8")


def open_folder(folder):
    """Let Odoo find the add-ons of a folder."""
    import odoo.addons

    config["addons_path"] = [*config["addons_path"], folder]
    odoo.addons.__path__.append(folder)


def install_oca(side):
    side.cr.close()
    Registry.new(
        side.name, update_module=True, install_modules=["account_commission_oca"]
    )
    side.reopen()


# ----------------------------------------------------------------------
# The page
# ----------------------------------------------------------------------

TITLES = {
    "oca": "OCA: settle, from invoice lines to settlement lines",
    "oca apart": "… without making the lines",
    "hub": "hub: settle, from deliveries to settlement lines",
    "hub apart": "… without making the lines",
    "hub bills": "hub: self-billed invoices, posted",
    "hub statements": "hub: statements, one PDF",
    "oca computation": "OCA: amounts of the agents' lines, counted with the invoice",
}


def page(side, measures, medians, counts, load):
    lines, settlements = counts
    for name in ("hub", "oca"):
        if name in measures:
            measures[f"{name} apart"] = measures[name] - measures[f"{name} lines"]
    rows = [
        f"| {title} | {measures[name].seconds:.2f} s | {measures[name].busy:.2f} s"
        f" | {measures[name].queries:,} |"
        for name, title in TITLES.items()
        if name in measures
    ]
    computed, aggregated = medians
    return "\n".join(
        [
            "# Settling ten thousand lines",
            "",
            "Made by `./hub bench settle --oca FOLDER --write docs/bench_settle.md` in"
            f" {date.today():%B %Y} on {report.describe_machine(side.cr)}. Load of the"
            f" machine (one-minute average): {load[0]:.1f} at the start,"
            f" {load[1]:.1f} at the end.",
            "",
            f"{lines:,} delivered lines, {settlements} producers; as many invoice lines"
            " for OCA's `account_commission_oca`, on the same database. *Busy* is the"
            " processor time of Python and of the database's process: the rest of the"
            " clock is waiting for the disk and for others on the machine.",
            "",
            "| | time | busy | queries |",
            "|---|--:|--:|--:|",
            *rows,
            "",
            *get_ratios(measures),
            f"The commission of all lines, to the cent by largest remainder (median of"
            f" {PASSES}): {computed * 1000:.1f} ms. One SQL aggregate of the same"
            f" lines: {aggregated * 1000:.1f} ms. Ratio:"
            f" {computed / aggregated:.1f} (aim: at most {AIM_SQL}).",
            "",
        ]
    )


def get_ratios(measures):
    if "oca" not in measures:
        return []
    whole, apart = (
        measures[f"oca{part}"].busy / measures[f"hub{part}"].busy
        for part in ("", " apart")
    )
    computed = measures["oca computation"].busy
    all_whole, all_apart = (
        (measures[f"oca{part}"].busy + computed) / measures[f"hub{part}"].busy
        for part in ("", " apart")
    )
    return [
        f"OCA's busy time / the hub's (aim: {AIM_OCA}):",
        "",
        "| | making the lines included | without making them |",
        "|---|--:|--:|",
        f"| settling alone | {whole:.1f} | {apart:.1f} |",
        "| with the computation of OCA's amounts, which its settling finds already made"
        f" | {all_whole:.1f} | {all_apart:.1f} |",
        "",
        "The hub's settling prices the lines and counts their commission, VAT and legal"
        " dates, so the second row compares the same work.",
        "",
    ]
