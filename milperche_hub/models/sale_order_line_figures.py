from odoo import models

PRICE_FIELDS = {
    "commission_rate",
    "discount",
    "price_unit",
    "product_uom_id",
    "tax_ids",
}


class SaleOrderLine(models.Model):
    """A price corrected after the delivery is the price in the figures."""

    _inherit = "sale.order.line"

    def write(self, vals):
        result = super().write(vals)
        if PRICE_FIELDS & vals.keys():
            confirmed = self.filtered(lambda line: line.state == "sale")
            moves = confirmed.sudo().move_ids.filtered("hub_sale_date")
            moves._count_sales_again()
        return result
