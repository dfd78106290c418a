from odoo import fields, models


class HubCatalogue(models.Model):
    _inherit = "hub.catalogue"

    change_ids = fields.One2many(
        "hub.offer.change", "catalogue_id", "Changes Since the Opening"
    )
