"""The hub's figures at 100,000 and at a million delivered lines.

    ./hub bench figures                                both sizes
    ./hub bench figures --lines 100000                 one of them
    ./hub bench figures --write docs/bench_figures.md  and write it down

One week runs through the real flow, with a credit note; the database then copies its
documents, week after week into the past, until the size is reached. Each question is
asked of Odoo's figures and of a bare SQL aggregate over the documents themselves,
written by hand for that question alone. Both must give the same answer.
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

from odoo import fields
from odoo.tools import SQL

SIZES = [100_000, 1_000_000]
CLIENTS = 32
WEEKS_OF_HISTORY = 520
REPEATS = 5
#: in an order that foreign keys accept
TABLES = (
    "sale_order",
    "sale_order_line",
    "stock_picking",
    "stock_move",
    "account_move",
    "account_move_line",
    "sale_order_line_invoice_rel",
    "hub_settlement_line",
)
OWN_IDS = {
    "id": None,
    "order_id": "sale_order",
    "order_line_id": "sale_order",
    "sale_line_id": "sale_order",
    "sale_id": "sale_order",
    "hub_sale_line_id": "sale_order",
    "hub_sale_picking_id": "stock_picking",
    "picking_id": "stock_picking",
    "invoice_line_id": "account_move",
    "account_move_line_id": "account_move",
}
DATES = ("date", "date_done", "invoice_date", "hub_sale_date")
REFUNDS = """
    SELECT note.invoice_date AS date, refund.producer_id, refund.product_id,
           client.hub_client_kind AS kind, -refund.balance AS amount,
           -refund.balance * refund.commission_rate / 100 AS commission,
           -refund.quantity AS quantity
      FROM account_move note
      JOIN account_move_line refund ON refund.move_id = note.id
      JOIN res_partner client ON client.id = note.partner_id
     WHERE note.move_type = 'out_refund' AND refund.display_type = 'product'
