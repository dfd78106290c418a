from odoo import fields, models


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("egalim", "Purchases for ma cantine")],
        ondelete={"egalim": "set default"},
    )
