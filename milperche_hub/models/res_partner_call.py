from odoo import fields, models


class ResPartner(models.Model):
    """Clients called by the hub for their order."""

    _inherit = "res.partner"

    def action_take_order(self):
        """Open a new order of this client for the week he is called about."""
        self.ensure_one()
        catalogue = self.env["hub.catalogue"].browse(
            self.env.context.get("hub_catalogue_id")
        ) or self.env["hub.catalogue"].search(
            [("state", "=", "open"), ("date_close", ">", fields.Datetime.now())],
            order="date_close",
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order by phone"),
            "res_model": "sale.order",
            "views": [[False, "form"]],
            "context": {
                "default_partner_id": self.id,
                "default_catalogue_id": catalogue.id,
            },
        }
