from odoo import fields, models


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("minimum", "Below a minimum")],
        ondelete={"minimum": "set default"},
    )
