from odoo import models


class SaleOrder(models.Model):
    """Which orders fell into a producer's pause."""

    _inherit = "sale.order"

    def _get_paused_orders(self, producers):
        """The orders whose goods could not come, as their producer paused.

        :param producers: ``res.partner`` records, or a set of them.
        :return: ``{producer: orders}``, no order for a producer that never paused.
        """
        days = {
            order: order.catalogue_id._to_local(order.catalogue_id.date_dropoff).date()
            for order in self
            if order.catalogue_id.date_dropoff
        }
        away = {}
        for producer in producers:
            pauses = producer.sudo().hub_pause_ids
            paused = [
                o.id for o, d in days.items() if any(p._covers(d) for p in pauses)
            ]
            away[producer] = self.browse(paused)
        return away