"""
#: name: (grouping, aggregates of the figures, bare SQL with the same columns)
QUESTIONS = {
    "turnover and commission by month": (
        "date:month",
        ["amount_untaxed:sum", "commission:sum"],
        f"""
        SELECT DATE_TRUNC('month', date), SUM(amount), SUM(commission)
          FROM (SELECT date, amount_gross AS amount, amount_commission AS commission
                  FROM hub_settlement_line
                 UNION ALL
                SELECT date, amount, commission FROM ({REFUNDS}) refunds) line
         GROUP BY 1
        """,
    ),
    "kg by producer": (
        "producer_id",
        ["weight_kg:sum"],
        f"""
        SELECT line.producer_id, SUM(line.quantity * product.weight)
          FROM (SELECT move.producer_id, move.product_id, move.quantity
                  FROM stock_move move
                  JOIN stock_location target ON target.id = move.location_dest_id
                 WHERE move.state = 'done' AND target.usage = 'customer'
                   AND move.sale_line_id IS NOT NULL
                 UNION ALL
                SELECT producer_id, product_id, quantity FROM ({REFUNDS}) r) line
          JOIN product_product product ON product.id = line.product_id
         GROUP BY 1
        """,
    ),
    "average basket by kind of client": (
        "client_kind",
        ["basket_amount:avg", "delivery_count:count_distinct"],
        f"""
        SELECT kind, SUM(amount) / COUNT(DISTINCT picking_id),
               COUNT(DISTINCT picking_id)
          FROM (SELECT client.hub_client_kind AS kind, line.amount_gross AS amount,
                       move.picking_id
                  FROM hub_settlement_line line
                  JOIN stock_move move ON move.id = line.move_id
                  JOIN res_partner client ON client.id = line.partner_id
                 UNION ALL
                SELECT kind, amount, NULL FROM ({REFUNDS}) refunds) line
         GROUP BY 1
        """,
    ),
}


class Figures:
    """One delivered, credited, settled week, copied into the past."""

    def __init__(self, side):
        self.side, self.env, self.cr = side, side.env, side.cr
        world = HubWorld(self.env, CLIENTS)
        kinds = ("restaurant", "primary", "secondary", "delicatessen")
        for rank, client in enumerate(world.clients):
            client.hub_client_kind = kinds[rank % len(kinds)]
        self.week = HubWeek(world, world.clients)
        for step in HubWeek.steps:
            getattr(self.week, step)()
        self._credit_one()
        self.env.flush_all()
        self.cr.commit()
        self.cr.execute("SELECT COUNT(*) FROM stock_move WHERE hub_sale_date NOTNULL")
        self.seed_lines = self.cr.fetchone()[0]
        self.copies = 0

    def _credit_one(self):
        """A credit note of one line, without any goods coming back."""
        invoice = self.week.invoices[0]
        refund = invoice._reverse_moves([{"invoice_date": fields.Date.today()}])
        sold = refund.invoice_line_ids.filtered("producer_id")
        (refund.invoice_line_ids - sold[:1]).unlink()
        refund.action_post()

    # ------------------------------------------------------------------
    # Copies
    # ------------------------------------------------------------------

    def grow(self, lines):
        """Copy the seed week until there are about as many delivered lines."""
        wanted = round(lines / self.seed_lines) - 1
        self.cr.execute("SET session_replication_role = replica")
        self._keep_seed()
        for table in TABLES:
            self._copy(table, self.copies + 1, wanted)
        self.copies = wanted
        self.cr.execute("SET session_replication_role = DEFAULT")
        self.cr.commit()
        with self.side.cr._cnx.cursor() as raw:
            self.side.cr._cnx.commit()
            self.side.cr._cnx.autocommit = True
            raw.execute(f"VACUUM ANALYZE {', '.join(TABLES[:-2])}, {TABLES[-1]}")
            self.side.cr._cnx.autocommit = False
        self.cr.execute("ANALYZE")
        self.cr.commit()

    def _keep_seed(self):
        """Set the first week's rows aside, and measure the step between copies."""
        if self.copies:
            return
        self.step = 0
        for table in TABLES:
            self.cr.execute(f"CREATE TEMP TABLE seed_{table} AS TABLE {table}")
            self.cr.execute(f"SELECT * FROM {table} LIMIT 0")
            names = [column.name for column in self.cr.description]
            if "id" in names:
                self.cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
                self.step = max(self.step, self.cr.fetchone()[0] + 1)

    def _copy(self, table, first, last):
        self.cr.execute(f"SELECT * FROM {table} LIMIT 0")
        columns = [column.name for column in self.cr.description]
        values = ", ".join(self._get_value(table, column) for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        self.cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {values}"
            f" FROM seed_{table} seed, generate_series(%s, %s) copy",
            [first, last],
        )

    def _get_value(self, table, column):
        """What a copy has in a column: its own ids, its own week, its own number."""
        shifted = column in OWN_IDS
        if column == "move_id":  # a line of an invoice, or a settled delivered line
            shifted = table in ("account_move_line", "hub_settlement_line")
        if shifted:
            return f'seed."{column}" + copy * {self.step}'
        if column in DATES:
            return (
                f"seed.\"{column}\" - (copy %% {WEEKS_OF_HISTORY}) * INTERVAL '7 days'"
            )
        if column == "name" and table in ("stock_picking", "account_move"):
            return "seed.name || '-' || copy"
        return f'seed."{column}"'

    # ------------------------------------------------------------------
    # Questions
    # ------------------------------------------------------------------

    def ask(self, name):
        """Both answers must agree; return the median seconds of both."""
        group, aggregates, bare = QUESTIONS[name]

        def ask_figures():
            self.env.invalidate_all()
            return self.env["hub.sales.analysis"]._read_group([], [group], aggregates)

        def ask_bare():
            return self.env.execute_query(SQL(bare))

        times = {ask_figures: [], ask_bare: []}
        for _repeat in range(REPEATS + 1):
            answers = []
            for question, taken in times.items():
                began = time.perf_counter()
                answers.append(question())
                taken.append(time.perf_counter() - began)
            self.cr.commit()
        self._check_same(name, *answers)
        return [statistics.median(taken[1:]) for taken in times.values()]

    def _check_same(self, name, figures, bare):
        found, wanted = (
            {_key(row[0]): _round(row[1:]) for row in rows} for rows in (figures, bare)
        )
        for key in found.keys() | wanted.keys():
            if found.get(key) != wanted.get(key):
                sys.exit(f"{name}, {key}: {found.get(key)} is not {wanted.get(key)}")


def _key(value):
    if hasattr(value, "id"):
        return value.id
    return value.date() if hasattr(value, "hour") else value


def _round(values):
    return [round(float(value), 2) for value in values]


def main(sizes=None, path=None):
    side = Side(f"hub_figures_{os.getpid()}", None, None, "milperche_hub")
    try:
        figures = Figures(side)
        tables = []
        for size in sorted(sizes or SIZES):
            figures.grow(size)
            rows = [(name, *figures.ask(name)) for name in QUESTIONS]
            tables.append(_table(figures, rows))
            print(tables[-1], end="\n\n", flush=True)
        machine = report.describe_machine(side.cr)
        print(machine)
        if path:
            _write(path, machine, tables)
    finally:
        side.close()


def _table(figures, rows):
    lines = figures.seed_lines * (figures.copies + 1)
    text = [
        f"### {lines:,} delivered lines",
        "",
        "| question | figures | bare SQL | ratio |",
        "|---|--:|--:|--:|",
    ]
    for name, ours, bare in rows:
        text.append(f"| {name} | {ours:.2f} s | {bare:.2f} s | {ours / bare:.2f} |")
    return "\n".join(text)


def _write(path, machine, tables):
    text = "\n\n".join(
        [
            "# The figures at 100,000 and at a million lines",
            "Made by `./hub bench figures --write docs/bench_figures.md` in"
            f" {date.today():%B %Y}, {machine}.",
            "Median of five, the same answer checked on both sides. *Figures* is Odoo's"
            " `_read_group` on `hub.sales.analysis`; *bare SQL* an aggregate written by"
            " hand over settlement lines, moves and credit notes for that question"
            " alone. Seconds depend on the machine; ratios are what to compare.",
            *tables,
        ]
    )
    with open(path, "w", encoding="utf-8") as page:
        page.write(text + "\n")
