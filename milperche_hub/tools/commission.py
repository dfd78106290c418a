"""The hub's commission: which rate applies, and how it falls on each line.

Plain Python and exact decimals, no database: the records are read at the edge, in
``hub.commission.rule`` and in the settlement.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal


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
    grosses = [_cents(gross) for gross, _rate in lines]
    parts = _split_cents(grosses, [rate for _gross, rate in lines])
    return [
        (_amount(part), _amount(gross - part))
        for gross, part in zip(grosses, parts, strict=True)
    ]


def allocate_cents(lines):
    """Who gets what of each settled line: ``commission + net - borne = gross``.

    A reduction that the hub bears costs the producer nothing; an adjustment, whose
    gross is nothing, is a net that the hub pays.

    :param lines: ``[(gross, rate, borne by the hub, adjustment or None)]``
    :return: ``[(commission, net, borne)]`` in whole cents, which are quicker than
        decimals by the ten thousand, in the order of the lines

    >>> for parts in allocate_cents(
    ...     [("100", 15, False, None), ("-10", 15, True, None), ("0", 15, True, "8")]
    ... ):
    ...     print(*parts)
    1500 8500 0
    0 0 1000
    0 800 800
    """
    grosses = [_cents(line[0]) for line in lines]
    shared = [rank for rank, line in enumerate(lines) if not line[2]]
    parts = _split_cents(
        [grosses[rank] for rank in shared], [lines[rank][1] for rank in shared]
    )
    result = [None] * len(lines)
    for rank, part in zip(shared, parts, strict=True):
        result[rank] = (part, grosses[rank] - part, 0)
    for rank, (_gross, _rate, by_hub, adjustment) in enumerate(lines):
        if by_hub:
            net = _cents(adjustment or 0)
            result[rank] = (0, net, net - grosses[rank])
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
    total = _cents(total)
    weights = [_cents(weight) for weight in weights]
    whole = sum(weights)
    if not whole:
        parts = [0] * len(weights)
        parts[:1] = [total] if parts else []
    elif whole < 0:
        parts = _share_cents([-weight for weight in weights], total, -whole)
    else:
        parts = _share_cents(weights, total, whole)
    return [_amount(part) for part in parts]


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


def _cents(value):
    """An amount of whole cents as an integer."""
    if isinstance(value, float):
        return round(value * 100)
    return int((_exact(value) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _amount(cents):
    return Decimal(cents).scaleb(-2)


def _split_cents(grosses, rates):
    """Commission in cents of each gross in cents, shared rate by rate."""
    exact = {rate: _exact(rate).as_integer_ratio() for rate in set(rates)}
    ranks = defaultdict(list)
    for rank, rate in enumerate(rates):
        ranks[exact[rate]].append(rank)
    result = [0] * len(grosses)
    for (numerator, denominator), group in ranks.items():
        amounts = [grosses[rank] for rank in group]
        parts = _share_cents(amounts, numerator, denominator * 100)
        for rank, part in zip(group, parts, strict=True):
            result[rank] = part
    return result


def _share_cents(amounts, numerator, denominator):
    """``amount × numerator / denominator`` of each, in whole cents.

    They add up to their exact sum, rounded half-up; the largest remainders get the
    cents that are left, the first of equals first.

    :param denominator: positive
    """
    exact = [amount * numerator for amount in amounts]
    whole = sum(exact)
    sign = next((value for value in (whole, *exact) if value), 0)
    if sign < 0:
        return [-part for part in _share_cents(amounts, -numerator, denominator)]
    floors = [value // denominator for value in exact]
    left = (2 * whole + denominator) // (2 * denominator) - sum(floors)
    rests = [value % denominator for value in exact]
    order = sorted(range(len(exact)), key=rests.__getitem__, reverse=True)
    for index in order[:left]:
        floors[index] += 1
    return floors
