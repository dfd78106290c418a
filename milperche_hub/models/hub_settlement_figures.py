from odoo import api, models


class HubSettlement(models.Model):
    """A settlement that goes leaves its lines' estimates in the figures."""

    _inherit = "hub.settlement"

    @api.ondelete(at_uninstall=False)
    def _unlink_lines_first(self):
        # deleted by the database alone, they would leave their cents in the figures
        self.line_ids.unlink()
