"""Which delivered lines an invoice line bills, and what each of them is worth.

Plain Python, no database. One order line may be delivered, returned and corrected
several times, and invoiced in one line or in several; the cent of each is found here.
"""


def match(deliveries, invoiced, digits=3):
    """Share deliveries of one order line out among its invoice lines.

    An invoice line takes the delivery of its own quantity, else all that is left when
    they add up to it, else the first ones that do.

    :param deliveries: ``[(key, quantity)]`` in the order of their days, a return
        being negative
    :param invoiced: ``[(key, quantity)]``, a credit note being negative
    :return: ``([(invoice key, [delivery keys])], [keys left])``

    >>> match([("m", 10)], [("i", 10)])
    ([('i', ['m'])], [])

    Returned before the invoice, or after it:

    >>> match([("m", 10), ("r", -2)], [("i", 8)])
    ([('i', ['m', 'r'])], [])
    >>> match([("m", 10), ("r", -2)], [("i", 10), ("c", -2)])
    ([('i', ['m']), ('c', ['r'])], [])

    Two deliveries on one invoice, a third one that waits:

    >>> match([("a", 6), ("b", 4), ("c", 3)], [("i", 10)])
    ([('i', ['a', 'b'])], ['c'])
    >>> match([("a", 6)], [("i", 5)])
    ([], ['a'])
    """
    left = [(key, round(quantity, digits)) for key, quantity in deliveries]
    ties = []
    for invoice, quantity in invoiced:
        taken = _take(left, round(quantity, digits), digits)
        if taken:
            ties.append((invoice, [key for key, _quantity in taken]))
            left = [item for item in left if item not in taken]
    return ties, [key for key, _quantity in left]


def _take(left, wanted, digits):
    for item in left:
        if item[1] == wanted:
            return [item]
    if round(sum(quantity for _key, quantity in left), digits) == wanted:
        return list(left)
    total = 0.0
    for rank, (_key, quantity) in enumerate(left):
        total = round(total + quantity, digits)
        if total == wanted:
            return left[: rank + 1]
    return []


def telescope(quantities, amount, before=0.0):
    """Worth of each delivery, so that together they are worth what an invoice says.

    Half of 4.725 kg at 13.00 is 30.71, twice that 61.42; the invoice says 61.43, and
    so do these two:

    :param quantities: signed quantities in the order of their days
    :param amount: function of a quantity, rounded to the cent
    :param before: quantity already counted that the same invoice line will bill

    >>> def price(quantity):
    ...     return int(quantity * 1300 + 0.5 + 1e-9) / 100
    >>> telescope([2.3625, 2.3625], price)
    [30.71, 30.72]
    >>> telescope([2.3625], price, before=2.3625)
    [30.72]
    """
    worths = []
    total = before
    for quantity in quantities:
        worth = amount(total + quantity) - (amount(total) if total else 0.0)
        worths.append(round(worth, 2))
        total += quantity
    return worths
