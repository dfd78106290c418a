"""Bank statements as their files say them: CSV of the French banks, CAMT (ISO 20022).

Plain Python. A statement is a list of transactions: dicts with ``date``, ``amount``
(Decimal, positive when money comes in), ``label``, ``partner_name``, ``account`` and
``key``, which names the transaction for ever: importing a file twice adds nothing.
"""

import csv
import hashlib
import io
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

DATE_HEADS = (
    "date operation",
    "date d'operation",
    "date comptable",
    "date",
    "booking date",
)
LABEL_HEADS = ("libelle", "libelle operation", "designation", "label", "description")
AMOUNT_HEADS = ("montant", "montant(eur)", "amount", "montant eur")
DEBIT_HEADS = ("debit", "debit euros", "debit eur")
CREDIT_HEADS = ("credit", "credit euros", "credit eur")
DATE_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y")


class BadStatement(ValueError):
    """The file cannot be read; its text says why, line by line where it can."""

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code, self.detail = code, detail


def parse_statement(content):
    """Read a statement, whatever its format.

    :param bytes content: the file
    :return: ``[transaction]``
    :raise BadStatement: neither a CSV nor a CAMT file, or a line that cannot be read
    """
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return parse_camt(content)
    return parse_csv(content)


def parse_amount(text):
    """Read an amount as French and English files write it.

    >>> [str(parse_amount(text)) for text in ("1 234,56", "-12.30", "+7", "(4,00)")]
    ['1234.56', '-12.30', '7', '-4.00']
    >>> str(parse_amount("1.234,56")), str(parse_amount("1,234.56"))
    ('1234.56', '1234.56')
    >>> parse_amount("") is None
    True
    """
    text = "".join((text or "").split()).replace("€", "").replace("EUR", "")
    if not text:
        return None
    negative = text.startswith("(")
    text = text.strip("()")
    if "," in text and "." in text:
        thousands = "." if text.rfind(",") > text.rfind(".") else ","
        text = text.replace(thousands, "")
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise BadStatement("amount", text) from error
    if not amount.is_finite() or abs(amount) > 10**9:
        raise BadStatement("amount", text)
    return -amount if negative else amount


def parse_date(text):
    """Read a day.

    >>> print(parse_date("03/11/2026"), parse_date("2026-11-03"))
    2026-11-03 2026-11-03
    """
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text.strip()[:10], pattern).date()
        except ValueError:
            continue
    raise BadStatement("date", text)


def parse_csv(content):
    """Read a CSV statement: its heads name the columns, in French or English.

    >>> lines = parse_csv(
    ...     "Date;Libellé;Débit;Crédit\\n"
    ...     "03/11/2026;VIR MAIRIE FAC/2026/00012;;1 234,56\\n"
    ...     "04/11/2026;PRLV ASSURANCE;-30,00;\\n".encode()
    ... )
    >>> for line in lines:
    ...     print(line["date"], line["amount"], line["label"])
    2026-11-03 1234.56 VIR MAIRIE FAC/2026/00012
    2026-11-04 -30.00 PRLV ASSURANCE
    >>> parse_csv(b"one;two")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
        ...
    BadStatement: columns
    """
    rows = _read_rows(content)
    heads, start = _find_heads(rows)
    transactions = []
    for row in rows[start:]:
        if len(row) <= max(heads.values()) or not row[heads["date"]].strip():
            continue
        transactions.append(_read_transaction(row, heads))
    return _with_keys(transactions)


