from odoo import models


class ResPartner(models.Model):
    """Where the van goes."""

    _inherit = "res.partner"

    def _get_hub_route_place(self):
        """``(latitude, longitude)``, None when unknown: nobody lives at 0, 0."""
        self.ensure_one()
        if not (self.partner_latitude or self.partner_longitude):
            return None
        return self.partner_latitude, self.partner_longitude
