from odoo import api, fields, models


class HubAccessLink(models.Model):
    _inherit = "hub.access.link"

    purpose = fields.Selection(
        selection_add=[("contest", "Statement")], ondelete={"contest": "cascade"}
    )

    @api.model
    def _get_routes(self):
        return {**super()._get_routes(), "contest": "/hub/statement/{token}"}
