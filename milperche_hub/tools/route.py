"""The order of stops, the hours and the cost of a run; free of the database.

Places are ``(latitude, longitude)`` or None when unknown. Hours are decimal hours of
the day, distances kilometres by road: the straight line times a road factor.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import PackageNotFoundError, version

from .distance import haversine_km

MAX_PASSES = 50
PYVRP = "0.14"  # its interface changes from one version to the next
DAY = 24 * 3600


@dataclass(frozen=True)
class Stop:
    """One address: where, how long it takes, when it takes deliveries."""

    place: tuple | None
    minutes: float = 10.0
    opens: float | None = None
    closes: float | None = None


@dataclass(frozen=True)
class Roads:
    """How straight lines become kilometres and hours."""

    factor: float = 1.3
    speed: float = 50.0


@dataclass
class Leg:
    """What a run does at one stop: ``km`` None when a place is unknown."""

    km: float | None
    arrival: float
    start: float
    leaves: float
    late: float = 0.0


@dataclass
class Plan:
    """A run: its legs in order, and the way back."""

    legs: list = field(default_factory=list)
    km: float = 0.0
    hours: float = 0.0
    unknown: int = 0


def road_km(a, b, roads):
    """Kilometres between two places, None when one is unknown.

    >>> road_km((48.4326, 0.8874), (48.5206, 0.5475), Roads(factor=1.0)).__round__(1)
    26.9
    >>> road_km(None, (48.5, 0.5), Roads()) is None
    True
    """
    if a is None or b is None:
        return None
    return haversine_km(*a, *b) * roads.factor


def schedule(depot, stops, start, roads):
    """Hours of a run through stops in the order given.

    A van that comes before the window waits; one that comes after it is late.

    :return: :class:`Plan`; an unknown place costs neither km nor hours, and is counted.

    >>> there, here = (48.5, 0.9), (48.5, 0.9)
    >>> plan = schedule(here, [Stop(there, minutes=30, opens=9.0)], 8.0, Roads())
    >>> [(leg.arrival, leg.start, leg.leaves) for leg in plan.legs]
    [(8.0, 9.0, 9.5)]
    >>> schedule(here, [Stop(there, closes=7.5)], 8.0, Roads()).legs[0].late
    0.5
    """
    plan, place, hour = Plan(), depot, start
    for stop in stops:
        km = road_km(place, stop.place, roads)
        hour += (km or 0.0) / roads.speed
        begins = max(hour, stop.opens) if stop.opens is not None else hour
        late = max(0.0, begins - stop.closes) if stop.closes is not None else 0.0
        leaves = begins + stop.minutes / 60
        plan.legs.append(Leg(km, hour, begins, leaves, late))
        plan.km += km or 0.0
        plan.unknown += km is None
        place, hour = stop.place or place, leaves
    back = road_km(place, depot, roads) if stops else 0.0
    plan.km += back or 0.0
    plan.hours = hour + (back or 0.0) / roads.speed - start
    return plan


def propose(depot, stops, start, roads):
    """A good order of stops: no window missed if possible, then few kilometres.

    Uses pyvrp when it is installed, else a local search; never returns an order
    worse than the one given. Stops whose place is unknown come last, in their order.

    :return: list of indexes into ``stops``.

    >>> line = [Stop((48.0, 0.1 * step)) for step in (3, 1, 2)]
    >>> propose((48.0, 0.0), line, 8.0, Roads())
    [1, 2, 0]
    >>> early = [Stop((48.0, 0.1)), Stop((48.0, 0.3), closes=8.5)]
    >>> propose((48.0, 0.0), early, 8.0, Roads())
    [1, 0]
    """
    known = [i for i, stop in enumerate(stops) if stop.place is not None]
    rest = [i for i, stop in enumerate(stops) if stop.place is None]
    if depot is None or len(known) < 2:
        return list(range(len(stops)))

    def cost(order):
        return _cost(depot, [stops[i] for i in order], start, roads)

    candidates = [known, _nearest_first(depot, stops, known)]
    if has_pyvrp():
        solved = _solve(depot, [stops[i] for i in known], start, roads)
        candidates.append([known[i] for i in solved])
    best = min((_improve(order, cost) for order in candidates), key=cost)
    return best + rest


def _cost(depot, stops, start, roads):
    plan = schedule(depot, stops, start, roads)
    late = sum(leg.late for leg in plan.legs)
    return (round(late, 6), round(plan.km, 6))


def _nearest_first(depot, stops, indexes):
    order, left, place = [], set(indexes), depot
    while left:
        nearest = min(left, key=lambda i: (haversine_km(*place, *stops[i].place), i))
        order.append(nearest)
        left.remove(nearest)
        place = stops[nearest].place
    return order


def _improve(order, cost):
    """Reverse stretches and move single stops for as long as it helps."""
    best, best_cost = list(order), cost(order)
    for __ in range(MAX_PASSES):
        neighbour = min(_neighbours(best), key=cost, default=best)
        if cost(neighbour) >= best_cost:
            return best
        best, best_cost = neighbour, cost(neighbour)
    return best


def _neighbours(order):
    size = len(order)
    for i in range(size):
        for j in range(i + 2, size + 1):
            yield order[:i] + order[i:j][::-1] + order[j:]
        rest = order[:i] + order[i + 1 :]
        for j in range(size):
            if j != i:
                yield [*rest[:j], order[i], *rest[j:]]


def has_pyvrp():
    """Whether the version of pyvrp is there whose interface this module speaks.

    >>> has_pyvrp() in (True, False)
    True
    """
    try:
        return version("pyvrp").startswith(PYVRP)
    except PackageNotFoundError:
        return False


def _solve(depot, stops, start, roads):
    """The order that pyvrp finds; metres and seconds, as it wants whole numbers."""
    from pyvrp import Model
    from pyvrp.stop import MaxIterations

    model = Model()
    places = [depot, *(stop.place for stop in stops)]
    nodes = [model.add_location(lon, lat) for lat, lon in places]
    model.add_depot(nodes[0])
    for node, stop in zip(nodes[1:], stops, strict=True):
        closes = DAY if stop.closes is None else _seconds(stop.closes - start)
        opens = 0 if stop.opens is None else _seconds(stop.opens - start)
        model.add_client(
            node,
            service_duration=round(stop.minutes * 60),
            tw_early=min(opens, closes),
            tw_late=closes,
        )
    model.add_vehicle_type(1)
    for i, a in enumerate(nodes):
        for j, b in enumerate(nodes):
            km = road_km(places[i], places[j], roads)
            model.add_edge(a, b, round(km * 1000), round(km / roads.speed * 3600))
    best = model.solve(MaxIterations(300), seed=1, display=False).best
    order = [
        visit.idx for route in best.routes() for visit in route if visit.is_client()
    ]
    whole = range(len(stops))
    return order if sorted(order) == list(whole) else list(whole)


def _seconds(hours):
    return max(0, round(hours * 3600))


def split_cost(depot, stops, start, roads, km_price, hour_price):
    """What each stop costs: the run's cost, shared by distance and detour.

    A place weighs the detour it causes, what the run would save without it, plus its
    distance from the hub: on the way is cheap, far is not free. The stops of one place
    share its weight; each adds its own unloading. Shares are rounded to the cent by
    largest remainder, so they add up.

    :return: ``(total, [cost of each stop])`` as ``Decimal``.

    >>> home = (48.0, 0.0)
    >>> stops = [Stop((48.0, 0.1)), Stop((48.0, 0.4)), Stop((48.0, 0.4))]
    >>> total, costs = split_cost(home, stops, 8.0, Roads(), 0.5, 12.0)
    >>> sum(costs) == total, costs[0] < costs[1] == costs[2]
    (True, True)
    >>> split_cost(home, [], 8.0, Roads(), 0.5, 12.0)
    (Decimal('0.00'), [])
    """
    whole = schedule(depot, stops, start, roads)
    total = _euros(whole.km * km_price + whole.hours * hour_price)
    shared = {}
    for place in {stop.place for stop in stops}:
        others = [stop for stop in stops if stop.place != place]
        saved = whole.km - schedule(depot, others, start, roads).km
        km = max(0.0, saved) + (road_km(depot, place, roads) or 0.0)
        shared[place] = km / (len(stops) - len(others))
    weights = [
        shared[stop.place] * (km_price + hour_price / roads.speed)
        + stop.minutes / 60 * hour_price
        for stop in stops
    ]
    return total, _spread(total, weights)


def _euros(amount):
    return Decimal(str(round(amount, 6))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _spread(total, weights):
    """Shares of ``total`` in cents, by weight; the odd cents to the largest rests."""
    if not weights:
        return []
    weights = [Decimal(str(round(weight, 9))) for weight in weights]
    if not sum(weights):
        weights = [Decimal(1)] * len(weights)
    cents = int(total * 100)
    exact = [cents * weight / sum(weights) for weight in weights]
    shares = [int(share) for share in exact]
    rests = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in rests[: cents - sum(shares)]:
        shares[i] += 1
    return [Decimal(share) / 100 for share in shares]
