"""The measurements as a page."""

import os
import platform
import sys

TITLES = {
    "create": "create orders",
    "place": "place them (offers held)",
    "confirm": "cut-off: confirm, ask producers, plan rounds",
    "receive": "receive, deliveries reserved",
    "deliver": "validate deliveries",
    "invoice": "create invoices",
    "post": "post invoices",
    "settle": "settle producers (hub only)",
}
OUTSIDE_THE_WEEK = ("settle",)

NOTES = """## Where the difference comes from

- **Create, confirm**: no search of an analytic model per line where none exists; one
  search of the stock rule per cut-off instead of one per line; no replenishment
  looked for on consigned goods; one note per order instead of tracking messages on
  each order and delivery.
- **Receive**: which lot goes to which client is decided in one pass; all move lines
  are created in one call and each lot is reserved once.
- **Deliver**: each lot is moved once for all deliveries validated together, by core's
  own method; no push rule is searched from the client's location.
- **Invoices**: lines are born with the tags and amounts core would write on them
  afterwards, three writes per line; core still computes and compares them. Dates and
  due dates are written for many invoices at once.

What is left is core's own work per record: the values of new orders, the moves of
each delivery and their merge, the tax and balance checks of each invoice, its number,
taken under a lock, and its messages, kept because they are its audit trail.
"""


def describe_machine(cr):
    """What the figures were taken on."""
    cr.execute("SHOW server_version")
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"PostgreSQL {cr.fetchone()[0].split()[0]}, {platform.system()}"
    )


def table(clients, lines, producers, plain, hub):
    """One size as a Markdown table; the week's line adds what both sides do."""
    rows = [
        f"### {clients} clients × {lines} lines × {producers} producers",
        "",
        "| step | plain Odoo | hub | ratio | plain, busy | hub, busy | ratio "
        "| plain queries | hub queries | ratio |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for step, measure in hub.items():
        if step not in OUTSIDE_THE_WEEK:
            rows.append(_row(TITLES[step], plain.get(step), measure))
    week = [measure for step, measure in hub.items() if step not in OUTSIDE_THE_WEEK]
    rows.append(_row("**the week**", _sum(plain.values()), _sum(week)))
    rows += [
        _row(TITLES[step], None, hub[step]) for step in OUTSIDE_THE_WEEK if step in hub
    ]
    return "\n".join(rows)


def _sum(measures):
    measures = list(measures)
    if not measures:
        return None
    return type(measures[0])(
        sum(measure.seconds for measure in measures),
        sum(measure.busy for measure in measures),
        sum(measure.queries for measure in measures),
    )


def _row(title, plain, hub):
    cells = []
    for meter, form in (
        ("seconds", "{:.2f} s"),
        ("busy", "{:.2f} s"),
        ("queries", "{:,}"),
    ):
        value = getattr(hub, meter)
        base = plain and getattr(plain, meter)
        cells += [
            form.format(base) if base else "–",
            form.format(value),
            f"{value / base:.2f}" if base else "–",
        ]
    return f"| {title} | {' | '.join(cells)} |"


def page(machine, tables):
    """The page of the documentation."""
    command = " ".join(["./hub bench", *sys.argv[1:]])
    text = (
        "# The hub's week against plain Odoo's\n\n"
        f"Made by `{command}` on {machine}.\n\n"
        "The same orders go through the hub and through plain Odoo's standard calls "
        "on whole recordsets, in one run, step by step in turn, each in its own "
        "fresh copy of one database (plain Odoo's without the add-on). Both leave "
        "the same documents, checked at the end: deliveries with lots and owners, "
        "rounds, invoices and their entries, account by account, to the cent. "
        "Seconds depend on the machine, and on what else it does: *busy* is the "
        "processor time of Python and of the database's process alone. Ratios and "
        "query counts are what to compare.\n\n"
    )
    return text + "\n\n".join(tables) + "\n\n" + NOTES
