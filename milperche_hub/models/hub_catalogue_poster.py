from datetime import timedelta

from odoo import models

from .res_partner_egalim import CANTEEN_KINDS


class HubCatalogue(models.Model):
    """One poster per canteen of a week, printed together."""

    _inherit = "hub.catalogue"

    def _get_posters(self):
        """``[(canteen, what it ate)]`` of the week of the first delivery."""
        self.ensure_one()
        monday = self.date_delivery - timedelta(days=self.date_delivery.weekday())
        clients = self.order_ids.partner_id.commercial_partner_id.sorted("name")
        canteens = clients.filtered(lambda c: c.hub_client_kind in CANTEEN_KINDS)
        posters = [
            (canteen, canteen._get_eaten_in_its_words(monday)) for canteen in canteens
        ]
        return [(canteen, eaten) for canteen, eaten in posters if eaten["producers"]]
