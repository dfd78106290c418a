"""Reserving a lot once for many deliveries."""

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
