from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Baskets of the weeks to come: an indicative price, and nothing held."""

    _inherit = "sale.order"

    def _refresh_wishes(self):
        """At the opening: the frozen prices, and a basket that waits for one tap."""
        wishes = self.filtered("order_line")
        lines = wishes.order_line.filtered("offer_id")
        lines.with_context(force_price_recomputation=True)._compute_price_unit()
        wishes.hub_basket_origin = "wish"

    def _check_portal_editable(self):
        catalogue = self.catalogue_id
        catalogue.invalidate_recordset(["state", "date_close", "is_accepting"])
        if self.state == "draft" and catalogue._is_coming():
            return
        super()._check_portal_editable()

    def _place_from_portal(self):
        if self.catalogue_id.state == "draft":
            raise UserError(self.catalogue_id._get_closed_message())
        return super()._place_from_portal()

    def _set_portal_quantities(self, quantities):
        refused = super()._set_portal_quantities(quantities)
        if self.hub_basket_origin and set(quantities) - {str(k) for k in refused}:
            # From now on it is the client's own.
            self.hub_basket_origin = False
        return refused

    def action_place(self):
        result = super().action_place()
        self.filtered("hub_basket_origin").hub_basket_origin = False
        return result
