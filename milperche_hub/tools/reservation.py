"""Reserving or moving a lot once for many deliveries."""

from collections import defaultdict


class ReservationCollector:
    """Stand-in for the quant that core updates once per move line created.

    Core asks the ``reserved_quant`` of the context to reserve each new line;
    this one only adds up, so that the caller reserves each lot once.

    >>> collector = ReservationCollector()
    >>> collector._update_reserved_quantity("carrot", "stock", 2.5, lot_id="A")
    >>> collector._update_reserved_quantity("carrot", "stock", 1.0, lot_id="A")
    >>> collector.totals
    {('carrot', 'stock', 'A', None, None): 3.5}
    """

    def __init__(self):
        self._totals = defaultdict(float)

    @property
    def totals(self):
        """``{(product, location, lot, package, owner): quantity}``"""
        return dict(self._totals)

    def _update_reserved_quantity(
        self,
        product,
        location,
        quantity,
        lot_id=None,
        package_id=None,
        owner_id=None,
        strict=True,
    ):
        self._totals[product, location, lot_id, package_id, owner_id] += quantity


class QuantLedger:
    """Adds up what many move lines take from and bring to each lot in stock.

    Keeps the first line of each entry: the one that posts it.

    >>> ledger = QuantLedger()
    >>> ledger.add("line 1", ("carrot", "stock", "A"), -2.5)
    >>> ledger.add("line 2", ("carrot", "stock", "A"), -1.0)
    >>> ledger.entries
    [('line 1', ('carrot', 'stock', 'A'), -3.5)]
    """

    def __init__(self):
        self._lines = {}
        self._totals = defaultdict(float)

    @property
    def entries(self):
        """``[(first line, key, quantity)]`` in the order they came."""
        return [(line, key, self._totals[key]) for key, line in self._lines.items()]

    def add(self, line, key, quantity):
        self._lines.setdefault(key, line)
        self._totals[key] += quantity
