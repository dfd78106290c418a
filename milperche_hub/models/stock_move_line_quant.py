from odoo import models
from odoo.tools import OrderedSet

from ..tools.reservation import QuantLedger


class StockMoveLine(models.Model):
    """Moving a lot once for all the hub's transfers validated together.

    Core updates three stock rows per move line, each after a lock: 320 deliveries of
    15 lines do it 14,400 times on 170 lots. Here the lines are added up, then each
    lot is updated by core's own method: same rows, same quantities, same dates.
    """

    _inherit = "stock.move.line"

    def _action_done(self):
        if not all(line.picking_id.hub_role for line in self):
            return super()._action_done()
        ledger = QuantLedger()
        lines = self.with_context(hub_quant_ledger=ledger)
        result = super(StockMoveLine, lines)._action_done()
        self._post_quants(ledger)
        return result

    def _synchronize_quant(
        self, quantity, location, action="available", in_date=False, **quants_value
    ):
        ledger = self.env.context.get("hub_quant_ledger")
        if ledger is None:
            return super()._synchronize_quant(
                quantity, location, action=action, in_date=in_date, **quants_value
            )
        key = (
            action,
            location,
            quantity < 0,
            self.product_id,
            quants_value.get("lot", self.lot_id),
            quants_value.get("package", self.package_id),
            quants_value.get("owner", self.owner_id),
            self.package_id,
        )
        ledger.add(self, key, quantity)
        return 0.0, False

    def _post_quants(self, ledger):
        """Post what was added up: reservations, then what leaves, then what arrives.

        What arrives takes the entry date of what leaves, as in core. When more
        leaves than was there, other deliveries give their reservation back.
        """
        dates = {}
        ours = OrderedSet(self.ids)
        entries = sorted(
            ledger.entries,
            key=lambda entry: (entry[1][0] != "reserved", not entry[1][2]),
        )
        for line, key, quantity in entries:
            action, location, leaves, product, lot, package, owner, source_package = key
            line = line.with_context(hub_quant_ledger=None)
            source = (product, lot, owner, source_package)
            left, in_date = line._synchronize_quant(
                quantity,
                location,
                action=action,
                in_date=False if leaves else dates.get(source, False),
                lot=lot,
                package=package,
                owner=owner,
            )
            if action == "available" and leaves:
                dates[source] = min(
                    filter(None, [dates.get(source), in_date]), default=False
                )
                if left < 0:
                    line.with_context(quants_cache=None)._free_reservation(
                        product,
                        location,
                        abs(left),
                        lot_id=lot,
                        package_id=package,
                        owner_id=owner,
                        ml_ids_to_ignore=OrderedSet(ours),
                    )
