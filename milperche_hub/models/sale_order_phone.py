from odoo import api, fields, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    """Orders that the hub's staff places for a client, after a phone call."""

    _inherit = "sale.order"

    hub_partner_phone = fields.Char("Phone", compute="_compute_hub_partner_phone")
    hub_line_count = fields.Integer("Lines", compute="_compute_hub_line_count")

    @api.depends("partner_id.phone", "partner_id.commercial_partner_id.phone")
    def _compute_hub_partner_phone(self):
        for order in self:
            client = order.partner_id
            order.hub_partner_phone = client.phone or client.commercial_partner_id.phone

    @api.depends("order_line.product_uom_qty", "order_line.display_type")
    def _compute_hub_line_count(self):
        for order in self:
            lines = order._get_goods_lines()
            order.hub_line_count = len(lines.filtered(lambda x: x.product_uom_qty > 0))

    def action_place_for_client(self):
        """Place orders in the client's name; after the cut-off, confirm them.

        :raise AccessError: the user is not of the hub's staff.
        :raise UserError: as :meth:`action_place` and :meth:`action_confirm`.
        :return: True
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only the hub's staff can do this."))
        late = self.filtered(lambda o: o.catalogue_id.state == "closed")
        (self - late).action_place()
        if late:
            late.action_confirm()
            late.hub_setaside_reason = False
        for order in self:
            order.message_post(
                body=self.env._("Placed for the client by %s.", self.env.user.name)
            )
        return True
