"""The purchase file a canteen gives to "ma cantine", by layouts kept as data.

A layout says columns, types and lists; what is written is checked by it before anybody
sees a file, because the operator refuses a file as a whole for one wrong cell.
"""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .cells import defuse

#: what a cell of each type looks like
TYPES = {
    "amount": r"\d+(\.\d{1,2})?",
    "date": r"\d{4}-\d{2}-\d{2}",
    "flag": r"OUI|NON|",
    "integer": r"\d+",
}
SEPARATORS = {"csv": ";", "tsv": "\t"}


class Problem(NamedTuple):
    """What is wrong: the row (from 1), its column and a code to say it by."""

    row: int
    column: str
    code: str
    value: str = ""


def load_layouts(text):
    """Read the data file of layouts: ``{version: layout}``."""
    return json.loads(text)


def latest(layouts, day):
    """Version in force on ``day``, the oldest before all of them.

    >>> latest({"a": {"in_force_from": "2025-01-01"},
    ...         "b": {"in_force_from": "2026-06-25"}}, date(2026, 6, 24))
    'a'
    """
    ordered = sorted(layouts, key=lambda key: layouts[key]["in_force_from"])
    started = [key for key in ordered if layouts[key]["in_force_from"] <= str(day)]
    return started[-1] if started else ordered[0]


def net_credits(rows, keys=("product", "producer", "family")):
    """Subtract credits from purchases: no negative price is accepted.

    A credit falls on purchases of the same product, the last before it first, then of
    the same producer and family.

    :param rows: ``[{"date", "amount", "product", "producer", "family", …}]``
    :return: ``(rows left, credits that found nothing to fall on)``

    >>> row = {"producer": 1, "family": "BOISSONS"}
    >>> bought = [{**row, "date": date(2026, 3, d), "amount": Decimal(a), "product": p}
    ...           for d, a, p in ((3, "10", "A"), (5, "4", "A"), (5, "7", "B"))]
    >>> credit = {**row, "date": date(2026, 3, 9), "amount": Decimal("-5"),
    ...           "product": "A"}
    >>> [str(row["amount"]) for row in net_credits(bought + [credit])[0]]
    ['9', '7']
    >>> net_credits([credit])[0], len(net_credits([credit])[1])
    ([], 1)
    """
    left = [dict(row) for row in rows if row["amount"] > 0]
    lost = []
    for credit in (dict(row) for row in rows if row["amount"] < 0):
        for same in (keys[:1], keys[1:]):
            _fall(credit, left, same)
        if credit["amount"]:
            lost.append(credit)
    return [row for row in left if row["amount"]], lost


def _fall(credit, rows, keys):
    targets = [row for row in rows if all(row[key] == credit[key] for key in keys)]
    targets.sort(
        key=lambda row: (row["date"] > credit["date"], -row["date"].toordinal())
    )
    for row in targets:
        taken = min(row["amount"], -credit["amount"])
        row["amount"] -= taken
        credit["amount"] += taken


def check(rows, layout, today):
    """Return the problems of rows of text cells, in reading order.

    :param rows: ``[{column: text}]``
    """
    problems = []
    for number, row in enumerate(rows, start=1):
        for column in layout["columns"]:
            code = _check_cell(row.get(column["name"], ""), column, row, layout, today)
            if code:
                value = row.get(column["name"], "")
                problems.append(Problem(number, column["name"], code, value))
    return problems


def _check_cell(text, column, row, layout, today):
    """A code for what is wrong with a cell, None when it is right.

    >>> column = {"name": "date", "type": "date", "required": True}
    >>> [_check_cell(text, column, {}, {}, date(2026, 3, 1))
    ...  for text in ("", "2026/03/01", "2026-02-30", "2026-03-02", "2026-03-01")]
    ['missing', 'form', 'form', 'future', None]
    """
    if not text:
        return "missing" if column.get("required") else None
    only_with = column.get("only_with", {})
    if any(row.get(name) != value for name, value in only_with.items()):
        return "alone"
    pattern = TYPES.get(column.get("type"), column.get("pattern"))
    if pattern and not re.fullmatch(pattern, text):
        return "form"
    if column.get("type") == "date":
        return _check_day(text, today)
    if "values" in column:
        parts = [text]
        if column.get("list"):
            parts = text.split(layout["list_separator"])
        if any(part not in column["values"] for part in parts):
            return "list"
    return None


def _check_day(text, today):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return "form"
    return "future" if day > today else None


def write_text(rows, layout, form):
    """Return the file as UTF-8 bytes, comma-free: CSV with semicolons, or TSV.

    No cell is a formula to whoever opens it in a spreadsheet.
    """
    names = [column["name"] for column in layout["columns"]]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=SEPARATORS[form], lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([defuse(row.get(name, "")) for name in names] for row in rows)
    return stream.getvalue().encode()


def table_schema(layout):
    """The layout as a Table Schema, for validation by a library that knows it."""
    return {"fields": [_schema_field(column, layout) for column in layout["columns"]]}


def _schema_field(column, layout):
    field = {"name": column["name"], "type": "string", "constraints": {}}
    if column.get("required"):
        field["constraints"]["required"] = True
    match column.get("type"):
        case "date":
            field.update(type="date", format="%Y-%m-%d")
        case "amount":
            field.update(type="number")
            field["constraints"]["minimum"] = 0
        case "integer":
            field.update(type="integer")
            field["constraints"]["minimum"] = 0
        case "flag":
            field["constraints"]["pattern"] = TYPES["flag"]
    if "pattern" in column:
        field["constraints"]["pattern"] = column["pattern"]
    if column.get("list"):
        one = "|".join(column["values"])
        comma = layout["list_separator"]
        field["constraints"]["pattern"] = f"({one})({comma}({one}))*"
    elif "values" in column:
        field["constraints"]["enum"] = column["values"]
    return field


def to_amount(value):
    """Cents as the file writes them.

    >>> to_amount(Decimal("12.5")), to_amount(Decimal("1234.99"))
    ('12.50', '1234.99')
    """
    return f"{Decimal(value):.2f}"
