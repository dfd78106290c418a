from odoo import fields, models


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[
            ("terms", "Price changed"),
            ("terms_producer", "Producer's price changed"),
        ],
        ondelete={"terms": "set default", "terms_producer": "set default"},
    )
