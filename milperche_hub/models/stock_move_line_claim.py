from odoo import fields, models


class StockMoveLine(models.Model):
    """A delivered lot, and what its client says of it."""

    _inherit = "stock.move.line"

    hub_claim_ids = fields.One2many(
        "hub.claim", "move_line_id", "Claims", groups="base.group_user"
    )

    def _is_delivered_to_client(self):
        self.ensure_one()
        return (
            self.state == "done"
            and self.location_dest_id.usage == "customer"
            and bool(self.sudo().move_id.sale_line_id)
            and bool(self.move_id.producer_id)
        )

    def _get_sold_quantity(self):
        """Quantity in the order line's unit."""
        if not self:
            return 0.0
        self.ensure_one()
        unit = self.sudo().move_id.sale_line_id.product_uom_id
        if not unit or unit == self.product_uom_id:
            return self.quantity
        return self.product_uom_id._compute_quantity(self.quantity, unit, round=False)

    def _get_claimable(self, besides=None):
        """What of a delivered line no claim concerns yet, in the order line's unit.

        :param besides: a claim that does not count
        """
        if not self:
            return 0.0
        claims = self.sudo().hub_claim_ids.filtered(lambda c: c.state != "refused")
        if besides:
            claims -= besides.sudo()
        return self._get_sold_quantity() - sum(claims.mapped("quantity"))
