from odoo import models

from ..tools.egalim import sort_codes


class HubCriterion(models.Model):
    """What labels count for in a canteen's declaration."""

    _inherit = "hub.criterion"

    def _get_egalim_codes(self):
        """EGalim codes of these labels, the one that counts first, each once."""
        return sort_codes(set(self.mapped("egalim_code")) - {False})
