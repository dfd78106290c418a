"""How much to buy for so many guests. Plain Python."""

from decimal import ROUND_CEILING, Decimal


def gross_kg(guests, grams, ratio=1.0, inedible=0.0, safety=0.0):
    """Kilograms to buy so that each guest is served ``grams``.

    :param float guests: how many eat
    :param float grams: what each is served, cooked or raw as the dish is
    :param float ratio: cooked weight ÷ raw edible weight; 1 for what is eaten raw
    :param float inedible: percent of the raw food that is peeled away
    :param float safety: percent more, to be on the safe side

    >>> round(gross_kg(200, 100, 0.856, 10), 2)
    25.96
    >>> round(gross_kg(200, 70, 1, 10), 2)
    15.56
    >>> round(gross_kg(120, 150, 0.856, 20), 2)
    26.29
    >>> round(gross_kg(200, 70, 0.792), 2)
    17.68
    >>> round(gross_kg(200, 170, 2.33), 2)
    14.59
    >>> round(gross_kg(150, 120, 0.856, 10), 2)
    23.36
    """
    edible = ratio * (1 - inedible / 100)
    return guests * grams / 1000 / edible * (1 + safety / 100)


def in_packs(quantity, pack):
    """The quantity rounded up to whole packs; as it is when there is no pack.

    >>> in_packs(25.96, 10)
    30.0
    >>> in_packs(20.0, 10)
    20.0
    >>> in_packs(0.301, 0)
    0.301
    """
    if not pack:
        return float(Decimal(str(quantity)).quantize(Decimal("0.001"), ROUND_CEILING))
    whole = Decimal(str(round(quantity, 6))) / Decimal(str(pack))
    return float(whole.to_integral_value(ROUND_CEILING) * Decimal(str(pack)))
