"""What a client usually orders, read from its last orders. Plain Python."""

from statistics import median

ORDERS_READ = 8
"""How many past orders are looked at: about two months."""


def usual_quantity(quantities, orders, step=0.0):
    """The quantity a client usually takes of one product; 0 when it is no habit.

    A habit is what at least half of the last orders asked for, and two of them at
    least. The usual quantity is the median, in whole packs.

    :param list quantities: what was ordered, one number per order that had any
    :param int orders: how many orders were looked at
    :param float step: what the product is sold by; 0 when by any quantity

    >>> usual_quantity([10, 20, 10, 10], 5, 10)
    10
    >>> usual_quantity([10], 1)
    0.0
    >>> usual_quantity([10, 10], 5)
    0.0
    >>> usual_quantity([2, 3], 4, 2)
    2
    >>> usual_quantity([4, 12], 2, 5)
    10
    """
    asked = [quantity for quantity in quantities if quantity > 0]
    if len(asked) < 2 or 2 * len(asked) < orders:
        return 0.0
    middle = median(asked)
    if not step:
        return round(middle, 3)
    return max(round(middle / step), 1) * step
