"""A map of communes, drawn from their coordinates: no tiles, no network."""

from math import cos, radians, sqrt
from xml.sax.saxutils import escape

MARGIN = 50
SMALLEST, LARGEST = 4.0, 22.0
#: of a name: width of a letter, height
LETTER, LINE = 4.7, 10.0


def draw_map(places, hub=None, width=700, height=420):
    """Return an SVG of places: what was sold from them, what was bought there.

    The area of a disc is the amount; the larger names stand beside.

    :param places: ``[(name, (latitude, longitude), sold, bought)]``
    :param hub: the hub's own point, marked by a square

    >>> draw_map([]).startswith("<svg")
    True
    >>> "&lt;b&gt;" in draw_map([("<b>", (48.4, 0.9), 10.0, 0.0)])
    True
    """
    points = [point for _name, point, *_rest in places] + ([hub] if hub else [])
    project = _get_projection(points, width, height)
    top = max((max(sold, bought) for _n, _p, sold, bought in places), default=0) or 1
    discs, texts, taken = [], [], []
    if hub:
        x, y = project(hub)
        texts.append(
            f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"'
            ' fill="#b23b1f" stroke="#fff"/>'
        )
        taken.append((x - 6, y - 6, x + 6, y + 6))
    for name, point, sold, bought in sorted(places, key=lambda p: -max(p[2:])):
        x, y = project(point)
        for amount, colour in ((bought, "#1f6fb2"), (sold, "#2e7d32")):
            if amount > 0:
                discs.append(_disc(x, y, _radius(amount, top), colour))
        box = _place(name, x, y, _radius(max(sold, bought), top), taken, width)
        taken.append(box)
        texts.append(_label((box[0] + box[2]) / 2, box[3] - 2, name))
    shapes = discs + texts
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#f6f5ef"/>'
        f"{''.join(shapes)}</svg>"
    )


def _get_projection(points, width, height):
    """Longitude shrunk by the latitude, both scaled alike into the frame."""
    if not points:
        return lambda point: (width / 2, height / 2)
    north, south = max(p[0] for p in points), min(p[0] for p in points)
    east, west = max(p[1] for p in points), min(p[1] for p in points)
    shrink = cos(radians((north + south) / 2))
    scale = min(
        (width - 2 * MARGIN) / max((east - west) * shrink, 0.02),
        (height - 2 * MARGIN) / max(north - south, 0.02),
    )

    def project(point):
        x = width / 2 + (point[1] - (east + west) / 2) * shrink * scale
        y = height / 2 - (point[0] - (north + south) / 2) * scale
        return x, y

    return project


def _radius(amount, top):
    return max(SMALLEST, LARGEST * sqrt(amount / top))


def _disc(x, y, radius, colour):
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"'
        ' fill-opacity="0.55" stroke="#fff"/>'
    )


def _place(name, x, y, radius, taken, width):
    """Where a name stands beside its disc: where it covers other names least.

    :return: its box, ``(left, top, right, bottom)``

    >>> below = _place("Igé", 50, 50, 10, [], 100)
    >>> below[1] > 50
    True
    >>> above = _place("Igé", 50, 50, 10, [below], 100)
    >>> above[3] < 50
    True
    """
    wide, high = LETTER * len(name), LINE
    centres = [
        (x, y + radius + high / 2 + 1),
        (x, y - radius - high / 2 - 1),
        (x + radius + wide / 2 + 2, y),
        (x - radius - wide / 2 - 2, y),
        (x, y + radius + 3 * high / 2 + 1),
        (x, y - radius - 3 * high / 2 - 1),
        (x, y),
    ]
    boxes = [
        (cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2)
        for cx, cy in centres
    ]
    inside = [box for box in boxes if box[0] >= 0 and box[2] <= width] or boxes
    return min(inside, key=lambda box: sum(_overlap(box, other) for other in taken))


def _overlap(box, other):
    """Area that two boxes share."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    return max(wide, 0) * max(high, 0)


def _label(x, y, name):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="9" text-anchor="middle"'
        f' font-family="sans-serif" fill="#222">{escape(name)}</text>'
    )
