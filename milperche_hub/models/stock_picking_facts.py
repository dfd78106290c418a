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


class StockMove(models.Model):
    _inherit = "stock.move"

    def _prepare_note_entry(self, lot, quantity, labels):
        entry = super()._prepare_note_entry(lot, quantity, labels)
        template = self.product_id.product_tmpl_id
        kinds = template._fields["hub_date_kind"]._description_selection(self.env)
        entry["date_kind"] = dict(kinds).get(template.hub_date_kind, "")
        entry["lot_origin"] = lot._get_hub_origin() if lot else ""
        return entry
