from odoo import models


class ResPartner(models.Model):
    """The order grid of a client, opened by staff."""

    _inherit = "res.partner"

    def action_open_grid(self):
        """Take this client's order by phone, in the client's own grid."""
        self.ensure_one()
        return self._get_grid_action()

    def _get_grid_action(self, catalogue=None):
        """The grid in the backend; by default of the sale that closes first."""
        action = self.env["ir.actions.client"]._for_xml_id(
            "milperche_hub.hub_phone_order_action"
        )
        action["params"] = {
            "client_id": self.commercial_partner_id.id,
            "catalogue_id": catalogue.id if catalogue else False,
        }
        return action
