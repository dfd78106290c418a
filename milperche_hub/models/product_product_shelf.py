from odoo import fields, models
from odoo.fields import Domain


class ProductProduct(models.Model):
    """What producers have stored at the hub."""

    _inherit = "product.product"

    def _get_hub_shelf(self):
        """What producers left at the hub and no delivery has: free stock, in date.

        :return: ``{product: quantity}``, products with none left out
        """
        rows = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                Domain("product_id", "in", self.ids)
                & Domain("location_id.usage", "=", "internal")
                & Domain("owner_id", "!=", False)
                & Domain("quantity", ">", 0)
                & (
                    Domain("lot_id.expiration_date", "=", False)
                    | Domain("lot_id.expiration_date", ">", fields.Datetime.now())
                ),
                ["product_id"],
                ["quantity:sum", "reserved_quantity:sum"],
            )
        )
        return {
            product: quantity - reserved
            for product, quantity, reserved in rows
            if product.uom_id.compare(quantity, reserved) > 0
        }
