"""The arithmetic of dated proofs, free of the database.

A requirement asks one question on one day: is there evidence, verified by
someone, that covers that day and reaches the minimum? Days are ``datetime.date``;
both ends of a period are included; no end means "until further notice".

>>> from datetime import date
>>> spring = Evidence(date(2026, 3, 1), date(2026, 5, 31))
>>> assess([spring], date(2026, 5, 31))
Verdict(proved=True, cause='proved', day=datetime.date(2026, 5, 31), pending=False)
>>> assess([spring], date(2026, 6, 1))
Verdict(proved=False, cause='expired', day=datetime.date(2026, 5, 31), pending=False)
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Evidence:
    """One proof, reduced to what decides."""

    start: date | None = None
    end: date | None = None
    status: str = "verified"  # or "pending", or "rejected"
    value: float = 0.0
    exempt: bool = False  # a signed exception: no minimum is asked


class Verdict(NamedTuple):
    """The answer for one day: yes or no, why, and the day that explains it."""

    proved: bool
    cause: str
    day: date | None = None
    pending: bool = False


def default_end(start, months):
    """Last day of a proof that starts on ``start`` and holds ``months`` months.

    >>> default_end(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    >>> default_end(date(2026, 3, 1), 0) is None
    True
    """
    return start + relativedelta(months=months) if start and months else None


def covers(start, end, day):
    """Whether ``day`` lies in a period whose ends may be open.

    >>> covers(date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 31))
    True
    >>> covers(None, date(2026, 3, 31), date(2026, 4, 1))
    False
    >>> covers(date(2026, 3, 1), None, date(2099, 1, 1))
    True
    """
    return (not start or start <= day) and (not end or day <= end)


def reaches(evidence, minimum):
    """Whether the value reaches the minimum, at three decimals.

    >>> reaches(Evidence(value=50.0), 50), reaches(Evidence(value=49.99), 50)
    (True, False)
    >>> reaches(Evidence(value=12.0, exempt=True), 50)
    True
    """
    return not minimum or evidence.exempt or round(evidence.value - minimum, 3) >= 0


def proved_until(evidences, day):
    """Last day of the unbroken run of proofs that starts on ``day``.

    Returns ``date.max`` for a run without end, and ``None`` when ``day`` itself is
    not covered.

    >>> march = Evidence(date(2026, 3, 1), date(2026, 3, 31))
    >>> april = Evidence(date(2026, 4, 1), date(2026, 4, 30))
    >>> june = Evidence(date(2026, 6, 1), None)
    >>> proved_until([june, april, march], date(2026, 3, 10))
    datetime.date(2026, 4, 30)
    >>> proved_until([june], date(2026, 6, 1)) == date.max
    True
    >>> proved_until([june], date(2026, 5, 31)) is None
    True
    """
    reached = None
    for evidence in sorted(evidences, key=lambda e: e.start or date.min):
        next_day = day if reached is None else reached + ONE_DAY
        if covers(evidence.start, evidence.end, next_day):
            if not evidence.end or evidence.end == date.max:
                return date.max
            reached = evidence.end
    return reached


def assess(evidences, day, minimum=0.0):
    """Judge one requirement on one day.

    ``cause`` is one of ``proved``, ``expired``, ``future``, ``low``, ``pending``,
    ``rejected`` and ``missing``; ``day`` is the end of the proof (``None``: no end),
    or the start of the one to come; ``pending`` says that a newer document waits to
    be verified.

    >>> assess([], date(2026, 6, 1)).cause
    'missing'
    >>> assess([Evidence(date(2026, 7, 1))], date(2026, 6, 1)).cause
    'future'
    >>> assess([Evidence(value=35.0)], date(2026, 6, 1), 50).cause
    'low'
    >>> assess([Evidence(status="rejected")], date(2026, 6, 1)).cause
    'rejected'
    >>> old = Evidence(date(2025, 3, 3), date(2026, 3, 3))
    >>> new = Evidence(date(2026, 3, 4), date(2027, 3, 4), status="pending")
    >>> verdict = assess([old, new], date(2026, 3, 9))
    >>> verdict.cause, verdict.day.isoformat(), verdict.pending
    ('expired', '2026-03-03', True)
    """
    pending = any(evidence.status == "pending" for evidence in evidences)
    verified = [evidence for evidence in evidences if evidence.status == "verified"]
    sound = [evidence for evidence in verified if reaches(evidence, minimum)]
    until = proved_until(sound, day)
    if until:
        return Verdict(True, "proved", None if until == date.max else until, pending)
    low = [e for e in verified if covers(e.start, e.end, day)]
    if low:
        return Verdict(False, "low", None, pending)
    ended = [e.end for e in sound if e.end and e.end < day]
    if ended:
        return Verdict(False, "expired", max(ended), pending)
    coming = [e.start for e in sound if e.start and e.start > day]
    if coming:
        return Verdict(False, "future", min(coming), pending)
    if pending:
        return Verdict(False, "pending", None, True)
    if any(evidence.status == "rejected" for evidence in evidences):
        return Verdict(False, "rejected")
    return Verdict(False, "missing")
