from odoo import models


class HubCatalogue(models.Model):
    """Volunteers read the orders of the week in a list of their own."""

    _inherit = "hub.catalogue"

    def action_view_orders(self):
        action = super().action_view_orders()
        if self.env.user._is_without_money():
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "milperche_hub.sale_order_action_moneyless"
            )
            action["domain"] = [("catalogue_id", "in", self.ids)]
            action["context"] = {"create": False}
        return action
