"""Settling many delivered lines: the hub, OCA's commissions, one SQL aggregate.

    HUB_TEMPLATE=... python bench/settle.py --lines 10000 --oca FOLDER

``FOLDER`` is an add-ons folder that has OCA's ``commission_oca`` and
``account_commission_oca`` for 19.0 (``pip download
odoo-addon-account-commission-oca``); without it the hub is timed alone. All three work
on the same database, on as many lines, in one run. The hub settles from deliveries and
makes one line per delivery; OCA's settles from invoice lines and makes one per agent's
line. Creating lines is timed apart from the computation, and so are the statements.
"""

import argparse
import os
import statistics
import sys
import time
from datetime import timedelta

from odoo.tools import config

ARGUMENTS = argparse.ArgumentParser(description=__doc__.splitlines()[0])
ARGUMENTS.add_argument("--lines", type=int, default=10_000)
ARGUMENTS.add_argument("--oca", metavar="FOLDER")
OPTIONS = ARGUMENTS.parse_args()
config.parse_config(["--no-http", "--log-level=error"])
if OPTIONS.oca:
    import odoo.addons

    config["addons_path"] = [*config["addons_path"], OPTIONS.oca]
    odoo.addons.__path__.append(OPTIONS.oca)

from hub_week import HubWeek  # noqa: E402
from sides import Side  # noqa: E402
from world import HubWorld  # noqa: E402

from odoo import Command, fields  # noqa: E402
from odoo.modules.registry import Registry  # noqa: E402

from odoo.addons.milperche_hub.tools.commission import split_commission  # noqa: E402

AGENTS = 20


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


def timed(name, function):
    start = time.perf_counter()
    result = function()
    seconds = time.perf_counter() - start
    print(f"{name:58} {seconds:9.3f} s", flush=True)
    return result, seconds


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


def settle_hub(side):
    env = side.env
    today = fields.Date.today()
    settlements = env["hub.settlement"]
    period = (today - timedelta(days=1), today + timedelta(days=1))

    def generate():
        made = settlements._generate(side.week.world.producers, *period)
        env.flush_all()
        return made

    made, seconds = timed("hub: deliveries to settlement lines", generate)
    lines = made.line_ids
    amounts = [(line.amount_gross, line.commission_rate) for line in lines]
    runs = [timed("hub: computation alone", lambda: split_commission(amounts))[1]]
    for _run in range(4):
        start = time.perf_counter()
        split_commission(amounts)
        runs.append(time.perf_counter() - start)
    cr = env.cr
    aggregates = []
    for _run in range(5):
        start = time.perf_counter()
        cr.execute(
            """
            SELECT settlement_id, commission_rate, sum(amount_gross),
                   round(sum(amount_gross * commission_rate) / 100, 2)
              FROM hub_settlement_line
          GROUP BY settlement_id, commission_rate
            """
        )
        cr.fetchall()
        aggregates.append(time.perf_counter() - start)
    print(f"{len(lines)} lines, {len(made)} settlements")
    computed, aggregate = statistics.median(runs), statistics.median(aggregates)
    print(f"computation, median of 5: {computed:.4f} s; SQL: {aggregate:.4f} s")
    print(f"computation / SQL aggregate: {computed / aggregate:.1f}")
    cr.commit()
    _posted, _seconds = timed("hub: posting them, with bills", made.action_post)
    return made, seconds, len(lines)


def print_statements(made):
    report = made.env["ir.actions.report"].with_context(force_report_rendering=True)
    _pdf, seconds = timed(
        f"hub: {len(made)} statements in PDF",
        lambda: report._render_qweb_pdf(
            "milperche_hub.report_settlement_action", made.ids
        ),
    )
    return seconds


def settle_oca(side, count):
    """As many posted invoice lines, settled by OCA's wizard for 20 agents."""
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
    product = side.week.world.products[:1]
    day = fields.Date.today() - timedelta(days=40)
    for agent in agents:
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": side.week.world.clients[:1].id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "quantity": 3,
                            "price_unit": 10,
                            "agent_ids": [
                                Command.create(
                                    {
                                        "agent_id": agent.id,
                                        "commission_id": commission.id,
                                    }
                                )
                            ],
                        }
                    )
                    for _line in range(count // AGENTS)
                ],
            }
        )
        invoice.action_post()
    env.flush_all()
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

    def settle():
        wizard.action_settle()
        env.flush_all()

    _made, seconds = timed("OCA: invoice lines to settlement lines", settle)
    settled = env["commission.settlement.line"].search_count([])
    print(f"{settled} lines settled by OCA's account_commission_oca")
    return seconds, settled


def main():
    modules = ["milperche_hub"]
    side = Side(f"hub_settle_{os.getpid()}", HubWorld, HubWeek, "milperche_hub")
    try:
        if OPTIONS.oca:
            side.cr.close()
            Registry.new(
                side.name,
                update_module=True,
                install_modules=["account_commission_oca"],
            )
            modules.append("account_commission_oca")
            side.reopen()
        side.prepare(32)
        deliver_many(side, OPTIONS.lines)
        made, seconds, count = settle_hub(side)
        print_statements(made)
        if OPTIONS.oca:
            other, settled = settle_oca(side, count)
            ratio = (other / settled) / (seconds / count)
            print(f"OCA's time per line / hub's: {ratio:.1f}")
    finally:
        side.close()


if __name__ == "__main__":
    sys.exit(main())
