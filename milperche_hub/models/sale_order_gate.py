from odoo import api, models

from ..tools.checked import CHECKED

BINDING_FIELDS = {
    "catalogue_id",
    "hub_date_placed",
    "partner_id",
    "partner_shipping_id",
    "state",
}


class SaleOrder(models.Model):
    """The gate has no side door: whatever binds an order is judged.

    Placing and confirming are buttons; a remote call or an import may as well write
    the state, the client or the lines. Each of these ways ends here.
    """

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._check_bound()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if BINDING_FIELDS & vals.keys() and vals.get("state") not in (
            "draft",
            "cancel",
        ):
            self._check_bound()
        return result

    def _check_bound(self):
        if self.env.context.get("hub_lines_checked") is CHECKED:
            return
        bound = self.filtered(lambda order: order._is_bound())
        if bound:
            bound._check_lines_sellable()

    def _is_bound(self):
        """Whether the hub has accepted this order: placed, or confirmed."""
        self.ensure_one()
        return self.state == "sale" or self._holds()
