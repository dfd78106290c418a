from odoo import api, models


class StockQuant(models.Model):
    """Counting what producers left at the hub: the count keeps the owner."""

    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("owner_id") or not self.env.context.get("hub_count"):
                continue
            product = self.env["product.product"].browse(vals.get("product_id"))
            if product.producer_id:
                vals["owner_id"] = product.producer_id.id
        return super().create(vals_list)

    @api.model
    def action_hub_count(self):
        """Open the count of the goods that producers left at the hub."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.stock_quant_action_count"
        )
        location = (
            self.env["stock.warehouse"]
            .search([("company_id", "=", self.env.company.id)], limit=1)
            .lot_stock_id
        )
        action["context"] = {
            "inventory_mode": True,
            "hub_count": True,
            "default_location_id": location.id,
            "search_default_group_by_owner": 1,
        }
        action["domain"] = [
            ("location_id.usage", "=", "internal"),
            ("product_id.producer_id", "!=", False),
            ("company_id", "=", self.env.company.id),
        ]
        return action