def _read_rows(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = max(text.splitlines()[:20] or [""], key=len)
    delimiter = max(";,\t", key=head.count)
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def _find_heads(rows):
    for index, row in enumerate(rows[:30]):
        names = [_plain(cell) for cell in row]
        heads = {
            name: next((names.index(head) for head in known if head in names), None)
            for name, known in (
                ("date", DATE_HEADS),
                ("label", LABEL_HEADS),
                ("amount", AMOUNT_HEADS),
                ("debit", DEBIT_HEADS),
                ("credit", CREDIT_HEADS),
            )
        }
        heads = {name: place for name, place in heads.items() if place is not None}
        money = "amount" in heads or {"debit", "credit"} <= set(heads)
        if {"date", "label"} <= set(heads) and money:
            return heads, index + 1
    raise BadStatement("columns")


def _read_transaction(row, heads):
    if "amount" in heads:
        amount = parse_amount(row[heads["amount"]])
    else:
        debit = parse_amount(row[heads["debit"]]) or Decimal(0)
        credit = parse_amount(row[heads["credit"]]) or Decimal(0)
        amount = abs(credit) - abs(debit)
    if amount is None:
        raise BadStatement("amount", " ".join(row))
    return {
        "date": parse_date(row[heads["date"]]),
        "amount": amount,
        "label": " ".join(row[heads["label"]].split()),
        "partner_name": "",
        "account": "",
        "key": "",
    }


def _plain(text):
    text = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode()
    return " ".join(text.lower().split())


def parse_camt(content):
    """Read a CAMT.052, 053 or 054 file.

    :raise BadStatement: not XML, or without any entry
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise BadStatement("xml") from error
    entries = tree.findall(".//{*}Ntry")
    if not entries and not tree.findall(".//{*}Stmt"):
        raise BadStatement("xml")
    return _with_keys(
        [line for entry in entries for line in _read_entry(entry)], prefix="camt"
    )


def _read_entry(entry):
    """The details of an entry, when their amounts are given; else the entry itself."""
    day = entry.findtext("{*}BookgDt/{*}Dt") or entry.findtext("{*}BookgDt/{*}DtTm")
    day = day or entry.findtext("{*}ValDt/{*}Dt")
    if not day:
        raise BadStatement("date", "")
    key = entry.findtext("{*}AcctSvcrRef") or entry.findtext("{*}NtryRef") or ""
    details = entry.findall(".//{*}TxDtls")
    if len(details) < 2 or any(_amount_of(one) is None for one in details):
        details = [entry]
    lines = []
    for rank, detail in enumerate(details):
        amount = _amount_of(detail)
        if amount is None:
            raise BadStatement("amount", "")
        inward = _is_inward(detail, entry)
        lines.append(
            {
                "date": date.fromisoformat(day[:10]),
                "amount": amount if inward else -amount,
                "label": _label_of(detail),
                "partner_name": _party_of(detail, inward),
                "account": _account_of(detail, inward),
                "key": f"{key}-{rank}" if key else "",
            }
        )
    return lines


def _amount_of(node):
    text = node.findtext("{*}Amt") or node.findtext("{*}AmtDtls/{*}TxAmt/{*}Amt")
    return parse_amount(text)


def _is_inward(detail, entry):
    sense = detail.findtext("{*}CdtDbtInd") or entry.findtext("{*}CdtDbtInd")
    inward = sense == "CRDT"
    return not inward if entry.findtext("{*}RvslInd") == "true" else inward


def _label_of(node):
    texts = [item.text for item in node.findall(".//{*}RmtInf//{*}Ustrd")]
    references = node.findall(".//{*}RmtInf//{*}CdtrRefInf/{*}Ref")
    texts += [item.text for item in references]
    texts += [node.findtext(".//{*}EndToEndId"), node.findtext("{*}AddtlNtryInf")]
    kept = [" ".join(text.split()) for text in texts if text and text != "NOTPROVIDED"]
    return " ".join(dict.fromkeys(kept)) or "/"


def _party_of(node, inward):
    side = "Dbtr" if inward else "Cdtr"
    name = node.findtext(f".//{{*}}RltdPties/{{*}}{side}/{{*}}Nm")
    return (
        name or node.findtext(f".//{{*}}RltdPties/{{*}}{side}/{{*}}Pty/{{*}}Nm") or ""
    )


def _account_of(node, inward):
    side = "DbtrAcct" if inward else "CdtrAcct"
    return node.findtext(f".//{{*}}RltdPties/{{*}}{side}/{{*}}Id/{{*}}IBAN") or ""


def _with_keys(transactions, prefix="csv"):
    """Name each transaction; equal ones of a file are told apart by their rank."""
    seen = {}
    for line in transactions:
        facts = f"{line['date']}|{line['amount']}|{line['label']}"
        if not line["key"]:
            seen[facts] = seen.get(facts, 0) + 1
            facts = f"{facts}|{seen[facts]}"
            line["key"] = hashlib.sha1(facts.encode()).hexdigest()[:16]
        line["key"] = f"{prefix}-{line['key']}"
    return transactions
