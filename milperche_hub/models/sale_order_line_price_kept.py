from odoo import fields, models


class SaleOrderLine(models.Model):
    """Terms a line keeps though its offer's changed: it was ordered before."""

    _inherit = "sale.order.line"

    hub_keeps_terms = fields.Boolean(
        "Keeps Its Terms",
        readonly=True,
        copy=False,
        help="The price changed afterwards, for new orders only.",
    )
    hub_kept_price = fields.Float(digits="Product Price", readonly=True, copy=False)
    hub_kept_commission = fields.Float(
        digits=(6, 3), readonly=True, copy=False, groups="base.group_user"
    )

    def _get_placed(self):
        """Lines of orders that a client placed, or the hub confirmed."""
        return self.filtered(
            lambda x: x.order_id.hub_date_placed or x.order_id.state == "sale"
        )

    def _keep_terms(self):
        """Let these lines keep today's price and commission for good."""
        for line in self.sudo().filtered(lambda x: not x.hub_keeps_terms):
            line.write(
                {
                    "hub_keeps_terms": True,
                    "hub_kept_price": line.price_unit,
                    "hub_kept_commission": line.commission_rate,
                }
            )

    def _forget_terms(self):
        """Let these lines follow their offers again."""
        self.sudo().filtered("hub_keeps_terms").hub_keeps_terms = False

    def write(self, vals):
        if {"product_id", "offer_id"} & vals.keys():
            # Another product has no terms to keep.
            vals = {**vals, "hub_keeps_terms": False}
        return super().write(vals)

    def _get_agreed_price(self):
        if self.hub_keeps_terms:
            return self.hub_kept_price
        return super()._get_agreed_price()

    def _freeze_terms(self):
        result = super()._freeze_terms()
        for line in self.sudo().filtered("hub_keeps_terms"):
            if line.commission_rate != line.hub_kept_commission:
                line.commission_rate = line.hub_kept_commission
        return result
