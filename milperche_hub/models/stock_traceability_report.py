from odoo import api, models


class StockTraceabilityReport(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """Odoo's own report follows lots through a repacking, as through manufacturing."""

    _inherit = "stock.traceability.report"

    @api.model
    def _get_linked_move_lines(self, move_line):
        made_of, made_into = super()._get_linked_move_lines(move_line)
        return made_of or move_line.consume_line_ids, (
            made_into or move_line.produce_line_ids
        )
