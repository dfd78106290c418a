from odoo import models


class StockPicking(models.Model):
    """Origin and local, as the delivery note says them."""

    _inherit = "stock.picking"

    def _get_local_facts(self):
        """What the note says of where each producer's goods come from.

        :return: ``{producer: facts}``, see ``hub.local.definition._get_facts``
        """
        self.ensure_one()
        moves = self._get_note_moves()
        return self.env["hub.local.definition"]._get_facts(
            moves.producer_id, self.partner_id, self._get_note_day()
        )
