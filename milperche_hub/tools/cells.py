"""Cells of files people open in a spreadsheet: no text is ever a formula there."""

import io
import re

import xlsxwriter

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def defuse(text):
    """Text that a spreadsheet shows instead of computing.

    >>> defuse("=1+1"), defuse("+33 2 61"), defuse("Leek"), defuse("")
    ("'=1+1", "'+33 2 61", 'Leek', '')
    """
    text = str(text)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def arm(text):
    """What :func:`defuse` was given: the way back, for a table that comes in again.

    >>> arm("'=1+1"), arm("'tis"), arm("Leek")
    ('=1+1', "'tis", 'Leek')
    """
    return text[1:] if text[:1] == "'" and text[1:].startswith(DANGEROUS) else text


def name_sheet(name):
    """A name that a spreadsheet accepts for a sheet.

    >>> name_sheet("Convention 2026/12 [Parc]"), name_sheet("'?'")
    ('Convention 2026 12  Parc', '1')
    """
    return re.sub(r"[][:*?/\\]", " ", name)[:31].strip(" '") or "1"


def write_workbook(sheets):
    """Return the bytes of an XLSX workbook; texts stay texts, numbers numbers.

    :param sheets: ``[(name, [column title], [[cell]])]``
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        money = book.add_format({"num_format": "#,##0.00"})
        for name, titles, rows in sheets:
            sheet = book.add_worksheet(name_sheet(name))
            _write_sheet(sheet, titles, rows, bold, money)
    return stream.getvalue()


def _write_sheet(sheet, titles, rows, bold, money):
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
    widths = [len(title) for title in titles]
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, money)
            if column < len(widths):
                widths[column] = max(widths[column], min(len(str(cell)), 60))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width + 2)
    sheet.freeze_panes(1, 0)


def _write_cell(sheet, row, column, cell, money):
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, bool) or cell is None:
        sheet.write_string(row, column, str(cell or ""))
    elif isinstance(cell, float):
        sheet.write_number(row, column, cell, money)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif hasattr(cell, "year"):
        sheet.write_datetime(row, column, cell)
    else:
        sheet.write_string(row, column, str(cell))
