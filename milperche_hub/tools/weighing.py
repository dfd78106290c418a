"""Kilograms of goods sold by weight, piece, litre or bunch.

A unit that is a weight says it itself. Any other weighs what a dated factor says: a
change holds from its day on, so that last year's figures do not move with today's
scales. What nothing weighs is ``None``, to be listed, never a guess.

>>> from datetime import date
>>> factors = [(None, 0.2), (date(2026, 3, 1), 0.18)]
>>> factor_on(factors, date(2026, 2, 28)), factor_on(factors, date(2026, 3, 1))
(0.2, 0.18)
>>> factor_on([], date(2026, 3, 1)) is None
True
"""

from datetime import date


def factor_on(factors, day):
    """Return the weight in force on ``day``, None when there is none.

    :param factors: ``[(first day or None for "since ever", kg)]``, in any order; a
        factor of 0 says that nothing is known from that day on

    >>> factor_on([(date(2026, 3, 1), 0.0), (None, 1.3)], date(2026, 4, 1)) is None
    True
    """
    in_force = [(start or date.min, kg) for start, kg in factors]
    in_force = [(start, kg) for start, kg in in_force if start <= day]
    return max(in_force, default=(None, 0.0))[1] or None


def first_weight(*weights):
    """Return the first weight that is known, the most specific first; 0.0 for none.

    >>> first_weight(None, 0.0, 1.03, 9.0), first_weight(None, 0.0)
    (1.03, 0.0)
    """
    return next((weight for weight in weights if weight), 0.0)
