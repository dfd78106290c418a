"""Filling crates for a client, so that each label says what is inside."""

from math import floor


def fill(items, capacity):
    """Put items into crates of ``capacity`` kg, cold ones apart.

    Items keep their order. A pack or a piece is never cut; what weighs more than a
    crate has one of its own.

    :param items: ``[(key, is_cold, quantity, weight of one unit, step)]``; ``step``
        is the quantity that is not cut: a pack, a piece, or 0 for loose goods
    :return: ``[(is_cold, [(key, quantity)])]``, the cold crates last

    >>> fill([("carrot", False, 20.0, 1.0, 10.0), ("leek", False, 1.5, 1.0, 0)], 12)
    [(False, [('carrot', 10.0)]), (False, [('carrot', 10.0), ('leek', 1.5)])]
    >>> fill([("yogurt", True, 48, 0.125, 1), ("oil", False, 2, 0.0, 1)], 4)
    [(False, [('oil', 2)]), (True, [('yogurt', 32)]), (True, [('yogurt', 16)])]
    >>> fill([("beef", True, 14.2, 1.0, 0)], 12)
    [(True, [('beef', 12.0)]), (True, [('beef', 2.2)])]
    >>> fill([("ham", True, 2, 15.0, 1), ("egg", True, 6, 0.06, 1)], 12)
    [(True, [('ham', 1)]), (True, [('ham', 1)]), (True, [('egg', 6)])]
    >>> fill([], 12)
    []
    """
    crates = []
    for is_cold in (False, True):
        content, room = [], capacity
        for key, cold, quantity, weight, step in items:
            if bool(cold) != is_cold:
                continue
            left = quantity
            while left > 1e-9:
                part = _get_part(left, weight, step, room)
                if not part:
                    if content:
                        crates.append((is_cold, content))
                        content, room = [], capacity
                        continue
                    part = min(left, step or left)
                content.append((key, round(part, 3)))
                room -= part * weight
                left = round(left - part, 6)
        if content:
            crates.append((is_cold, content))
    return crates


def _get_part(left, weight, step, room):
    """How much of what is left goes into the room left in a crate, in kg."""
    if weight * left <= room + 1e-9:
        return left
    # loose goods are cut to the gram, and no crate is opened for less than ten
    grain = step or 0.001
    least = 0.0 if step else 0.01
    if room <= least:
        return 0
    return floor((room + 1e-9) / (weight * grain)) * grain
