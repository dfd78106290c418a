"""Many rows of one template: rendered once per shape, then filled in.

Rows of a page differ by their words, seldom by which words they have. A template
engine that runs for each of three thousand rows spends its time on the markup they
share; here it renders one row per *shape* (what a row has, what it lacks), with a mark
in the place of each value, and the values are put where the marks stand.

    >>> def render(row):
    ...     note = f"<i>{row['note']}</i>" if row["note"] else ""
    ...     return f"<li>{row['name']}{note}</li>"
    >>> rows = [
    ...     {"name": "Leek", "note": ""},
    ...     {"name": "Oil & 'cider'", "note": "<cold>"},
    ...     {"name": "{name}", "note": ""},
    ... ]
    >>> print_rows(rows, render)
    '<li>Leek</li><li>Oil &amp; &#39;cider&#39;<i>&lt;cold&gt;</i></li><li>{name}</li>'
    >>> len(set(map(get_shape, rows)))
    2
"""

import re
from functools import cache

from markupsafe import escape

# Characters for private use: no text of a page carries them.
BEGIN, END = "\ue000", "\ue001"
MARK = re.compile(f"{BEGIN}(\\w+){END}")


def print_rows(rows, render):
    """Text of all the rows, in their order.

    :param list rows: dicts of plain values. Texts and numbers are filled in, escaped;
        true, false and lists are part of the shape, as is everything empty.
    :param render: function of one row → its text. It may ask whether a value is there;
        what it asks beyond that (its length, its size) it asks of a mark.
    """
    printers, texts = {}, []
    clean = cache(lambda text: str(escape(text)))
    for row in rows:
        shape = get_shape(row)
        if shape not in printers:
            parts = MARK.split(render(_mark(row)))
            printers[shape] = parts, parts[1::2]
        parts, keys = printers[shape]
        parts[1::2] = [clean(str(row[key])) for key in keys]
        texts.append("".join(parts))
    return "".join(texts)


def get_shape(row):
    """What a row has and what it lacks, to be compared with other rows'."""
    return tuple(
        [
            tuple(value)
            if value.__class__ is list
            else (value if value is True or not value else "…")
            for value in row.values()
        ]
    )


def _mark(row):
    return {
        key: value
        if value is True or not value or isinstance(value, list)
        else f"{BEGIN}{key}{END}"
        for key, value in row.items()
    }
