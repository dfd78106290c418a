from collections import defaultdict

from odoo import models
from odoo.fields import Domain

from ..tools.lots import name_variant


class StockMoveLine(models.Model):
    """The lots of a drop-off name themselves: producer, day and, if need be, a number.

    Two rows of one product are two lots when the producer's own lot or the
    best-before differs.
    """

    _inherit = "stock.move.line"

    def _get_known_lots_domain(self):
        names = {line.lot_name or line.picking_id._get_lot_name() for line in self}
        return (
            Domain("product_id", "in", self.product_id.ids)
            & Domain.OR(
                Domain("name", "=", name) | Domain("name", "=like", f"{name}-%")
                for name in sorted(names)
            )
            & Domain("company_id", "in", [False, *self.company_id.ids])
        )

    def _name_lots(self, known):
        """Name the lot of each line.

        :param known: the lots that exist already
        :return: ``{line: (product, name)}``
        """
        traits = defaultdict(dict)
        for lot in known:
            traits[lot.product_id][lot.name] = self._get_lot_traits(lot)
        keys = {}
        for line in self:
            name = line.lot_name
            if not name:
                own = self._get_lot_traits(line)
                base = line.picking_id._get_lot_name()
                name = name_variant(base, own, traits[line.product_id])
                traits[line.product_id][name] = own
            keys[line] = (line.product_id, name)
        return keys

    def _get_lot_traits(self, record):
        """What tells two lots of one product and day apart, of a lot or a line."""
        day = record.expiration_date
        return (record.hub_producer_lot or "", day and day.date())
