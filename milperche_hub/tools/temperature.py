"""Temperatures as people type them."""

LOWEST, HIGHEST = -40.0, 60.0


def parse_celsius(text):
    """Degrees of what was typed; None when nothing was.

    Kept as text where it is typed: in a number, "not read" would be 0 °C.

    :raise ValueError: not a temperature a thermometer of a hub can show

    >>> parse_celsius("3,5")
    3.5
    >>> parse_celsius(" -18 °C ")
    -18.0
    >>> parse_celsius("") is None
    True
    >>> parse_celsius("nan")
    Traceback (most recent call last):
        ...
    ValueError: nan
    """
    text = (text or "").upper().replace("°", "").replace("C", "").strip()
    if not text:
        return None
    degrees = float(text.replace(",", ".").replace("−", "-"))
    if not LOWEST <= degrees <= HIGHEST:
        raise ValueError(text.lower())
    return degrees
