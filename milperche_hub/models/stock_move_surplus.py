from odoo import fields, models


class StockMove(models.Model):
    """Goods of a drop-off beyond what was asked: where they were put on sale."""

    _inherit = "stock.move"

    hub_surplus_offer_id = fields.Many2one(
        "hub.offer",
        "Surplus Offered",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _format_surplus(self, quantity):
        text = self.env["hub.catalogue"]._format_portal_quantity(quantity)
        return f"{self.product_id.name} {text} {self.product_id.uom_id._get_hub_name()}"
