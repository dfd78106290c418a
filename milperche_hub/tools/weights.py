"""Reading a scale: kilograms or grams, and how far a weight may be from what was asked.

Plain Python, no database.
"""

import re
from decimal import Decimal

_WEIGHT = re.compile(r"([\d\s\u00a0\u202f]*[.,]?\d+)\s*(kg|g)?", re.IGNORECASE)

#: what no hub delivers on one line, in kg: a slip of the finger
MOST = Decimal(5000)


def parse_weight(text, unit="kg"):
    """Return kilograms from what a person types, or None when it is not a weight.

    :param unit: "kg" or "g", what a number without a unit counts

    >>> [str(parse_weight(text)) for text in ("2,35", "2.350", "2350 g", "1 200g")]
    ['2.35', '2.350', '2.35', '1.2']
    >>> str(parse_weight("2350", unit="g")), str(parse_weight("2.35kg", unit="g"))
    ('2.35', '2.35')
    >>> [parse_weight(text) for text in ("", "abc", "-2", "1,2,3", "nan", "999999")]
    [None, None, None, None, None, None]
    """
    found = _WEIGHT.fullmatch((text or "").strip())
    if not found:
        return None
    number = Decimal(re.sub(r"\s", "", found[1]).replace(",", "."))
    weight = number / 1000 if (found[2] or unit).lower() == "g" else number
    return weight if weight <= MOST else None


def is_within(expected, weight, tolerance):
    """Whether a weight is as near to what is expected as the tolerance allows.

    :param tolerance: percent of what is expected

    >>> is_within(2, 2.2, 10), is_within(2, 1.79, 10), is_within(0, 0, 10)
    (True, False, True)
    """
    expected, weight = Decimal(str(expected)), Decimal(str(weight))
    return abs(weight - expected) <= expected * Decimal(str(tolerance)) / 100


def read_scale(text, expected, tolerance, unit="kg"):
    """Return ``(kilograms, within)``; grams are understood without being named.

    A number that makes no sense in kilograms but does in grams was read off a scale
    in grams.

    >>> read_scale("2350", 2.4, 10)
    (Decimal('2.35'), True)
    >>> read_scale("2,8", 2.4, 10)
    (Decimal('2.8'), False)
    >>> read_scale("x", 2.4, 10)
    (None, False)
    """
    weight = parse_weight(text, unit)
    if weight is None or is_within(expected, weight, tolerance):
        return weight, weight is not None
    grams = parse_weight(text, "g")
    if grams is not None and is_within(expected, grams, tolerance):
        return grams, True
    return weight, False
