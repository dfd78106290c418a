"""The hub's periods and the legal dates of payment in the French food trade.

Plain Python. The delays are law, and law changes: they stand here as named terms
that a caller may replace by its own.

Sources: *Code de commerce*, articles L.441-10 and L.441-11 II (delays between
businesses, formerly L.443-1); *Code de la commande publique*, articles L.2192-10 and
R.2192-10 to R.2192-12 (public buyers).
"""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Term(NamedTuple):
    """A number of days, counted from the delivery or from the end of its period.

    ``start``: "delivery", "decade" (end of the ten-day period of delivery), "month"
    (end of the month of delivery) or "invoice".
    """

    days: int
    start: str = "delivery"


#: L.441-11 II, 1°: perishable food, 30 days after the end of the ten-day period of
#: delivery when the invoice is periodic; 2°: fresh meat and its products, 20 days
#: after the delivery; L.441-10 I: 30 days after the delivery for everything else.
#: Longer delays may be agreed for wine and cider (L.441-11 II, 4°); without an
#: agreement they follow the general rule, which is what the hub applies.
TERMS = {
    "perishable": Term(30, "decade"),
    "meat": Term(20),
    "general": Term(30),
    "alcohol": Term(30),
}

#: R.2192-10 and R.2192-11: the State, local authorities and their schools pay within
#: 30 days of receiving the invoice, public health establishments within 50 days.
PUBLIC_DAYS = {"public": 30, "hospital": 50}


def period_of(day, kind="decade"):
    """Return the first and last day of the period a day falls in.

    Periods never cross the end of a month: the day itself ("delivery"), a week, ten
    days (the last one has 8 to 11), half a month, or a month.

    >>> from datetime import date
    >>> [str(bound) for bound in period_of(date(2026, 2, 20))]
    ['2026-02-11', '2026-02-20']
    >>> [str(bound) for bound in period_of(date(2026, 2, 21))]
    ['2026-02-21', '2026-02-28']
    >>> [str(bound) for bound in period_of(date(2026, 10, 31), "half_month")]
    ['2026-10-16', '2026-10-31']
    >>> [str(bound) for bound in period_of(date(2026, 10, 31), "month")]
    ['2026-10-01', '2026-10-31']
    >>> [str(bound) for bound in period_of(date(2026, 9, 30), "week")]
    ['2026-09-28', '2026-09-30']
    >>> [str(bound) for bound in period_of(date(2026, 10, 1), "week")]
    ['2026-10-01', '2026-10-04']
    """
    if kind == "delivery":
        return day, day
    if kind == "week":
        monday = day - timedelta(days=day.weekday())
        first, last = period_of(day, "month")
        return max(monday, first), min(monday + timedelta(days=6), last)
    starts = {"decade": (1, 11, 21), "half_month": (1, 16), "month": (1,)}[kind]
    last = monthrange(day.year, day.month)[1]
    ends = [*(start - 1 for start in starts[1:]), last]
    first, end = next(
        bounds for bounds in zip(starts, ends, strict=True) if day.day <= bounds[1]
    )
    return day.replace(day=first), day.replace(day=end)


def latest_payment_date(rule, delivery, terms=None):
    """Return the last legal day to pay goods delivered on a day.

    :param rule: "perishable", "meat", "general" or "alcohol"; anything else counts as
        "general"
    :param terms: other delays than the law's, ``{rule: Term}``

    Vegetables delivered on the 3rd: 30 days after the 10th. Meat: 20 days after the
    3rd.

    >>> from datetime import date
    >>> print(latest_payment_date("perishable", date(2026, 11, 3)))
    2026-12-10
    >>> print(latest_payment_date("perishable", date(2026, 2, 28)))
    2026-03-30
    >>> print(latest_payment_date("meat", date(2026, 11, 3)))
    2026-11-23
    >>> print(latest_payment_date("general", date(2026, 11, 3)))
    2026-12-03
    >>> print(latest_payment_date(False, date(2026, 11, 3)))
    2026-12-03
    """
    terms = {**TERMS, **(terms or {})}
    return payment_date(terms.get(rule) or terms["general"], delivery)


def payment_date(term, delivery):
    """Return the last day a term leaves to pay what was delivered on a day.

    >>> from datetime import date
    >>> print(payment_date(Term(45, "month"), date(2026, 11, 3)))
    2027-01-14
    """
    start = delivery
    if term.start in ("decade", "month"):
        start = period_of(delivery, term.start)[1]
    return start + timedelta(days=term.days)


def is_too_long(term, kind, first=date(2026, 3, 1)):
    """Whether an invoice at the end of a period may come after the legal payment date.

    Goods delivered on the first day of a month tell: meat is due on the 21st, before
    the invoice of a month's end, and long after that of the 10th.

    >>> is_too_long(Term(20), "month"), is_too_long(Term(20), "decade")
    (True, False)
    >>> is_too_long(Term(30, "decade"), "month")
    False
    """
    return payment_date(term, first) < period_of(first, kind)[1]


def public_payment_date(received, payer="public", days=None):
    """Return the last legal day for a public body to pay an invoice it received.

    The rule of public buyers replaces the one of the goods.

    :param payer: "public" or "hospital" (a public health establishment)

    >>> from datetime import date
    >>> print(public_payment_date(date(2026, 12, 1)))
    2026-12-31
    >>> print(public_payment_date(date(2026, 12, 1), "hospital"))
    2027-01-20
    """
    return received + timedelta(days=days or PUBLIC_DAYS[payer])
