from odoo import fields, models


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("run_incident", "Change of a run")],
        ondelete={"run_incident": "set default"},
    )
