from odoo import models


class ResPartner(models.Model):
    """What kind of client somebody is, for the rules on who may buy what."""

    _inherit = "res.partner"

    def _hub_get_profiled(self):
        """The partner that says what kind of client this is: an address, or its
        organisation."""
        if self.hub_client_kind or self.hub_approved_kitchen:
            return self
        return self.commercial_partner_id

    def _hub_profile(self):
        """What decides which goods may be sold here; empty for no partner."""
        profiled = self.sudo()._hub_get_profiled() if self else self
        return profiled.hub_client_kind, profiled.hub_approved_kitchen
