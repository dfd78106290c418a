from odoo import fields, models


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("terms", "Price changed")], ondelete={"terms": "set default"}
    )
