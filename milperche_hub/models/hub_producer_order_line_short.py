from odoo import models


class HubProducerOrderLine(models.Model):
    """What a producer cannot bring is a shortage of its offer."""

    _inherit = "hub.producer.order.line"

    def _open_shortage(self):
        """What the clients can have: the shelf's part, and what will be brought."""
        self.ensure_one()
        offer = self._get_offer()
        shelf = max(offer.quantity_taken - self.quantity, 0.0)
        return self.env["hub.shortage"]._open(
            offer, shelf + self.quantity_promised, origin="producer"
        )
