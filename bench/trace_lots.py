"""A lot's page with three years of data, beside Odoo's traceability report.

    ./hub bench trace                                  100,000 delivered lines
    ./hub bench trace --write docs/bench_trace.md      and write it down

One week runs through the real flow; the database then copies its lots, transfers and
movements into the past. The same lots are traced on both sides: where from, to whom,
how much. Both must name the same clients.
"""

import os
import statistics
import sys
import time
from datetime import date

import report
from hub_week import HubWeek
from sides import Side
from world import HubWorld

CLIENTS = 32
LINES = 100_000
LOTS = 20
TABLES = ("stock_lot", "stock_picking", "stock_move", "stock_move_line")
OWN_IDS = ("id", "lot_id", "picking_id", "move_id")
DATES = ("date", "date_done", "create_date")
WEEKS = 156


class Traces:
    """One delivered week, copied into the past."""

    def __init__(self, side):
        self.env, self.cr = side.env, side.cr
        world = HubWorld(self.env, CLIENTS)
        week = HubWeek(world, world.clients)
        for step in HubWeek.steps:
            getattr(week, step)()
            if step == "deliver":
                break
        self.env.flush_all()
        self.cr.commit()

    def grow(self, lines):
        """Copy the week until there are about as many movements of lots."""
        self.cr.execute("SELECT COUNT(*) FROM stock_move_line WHERE lot_id NOTNULL")
        seed = self.cr.fetchone()[0]
        copies = max(1, round(lines / seed) - 1)
        step = 0
        for table in TABLES:
            self.cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
            step = max(step, self.cr.fetchone()[0] + 1)
        self.cr.execute("SET session_replication_role = replica")
        for table in TABLES:
            self.cr.execute(f"CREATE TEMP TABLE seed_{table} AS TABLE {table}")
        for table in TABLES:
            self._copy(table, copies, step)
        self.cr.execute("SET session_replication_role = DEFAULT")
        self.cr.execute("ANALYZE")
        self.cr.commit()
        self.env.invalidate_all()
        return seed * (copies + 1)

    def _copy(self, table, copies, step):
        self.cr.execute(f"SELECT * FROM {table} LIMIT 0")
        columns = [column.name for column in self.cr.description]
        values = ", ".join(self._get_value(table, name, step) for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        self.cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {values}"
            f" FROM seed_{table} seed, generate_series(1, %s) copy",
            [copies],
        )

    @staticmethod
    def _get_value(table, column, step):
        if column in OWN_IDS:
            return f'seed."{column}" + copy * {step}'
        if column in DATES:
            return f"seed.\"{column}\" - (copy %% {WEEKS}) * INTERVAL '7 days'"
        if column == "name" and table in ("stock_picking", "stock_lot"):
            return "seed.name || '-' || copy"
        return f'seed."{column}"'

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------

    def choose_lots(self):
        """The lots that went to most clients."""
        self.cr.execute(
            "SELECT lot_id FROM stock_move_line WHERE lot_id NOTNULL"
            " GROUP BY lot_id ORDER BY COUNT(*) DESC, lot_id LIMIT %s",
            [LOTS],
        )
        return [row[0] for row in self.cr.fetchall()]

    def trace_here(self, lot_id):
        """The page of a lot: sums, drop-off, clients with their phone."""
        lot = self.env["stock.lot"].browse(lot_id)
        lot.read(
            ["hub_quantity_in", "hub_quantity_out", "hub_quantity_left"]
            + ["hub_quantity_lost", "hub_client_count"]
        )
        lot.hub_in_line_ids.read(["date", "picking_id", "owner_id", "quantity"])
        rows = lot.hub_out_line_ids.read(
            ["date", "hub_client_id", "hub_client_phone", "picking_id", "quantity"]
        )
        return {row["hub_client_id"][1] for row in rows}

    def trace_in_odoo(self, lot_id):
        """Odoo's report of the same lot, its lines not unfolded any further."""
        report_ = self.env["stock.traceability.report"]
        lines = report_.with_context(active_id=lot_id, model="stock.lot").get_lines(
            model_name="stock.lot", model_id=lot_id, level=1
        )
        return {column for line in lines for column in line["columns"]}

    def ask(self):
        """``[(seconds here, seconds in Odoo's report)]`` of each lot, both checked."""
        rows = []
        for lot_id in self.choose_lots():
            row = []
            for question in (self.trace_here, self.trace_in_odoo):
                self.env.invalidate_all()
                began = time.perf_counter()
                row.append((question(lot_id), time.perf_counter() - began))
            (clients, ours), (columns, theirs) = row
            missing = {name for name in clients if name not in columns}
            if missing:
                sys.exit(f"Odoo's report does not name {missing}")
            rows.append((len(clients), ours, theirs))
        self.cr.commit()
        return rows


def main(path=None, lines=LINES):
    side = Side(f"hub_trace_{os.getpid()}", None, None, "milperche_hub")
    try:
        traces = Traces(side)
        lines = traces.grow(lines)
        traces.ask()
        text = _describe(lines, traces.ask())
        machine = report.describe_machine(side.cr)
        print(text, machine, sep="\n\n")
        if path:
            _write(path, machine, text)
    finally:
        side.close()


def _describe(lines, rows):
    clients = statistics.median(row[0] for row in rows)
    ours = [row[1] for row in rows]
    theirs = [row[2] for row in rows]
    ratio = statistics.median(ours) / statistics.median(theirs)
    return "\n".join(
        [
            f"{lines:,} movements of lots; {len(rows)} lots that went to"
            f" {clients:.0f} clients (median).",
            "",
            "| | median | slowest |",
            "|---|--:|--:|",
            f"| the lot's page | {statistics.median(ours):.3f} s | {max(ours):.3f} s |",
            f"| Odoo's traceability report | {statistics.median(theirs):.3f} s |"
            f" {max(theirs):.3f} s |",
            f"| ratio | {ratio:.2f} | |",
        ]
    )


def _write(path, machine, text):
    page = "\n\n".join(
        [
            "# Tracing a lot with three years of data",
            "Made by `./hub bench trace --write docs/bench_trace.md` in"
            f" {date.today():%B %Y} on {machine}.",
            "Each lot is read once with a cold cache of Odoo; seconds depend on the"
            " machine, the ratio is what to compare.",
            text,
        ]
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write(page + "\n")
