from odoo import api, models


class HubCatalogue(models.Model):
    _inherit = "hub.catalogue"

    @api.model
    def _get_portal_offer_columns(self):
        columns = ["client_minimum", "client_maximum"]
        return super()._get_portal_offer_columns() + columns
