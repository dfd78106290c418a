"""Sharing goods that are too few, and taking lots in the order they expire.

Plain Python on whole thousandths, so that shares add up without a grain of dust.
Quantities may be floats (as Odoo has them) or decimals; what comes out is of the
type of what came in.
"""

from decimal import ROUND_FLOOR, Decimal


def share(available, wants, digits=3):
    """Share what is available between wants, in proportion.

    Nobody gets more than wanted; what is shared is all that is available or all that
    is wanted, whichever is less; the thousandths that remain go to the largest
    remainders, the first want winning a tie.

    :param available: the quantity to share
    :param wants: the quantities wanted
    :param digits: decimals of a quantity

    >>> share(10.0, [4.0, 4.0, 4.0])
    [3.334, 3.333, 3.333]
    >>> share(20, [4.0, 1.5])
    [4.0, 1.5]
    >>> share(7, [4, 4, 2], digits=0)
    [3.0, 3.0, 1.0]
    >>> share(Decimal("1.000"), [Decimal("0.5"), Decimal("1.5")])
    [Decimal('0.250'), Decimal('0.750')]
    >>> share(-1, [2.0])
    [0.0]
    """
    exact = isinstance(available, Decimal)
    units = [_to_units(want, digits) for want in wants]
    wanted = sum(units)
    left = min(_to_units(available, digits), wanted)
    parts = [divmod(left * want, wanted) if wanted else (0, 0) for want in units]
    shares = [whole for whole, _rest in parts]
    order = sorted(range(len(parts)), key=lambda index: (-parts[index][1], index))
    for index in order[: left - sum(shares)]:
        shares[index] += 1
    return [_from_units(value, digits, exact) for value in shares]


def cut(
    available,
    wants,
    rule="pro_rata",
    step=1,
    whole=True,
    owed=(),
    ranks=(),
    musts=(),
):
    """Say what each want keeps when there is too little for all, in whole packs.

    ``pro_rata``: in proportion; the packs that remain go to the largest remainders,
    raised by what each is still owed from earlier shortages, so that the same want is
    not always last. ``priority``: the highest rank is served first, in proportion
    within a rank. ``first_come``: in the order of the wants.

    :param available: the quantity there is
    :param wants: the quantities wanted, in the order they were asked
    :param step: what cannot be split: a pack, a piece
    :param whole: False when a rest smaller than a step may be given too
    :param owed: packs each want is owed from before, 0 when missing
    :param ranks: each want's rank, 0 when missing
    :param musts: whether a menu cannot do without; those are served before all others
    :return: the quantities kept, none above its want, their sum not above available

    >>> cut(12, [4, 4, 4, 4, 4])
    [3.0, 3.0, 2.0, 2.0, 2.0]
    >>> cut(12, [4, 4, 4, 4, 4], owed=[0, 0, 0.6, 0.6, 0.4])
    [2.0, 2.0, 3.0, 3.0, 2.0]
    >>> cut(12, [4, 4, 4, 4, 4], "first_come")
    [4.0, 4.0, 4.0, 0.0, 0.0]
    >>> cut(12, [4, 4, 4, 4, 4], "priority", ranks=[0, 0, 0, 0, 1])
    [2.0, 2.0, 2.0, 2.0, 4.0]
    >>> cut(12, [4, 4, 4, 4, 4], musts=[False, False, True])
    [2.0, 2.0, 4.0, 2.0, 2.0]
    >>> cut(12, [10, 10], step=5)
    [5.0, 5.0]
    >>> cut(12.5, [10, 10], step=0.1, whole=False)
    [6.3, 6.2]
    >>> cut(99, [10, 2.5], step=5)
    [10.0, 2.5]
    >>> cut(-3, [10])
    [0.0]
    """
    units = [_to_units(want, 3) for want in wants]
    step = max(_to_units(step, 3), 1)
    owed = [*owed, *[0] * (len(units) - len(owed))]
    ranks = [*ranks, *[0] * (len(units) - len(ranks))]
    musts = [*musts, *[False] * (len(units) - len(musts))]
    left = _to_units(available, 3)
    kept = [0] * len(units)
    for group in _get_cut_groups(rule, ranks, musts):
        parts = _cut_evenly(
            left, [units[i] for i in group], step, whole, [owed[i] for i in group]
        )
        for index, part in zip(group, parts, strict=True):
            kept[index] = part
        left -= sum(parts)
    return [_from_units(part, 3, False) for part in kept]


