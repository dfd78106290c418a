from odoo import models


class HubOffer(models.Model):
    """The same as last week."""

    _inherit = "hub.offer"

    def _repeat(self, before):
        """Offer as much as ``before``, the offer of the week before."""
        self.ensure_one()
        if before.on_demand:
            self.on_demand = True
            return
        quantity = before._get_usual_quantity()
        self.write({"on_demand": False, "quantity_offered": quantity})

    def _get_usual_quantity(self):
        """What was offered before any shortage lowered it."""
        return self.quantity_offered

    def _get_availability_values(self, before):
        """One row of the board and of the producer's page.

        :param before: this product's offer of the week before; may be empty.
        """
        self.ensure_one()
        text = self.env["hub.catalogue"]._format_portal_quantity
        product = self.product_id
        return {
            "offer_id": self.id,
            "product_id": product.id,
            "name": product.name,
            "details": product.hub_calibre or "",
            "unit": self.uom_id._get_hub_name(),
            "step": self._get_portal_step(),
            "quantity": self.quantity_offered,
            "quantity_text": ""
            if self.on_demand
            else text(self.quantity_supply if self.is_short else self.quantity_offered),
            "on_demand": self.on_demand,
            "taken": self.quantity_taken,
            "taken_text": text(self.quantity_taken) if self.quantity_taken else "",
            "shelf_text": text(self.quantity_shelf) if self.quantity_shelf else "",
            "is_short": self.is_short,
            "suspended": self.suspension_reason or "" if self.is_suspended else "",
            "last_text": before._get_last_text() if before else "",
            "last_taken_text": text(before.quantity_taken) if before else "",
            "net_text": self._format_net_price(),
        }

    def _get_last_text(self):
        if self.on_demand:
            return self.env._("no limit")
        return self.env["hub.catalogue"]._format_portal_quantity(self.quantity_offered)
