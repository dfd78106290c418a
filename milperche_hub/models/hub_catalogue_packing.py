from odoo import models


class HubCatalogue(models.Model):
    """Packing the week: the screen and the paper."""

    _inherit = "hub.catalogue"

    def action_view_packing(self):
        """Open the packing screen on this week."""
        action = self.env["ir.actions.client"]._for_xml_id(
            "milperche_hub.hub_packing_action"
        )
        action["params"] = {"catalogue_id": self[:1].id}
        return action

    def action_print_pack(self):
        """Print the whole paper pack of the week, as one file."""
        return self.delivery_ids.action_print_pack()