def _get_cut_groups(rule, ranks, musts):
    """Who is served together, the groups in the order in which they are served."""
    groups = []
    for must in (True, False):
        everyone = [index for index, value in enumerate(musts) if bool(value) is must]
        groups += _get_rule_groups(rule, ranks, everyone)
    return [group for group in groups if group]


def _get_rule_groups(rule, ranks, everyone):
    if rule == "first_come":
        return [[index] for index in everyone]
    if rule == "priority":
        levels = sorted({ranks[i] for i in everyone}, reverse=True)
        return [[i for i in everyone if ranks[i] == level] for level in levels]
    return [everyone]


def _cut_evenly(available, wants, step, whole, owed):
    """Share units in proportion and in steps; see :func:`cut`."""
    wanted = sum(wants)
    if available >= wanted:
        return list(wants)
    kept = [available * want // (wanted * step) * step for want in wants]
    rests = [
        (available * want - part * wanted) / (wanted * step)
        for want, part in zip(wants, kept, strict=True)
    ]
    order = sorted(range(len(wants)), key=lambda i: (-(rests[i] + owed[i]), i))
    left = available - sum(kept)
    while left:
        before = left
        for index in order:
            part = min(step, wants[index] - kept[index])
            if part <= left:
                kept[index] += part
                left -= part
        if left == before:
            break
    if not whole:
        for index in order:
            part = min(left, wants[index] - kept[index])
            kept[index] += part
            left -= part
    return kept


def first_expired_first_out(lots, wants, digits=3):
    """Say from which lot each want is served, the earliest expiry first.

    Wants are served in their order, lots in the order of their expiry (the ones that
    never expire last, equal ones in their order). A want may take from several lots;
    no lot gives more than it holds; a want that finds nothing is not in the result.

    :param lots: ``[(lot, expiry or None, quantity)]``
    :param wants: ``[(want, quantity)]``
    :return: ``[(want, lot, quantity)]``, quantities above zero

    >>> lots = [("b", 20261202, 3.0), ("never", None, 9.0), ("a", 20261130, 2.5)]
    >>> first_expired_first_out(lots, [("school", 4.0), ("shop", 2.0)])
    [('school', 'a', 2.5), ('school', 'b', 1.5), ('shop', 'b', 1.5), \
('shop', 'never', 0.5)]
    """
    exact = any(isinstance(quantity, Decimal) for _lot, _expiry, quantity in lots)
    ordered = sorted(lots, key=lambda lot: (not lot[1], lot[1] or 0))
    stock = [[lot, _to_units(quantity, digits)] for lot, _expiry, quantity in ordered]
    taken = []
    position = 0
    for want, quantity in wants:
        missing = _to_units(quantity, digits)
        while missing and position < len(stock):
            lot, left = stock[position]
            units = min(missing, left)
            if units:
                taken.append((want, lot, _from_units(units, digits, exact)))
                missing -= units
                stock[position][1] -= units
            if not stock[position][1]:
                position += 1
    return taken


def _to_units(quantity, digits):
    """Whole units of the last decimal, rounded down, never negative."""
    if isinstance(quantity, float):
        # a float is worth its shortest writing: 0.1 + 0.2 is 0.3
        quantity = round(quantity, digits + 6)
    units = Decimal(str(quantity)).scaleb(digits).to_integral_value(ROUND_FLOOR)
    return max(int(units), 0)


def _from_units(units, digits, exact):
    value = Decimal(units).scaleb(-digits)
    return value if exact else float(value)
