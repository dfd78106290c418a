"""A year of purchases of thirty-two canteens, written for "ma cantine".

    ./hub bench purchases                                 measure
    ./hub bench purchases --write docs/bench_purchases.md and write it down

One week runs through the real flow, with a credit note, and is copied week after week
into the past (``figures.py``), two years and more. Then one canteen takes its file in
each format, as on its own page, and the button of January writes and sends those of all
canteens.
"""

import os
import statistics
import sys
from datetime import date

import report
from figures import CLIENTS, Figures
from sides import Side
from stdnum import luhn

WEEKS = 112
"""Of history: last year is whole on any day of this one."""
SIREN = "000000018"
REPEATS = 5
FORMATS = ("csv", "tsv", "xlsx")


class Purchases:
    """A year of deliveries to canteens that have a SIRET."""

    def __init__(self, side):
        self.side, self.env, self.cr = side, side.env, side.cr
        figures = Figures(side)
        figures.grow(figures.seed_lines * WEEKS)
        self.canteens = figures.week.clients
        self.canteens.hub_client_kind = "primary"
        for rank, canteen in enumerate(self.canteens):
            number = f"{SIREN}{rank:04}"
            canteen.company_registry = number + luhn.calc_check_digit(number)
        self.year = date.today().year - 1
        self.cr.commit()

    def export_one(self, canteen, file_format):
        """Meters and rows of one canteen's file; it is not kept."""
        self.env.invalidate_all()
        before = self.side._read_meters()
        export = self.env["hub.egalim.export"].create(
            {
                "partner_id": canteen.id,
                "date_from": date(self.year, 1, 1),
                "date_to": date(self.year, 12, 31),
                "file_format": file_format,
            }
        )
        export.action_export()
        taken, rows = self._get_taken(before), export.line_count
        self.cr.rollback()
        return *taken, rows

    def send_all(self):
        """Meters, rows and files of the button of January."""
        self.env.invalidate_all()
        before = self.side._read_meters()
        sent, refused = self.env["hub.egalim.export"]._send_year(self.year)
        self.env.flush_all()
        taken = self._get_taken(before)
        if refused:
            sys.exit(f"Refused: {refused}")
        rows, files = sum(sent.mapped("line_count")), len(sent)
        self.cr.rollback()
        return *taken, rows, files

    def _get_taken(self, before):
        """Seconds and busy seconds since the meters were read."""
        after = self.side._read_meters()
        return after[0] - before[0], after[1] - before[1]


def main(path=None):
    side = Side(f"hub_purchases_{os.getpid()}", None, None, "milperche_hub")
    try:
        purchases = Purchases(side)
        text = _describe(purchases)
        machine = report.describe_machine(side.cr)
        print(text, machine, sep="\n\n")
        if path:
            _write(path, machine, text)
    finally:
        side.close()


def _describe(purchases):
    lines = ["| what | rows | median | busy |", "|---|--:|--:|--:|"]
    for file_format in FORMATS:
        canteen = purchases.canteens[0]
        found = [purchases.export_one(canteen, file_format) for _run in range(REPEATS)]
        lines.append(_row(f"one canteen, {file_format.upper()}", found))
    found = [purchases.send_all() for _run in range(REPEATS)]
    lines.append(_row(f"{found[0][3]} canteens, files and messages", found))
    return "\n".join(lines)


def _row(what, found):
    seconds, busy, rows = (
        statistics.median(column) for column in list(zip(*found, strict=True))[:3]
    )
    return f"| {what} | {rows:,} | {seconds:.2f} s | {busy:.2f} s |"


def _write(path, machine, text):
    page = "\n\n".join(
        [
            "# A year of purchases for ma cantine",
            "Made by `./hub bench purchases --write docs/bench_purchases.md` in\n"
            f"{date.today():%B %Y} on {machine}.",
            f"A year of {CLIENTS} canteens, an order of fifteen lines a week, in a"
            "\nbase of two years. Each file is checked by the layout before it is"
            "\nwritten. *Busy* is the processor time of Python and of the database."
            "\nThe last row is the button of January: a file and a message each.",
            text,
        ]
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write(page + "\n")
