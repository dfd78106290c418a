from odoo import api, models


class StockPicking(models.Model):
    """Empty drop-offs and deliveries say when they come, not which app to buy."""

    _inherit = "stock.picking"

    @api.model
    def get_empty_list_help(self, help_message):
        if help_message and self.env.context.get("hub_own_help"):
            return help_message
        return super().get_empty_list_help(help_message)
