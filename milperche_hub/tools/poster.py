"""How large the words of a poster may be, so that it fills one page and no more."""

from math import ceil

LARGEST, SMALLEST = 27, 9
#: of the page, in pixels: a line of text, all lines together
WIDTH, HEIGHT = 600, 640
#: of a letter's size: its width (bold, regular), a line, the space between two farms
BOLD, REGULAR, LINE, SPACE = 0.56, 0.5, 1.3, 0.8


def choose_size(entries):
    """The largest size of letters, in pixels, at which all entries fit on a page.

    :param entries: ``[(bold text, regular text)]``, each on lines of its own

    >>> choose_size([("Carotte", "de la ferme, 12 km")])
    27
    >>> choose_size([("Carotte", "de la ferme, 12 km")] * 12) < 27
    True
    >>> choose_size([("Carotte " * 100, "de la ferme")] * 100)
    9
    """
    sizes = range(LARGEST, SMALLEST, -1)
    return next(
        (size for size in sizes if get_height(entries, size) <= HEIGHT), SMALLEST
    )


def get_height(entries, size):
    """Pixels that the entries take at a size."""
    lines = sum(
        max(1, ceil(len(text) * share * size / WIDTH))
        for entry in entries
        for text, share in zip(entry, (BOLD, REGULAR), strict=True)
    )
    return lines * LINE * size + len(entries) * SPACE * size
