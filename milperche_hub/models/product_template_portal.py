from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _can_return_content(self, field_name=None, access_token=None):
        # The grid shows pictures to clients, who have no right on products.
        if (
            field_name in ("image_128", "image_256", "image_512")
            and not self.env.user._is_public()
            and self.sudo().producer_id
        ):
            return True
        return super()._can_return_content(field_name, access_token)
