"""Tables as people keep them: CSV of any sort, XLSX; French numbers and dates."""

import csv
import io
import math
import re
import unicodedata
import zipfile
from datetime import date, datetime

from .cells import arm, defuse

MAX_BYTES = 10_000_000
MAX_ROWS = 20_000

TRUE = {"1", "x", "oui", "o", "yes", "y", "true", "vrai"}
FALSE = {"", "0", "non", "n", "no", "false", "faux"}


class TableError(ValueError):
    """The file, or a cell of it, cannot be understood.

    ``code`` says which of the known reasons, ``value`` what was found.
    """

    def __init__(self, code, value=""):
        super().__init__(f"{code}: {value}" if value else code)
        self.code, self.value = code, value


def slug(text):
    """A heading without case, accents, signs.

    >>> slug("Prix HT (€)"), slug(" N° SIRET "), slug("Œufs")
    ('prix ht', 'n siret', 'oeufs')
    """
    plain = unicodedata.normalize("NFKD", str(text).lower().replace("œ", "oe"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def decode(content):
    """Text of bytes in any of the encodings that spreadsheets write.

    >>> decode("é".encode("utf-8-sig")), decode("é".encode("cp1252"))
    ('é', 'é')
    >>> decode("é".encode("utf-16"))
    'é'
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableError("encoding")


def read_rows(content, filename=""):
    """Rows of a CSV or XLSX file.

    :param bytes content: the file, at most :data:`MAX_BYTES`.
    :return: list of ``(number, {slug of heading: text})``, number as a spreadsheet
        shows it; empty rows are left out.
    :raise TableError: empty, too big, no table, two columns of one heading.

    >>> read_rows("Nom;Prix HT\\nCarotte;1,70\\n;\\n".encode())
    [(2, {'nom': 'Carotte', 'prix ht': '1,70'})]
    >>> read_rows("Nom\\n'=x\\n".encode())  # as it was written by write_csv
    [(2, {'nom': '=x'})]
    >>> read_rows(b"")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    TableError: empty
    """
    if not content:
        raise TableError("empty")
    if len(content) > MAX_BYTES:
        raise TableError("too_big")
    grid = _read_xlsx(content) if content[:4] == b"PK\x03\x04" else _read_csv(content)
    rows = [(number, row) for number, row in enumerate(grid, 1) if any(row)]
    if len(rows) < 2:
        raise TableError("empty")
    if len(rows) > MAX_ROWS:
        raise TableError("too_many_rows")
    headings = [slug(cell) for cell in rows[0][1]]
    named = [heading for heading in headings if heading]
    doubles = {heading for heading in named if named.count(heading) > 1}
    if doubles:
        raise TableError("double_heading", ", ".join(sorted(doubles)))
    return [
        (number, {h: arm(cell) for h, cell in zip(headings, row, strict=False) if h})
        for number, row in rows[1:]
    ]


def _read_csv(content):
    text = decode(content)
    first = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise TableError("no_table", str(error)) from error


def _read_xlsx(content):
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 2, max_col=100)
        return [[_cell_text(cell) for cell in row] for row in rows]
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError) as error:
        raise TableError("no_table", type(error).__name__) from error


def _cell_text(cell):
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


def parse_number(text):
    """A number as people in France write it, or as machines do.

    >>> parse_number("1 234,50 €"), parse_number("1234.5"), parse_number("1.234,5")
    (1234.5, 1234.5, 1234.5)
    >>> parse_number("12 %"), parse_number("-3,5"), parse_number("")
    (12.0, -3.5, None)
    >>> parse_number("nan")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    TableError: number: nan
    """
    bare = re.sub(r"[\s\u00a0\u202f€%]", "", text)
    if not bare:
        return None
    if "," in bare and "." in bare:
        thousands = "." if bare.rindex(",") > bare.rindex(".") else ","
        bare = bare.replace(thousands, "")
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", bare):
        raise TableError("number", text)
    number = float(bare)
    if not math.isfinite(number) or abs(number) >= 1e12:
        raise TableError("number", text)
    return number


def parse_amount(text):
    """A number that is not below nothing.

    >>> parse_amount("1,70"), parse_amount("")
    (1.7, None)
    >>> parse_amount("-5")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    TableError: negative: -5
    """
    number = parse_number(text)
    if number is not None and number < 0:
        raise TableError("negative", text)
    return number


def parse_date(text):
    """A date: ``2026-03-02``, ``02/03/2026`` or ``02/03/26`` (day first).

    >>> parse_date("02/03/2026"), parse_date("2026-03-02"), parse_date("")
    (datetime.date(2026, 3, 2), datetime.date(2026, 3, 2), None)
    """
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    raise TableError("date", text)


def parse_flag(text):
    """Yes or no.

    >>> parse_flag("Oui"), parse_flag(""), parse_flag("non")
    (True, False, False)
    """
    value = text.strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise TableError("flag", text)


def write_csv(headings, rows, decimals=None):
    """Bytes of a CSV that French spreadsheets open: ``;``, UTF-8 with its mark.

    No text is a formula there.

    :param int decimals: of all decimal numbers; as many as they have when None.

    >>> write_csv(["Nom", "Prix"], [["=x", 1.5]]).decode("utf-8-sig")
    "Nom;Prix\\r\\n'=x;1,5\\r\\n"
    >>> write_csv(["Solde"], [[-1.5]], decimals=2).decode("utf-8-sig")
    'Solde\\r\\n-1,50\\r\\n'
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([defuse(heading) for heading in headings])
    for row in rows:
        writer.writerow([_french(cell, decimals) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def _french(value, decimals):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if decimals is not None:
            return f"{value:.{decimals}f}".replace(".", ",")
        return f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, str):
        return defuse(value)
    return "" if value is None or value is False else value


def parse_months(text):
    """Numbers of months: ranges, which may pass the end of the year, and single ones.

    >>> parse_months("8-12,1"), parse_months("11-2"), parse_months("5")
    ([1, 8, 9, 10, 11, 12], [1, 2, 11, 12], [5])
    >>> parse_months("13")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ...
    TableError: months: 13
    """
    months = set()
    for part in re.split(r"[,;/ ]+", text.strip()):
        if not re.fullmatch(r"\d{1,2}(-\d{1,2})?", part):
            raise TableError("months", text)
        first, __, last = part.partition("-")
        first, last = int(first), int(last or first)
        if not (1 <= first <= 12 and 1 <= last <= 12):
            raise TableError("months", text)
        length = (last - first) % 12 + 1
        months.update((first + step - 1) % 12 + 1 for step in range(length))
    return sorted(months)
