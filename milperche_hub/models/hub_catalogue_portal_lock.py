from odoo import api, fields, models


class HubCatalogue(models.Model):
    """Earlier cut-offs: the line locks, its producer hears of it, the order goes on."""

    _inherit = "hub.catalogue"

    @api.model
    def _lock_due_offers(self, now):
        """Ask the producers for what is ordered of the offers that just locked.

        Due and not done: each offer once, whatever the worker missed.
        """
        offers = self.env["hub.offer"].search(
            [
                ("catalogue_id.state", "=", "open"),
                ("date_lock", "<=", now),
                ("date_locked", "=", False),
            ],
            order="date_lock, id",
        )
        for catalogue, due in offers.grouped("catalogue_id").items():
            catalogue._plan_locked_offers(due)

    def _plan_locked_offers(self, offers):
        self.ensure_one()
        wanted = {
            offer.product_id: offer.quantity_taken - self._get_shelf_quantity(offer)
            for offer in offers
        }
        dropoffs = self._create_dropoffs(
            {
                product: quantity
                for product, quantity in wanted.items()
                if product.uom_id.compare(quantity, 0.0) > 0
            }
        )
        offers.date_locked = fields.Datetime.now()
        self._tell_producers(self._get_step("producers"))
        return dropoffs

    def _get_shelf_quantity(self, offer):
        """What of the producer's goods already lies in the hub, free."""
        location = self._get_warehouse().lot_stock_id
        return max(offer.product_id.with_context(location=location.id).free_qty, 0.0)

    def _get_portal_refusals(self, client, offers):
        refused = super()._get_portal_refusals(client, offers)
        for offer in offers:
            if offer not in refused and offer._is_locked():
                refused[offer] = offer._get_lock_sentence()
        return refused
