"""The hub's commission: which rate applies, and how it falls on each line.

Plain Python and exact decimals, no database: the records are read at the edge, in
``hub.commission.rule`` and in the settlement.
"""

from collections import defaultdict
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def scopes(product, producer, families):
    """Yield the scopes that cover a product, the most specific first.

    A scope is ``(product, producer, family)``, where None means "any". A rule on a
    product beats one on a family, the nearest family beats its parents, a family
    beats a producer, and a rule on a producer *and* a family beats one on either.

    :param families: the product's family and its parents, the nearest first

    >>> for scope in scopes("carrot", "farm", ["roots", "vegetables"]):
    ...     print(scope)
    ('carrot', 'farm', 'roots')
    ('carrot', 'farm', 'vegetables')
    ('carrot', None, 'roots')
    ('carrot', None, 'vegetables')
    ('carrot', 'farm', None)
    ('carrot', None, None)
    (None, 'farm', 'roots')
    (None, 'farm', 'vegetables')
    (None, None, 'roots')
    (None, None, 'vegetables')
    (None, 'farm', None)
    (None, None, None)
    """
    for item in dict.fromkeys((product, None)):
        if producer:
            yield from ((item, producer, family) for family in families)
        yield from ((item, None, family) for family in families)
        if producer:
            yield (item, producer, None)
        yield (item, None, None)


def best_rule(rules, product, producer, families):
    """Return the most specific of the rules that cover a product, or None.

    :param dict rules: ``{(product, producer, family): rule}``, None meaning "any"

    >>> rules = {
    ...     (None, "farm", None): 12,
    ...     (None, None, "vegetables"): 18,
    ...     (None, "farm", "vegetables"): 14,
    ...     ("carrot", None, None): 9,
    ... }
    >>> best_rule(rules, "leek", "farm", ["roots", "vegetables"])
    14
    >>> best_rule(rules, "leek", "mill", ["roots", "vegetables"])
    18
    >>> best_rule(rules, "cheese", "farm", ["dairy"])
    12
    >>> best_rule(rules, "carrot", "farm", ["roots", "vegetables"])
    9
    >>> best_rule(rules, "oil", "mill", ["grocery"]) is None
    True
    """
    for scope in scopes(product, producer, families):
        if scope in rules:
            return rules[scope]
    return None


def split_commission(lines):
    """Split each gross amount into the hub's commission and the producer's net.

    The commission of a rate is computed once on all its lines and rounded half-up to
    the cent, then falls on the lines by largest remainder (the first line wins a
    tie). So the total is the one anybody finds with a calculator, no line is a full
    cent away from its exact commission, and ``net = gross - commission`` exactly.
    The same lines with the opposite sign give the opposite result.

    :param lines: ``[(gross, rate)]``: an amount and a percentage; decimals, or the
        floats of a record, taken as they are written
    :return: ``[(commission, net)]``, in the order of the lines

    360 eggs at 0.34 € with 15 %, in one line or in three:

    >>> split_commission([("122.40", "15")])
    [(Decimal('18.36'), Decimal('104.04'))]
    >>> split_commission([("40.80", "15")] * 3)  # doctest: +NORMALIZE_WHITESPACE
    [(Decimal('6.12'), Decimal('34.68')),
     (Decimal('6.12'), Decimal('34.68')),
     (Decimal('6.12'), Decimal('34.68'))]

    Rounding each of these lines by itself would give 0.30, not 0.28:

    >>> [str(commission) for commission, net in split_commission([("0.63", 15)] * 3)]
    ['0.10', '0.09', '0.09']
    >>> split_commission([("-0.63", "14.80"), ("100", "0")])
    [(Decimal('-0.09'), Decimal('-0.54')), (Decimal('0.00'), Decimal('100.00'))]
    """
    amounts = [(_exact(gross), _exact(rate)) for gross, rate in lines]
    groups = defaultdict(list)
    for index, (_gross, rate) in enumerate(amounts):
        groups[rate].append(index)
    result = [None] * len(amounts)
    for rate, indexes in groups.items():
        exact = [amounts[index][0] * rate / 100 for index in indexes]
        for index, commission in zip(indexes, _round_together(exact), strict=True):
            gross = amounts[index][0]
            result[index] = (commission, gross - commission)
    return result


def spread(total, weights):
    """Spread an amount over weights to the cent, by largest remainder.

    >>> [str(part) for part in spread(10, [1, 1, 1])]
    ['3.34', '3.33', '3.33']
    >>> [str(part) for part in spread("-0.05", [3.0, -1.0])]
    ['-0.08', '0.03']
    >>> spread(0, [0, 0])
    [Decimal('0.00'), Decimal('0.00')]
    """
    total = _exact(total).quantize(CENT, ROUND_HALF_UP)
    weights = [_exact(weight) for weight in weights]
    whole = sum(weights)
    if not whole:
        parts = [Decimal("0.00")] * len(weights)
        return [total, *parts[1:]] if parts else parts
    return _round_together([total * weight / whole for weight in weights], total)


def unit_price(amount, quantity):
    """The shortest unit price that gives an amount back to the cent.

    Two decimals where they do, six at most: what a person reads on an invoice.

    >>> unit_price(40.61, 4.876)
    8.329
    >>> unit_price(26.52, 6)
    4.42
    >>> unit_price(33.33, 7.77)
    4.29
    >>> unit_price(-3.0, 1.5)
    -2.0
    """
    for digits in range(2, 7):
        price = round(amount / quantity, digits)
        if abs(quantity * price - amount) < 0.0049:
            return price
    return price


def _exact(value):
    """The decimal a value is written as: 14.8 is 14.8, not its binary neighbour."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _round_together(exact, total=None):
    """Round amounts to the cent so that they add up to their rounded sum."""
    total = sum(exact) if total is None else total
    sign = next((value for value in (total, *exact) if value), 0)
    if sign < 0:
        return [
            -value for value in _round_together([-value for value in exact], -total)
        ]
    floors = [value.quantize(CENT, ROUND_FLOOR) for value in exact]
    cents = int((total.quantize(CENT, ROUND_HALF_UP) - sum(floors)) / CENT)
    order = sorted(
        range(len(exact)), key=lambda index: (floors[index] - exact[index], index)
    )
    for index in order[:cents]:
        floors[index] += CENT
    return floors
