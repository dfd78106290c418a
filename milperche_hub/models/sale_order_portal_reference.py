from odoo import models
from odoo.exceptions import UserError

LENGTH = 64


class SaleOrder(models.Model):
    """The order-form number of the clients who demand one."""

    _inherit = "sale.order"

    def _set_portal_reference(self, text):
        """Keep the order-form number a client typed.

        :raise UserError: it is no text, or the order is closed.
        """
        self.ensure_one()
        self._check_portal_editable()
        if not isinstance(text, str) or len(text) > LENGTH:
            raise UserError(
                self.env._("An order-form number has at most %s characters.", LENGTH)
            )
        self.client_order_ref = " ".join(text.split()) or False
        return {"reference": self.client_order_ref or ""}

    def _place_from_portal(self):
        if self.partner_id._needs_hub_order_form() and not self.client_order_ref:
            raise UserError(
                self.env._("Type the number of your order form, then place the order.")
            )
        return super()._place_from_portal()
