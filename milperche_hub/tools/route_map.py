"""A run drawn from coordinates, without any map server: an SVG of its stops."""

from math import cos, radians

from markupsafe import Markup, escape

WIDTH, HEIGHT, MARGIN = 640, 420, 46


def draw(depot, stops):
    """SVG of a run, empty without two known places.

    :param depot: ``(latitude, longitude)`` or None.
    :param stops: list of ``(name, place or None)`` in order.

    >>> drawn = draw((48.0, 0.5), [("A & B", (48.1, 0.6)), ("C", None)])
    >>> "A &amp; B" in drawn, drawn.count("<circle")
    (True, 1)
    >>> draw(None, [])
    Markup('')
    """
    known = [(n, name, p) for n, (name, p) in enumerate(stops, 1) if p is not None]
    places = ([depot] if depot else []) + [place for __, __, place in known]
    if len(places) < 2:
        return Markup("")
    project = _projection(places)
    way = [project(place) for place in places] + ([project(depot)] if depot else [])
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in way)
    parts = [Markup('<polyline points="{}" class="way"/>').format(points)]
    for number, name, place in known:
        x, y = project(place)
        parts.append(_stop(number, name, x, y))
    if depot:
        x, y = project(depot)
        parts.append(
            Markup('<rect x="{:.1f}" y="{:.1f}" width="16" height="16"/>').format(
                x - 8, y - 8
            )
        )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="o_hub_route" role="img"'
        ' viewBox="0 0 {} {}">{}</svg>'
    ).format(WIDTH, HEIGHT, Markup("").join(parts))


def _stop(number, name, x, y):
    side = "end" if x > WIDTH * 0.7 else "start"
    shift = -15 if side == "end" else 15
    return Markup(
        '<circle cx="{:.1f}" cy="{:.1f}" r="11"/>'
        '<text x="{:.1f}" y="{:.1f}" class="number">{}</text>'
        '<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>'
    ).format(x, y, x, y + 4, number, x + shift, y + 4, side, escape(_short(name)))


def _short(name):
    return name if len(name) <= 28 else f"{name[:27]}…"


def _projection(places):
    """Flat coordinates on the sheet, north up, one scale for both directions."""
    middle = sum(lat for lat, __ in places) / len(places)
    flat = [(lon * cos(radians(middle)), -lat) for lat, lon in places]
    left, top = min(x for x, __ in flat), min(y for __, y in flat)
    wide = max(x for x, __ in flat) - left or 1e-9
    high = max(y for __, y in flat) - top or 1e-9
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    dx = (WIDTH - scale * wide) / 2
    dy = (HEIGHT - scale * high) / 2

    def project(place):
        lat, lon = place
        x, y = lon * cos(radians(middle)), -lat
        return dx + (x - left) * scale, dy + (y - top) * scale

    return project
