from odoo import models
from odoo.fields import Command
from odoo.tools import formatLang


class SaleOrder(models.Model):
    """Minimums warn, the delivery fee is added at the cut-off; neither refuses food."""

    _inherit = "sale.order"

    def _get_goods_amount(self):
        """Goods of producers in these orders, excl. tax."""
        lines = self.sudo().order_line.filtered("producer_id")
        return sum(lines.mapped("price_subtotal"))

    def _get_hub_round(self):
        """The round that will deliver this order; may be empty."""
        self.ensure_one()
        stops = self.env["hub.round"]._get_stops(self.partner_shipping_id)
        if not self.commitment_date:
            return stops.round_id[:1]
        weekday = self.catalogue_id._to_local(self.commitment_date).weekday()
        own = stops.round_id.filtered(lambda r: int(r.weekday) == weekday)
        return (own or stops.round_id)[:1]

    def _get_placing_warnings(self):
        """What the client should know of a placed order; nothing of it is a refusal."""
        self.ensure_one()
        amount, floor = (
            self._get_goods_amount(),
            self.partner_id._get_hub_order_minimum(),
        )
        warnings = []
        if self.currency_id.compare_amounts(amount, floor) < 0:
            warnings.append(
                self.env._(
                    "%(missing)s to go to the minimum of %(floor)s: we may call you.",
                    missing=self._format_money(floor - amount),
                    floor=self._format_money(floor),
                )
            )
        fee = self._get_delivery_fee()
        if fee:
            warnings.append(
                self.env._(
                    "Below %(threshold)s a delivery fee of %(fee)s excl. tax is added.",
                    threshold=self._format_money(
                        self.company_id.sudo().hub_fee_threshold
                    ),
                    fee=self._format_money(fee.lst_price),
                )
            )
        day = self.catalogue_id.date_delivery
        if self.commitment_date:
            day = self.catalogue_id._to_local(self.commitment_date).date()
        closed = self.partner_id.commercial_partner_id._get_hub_closings(day)
        for name in closed.values():
            warnings.append(
                self.env._("You told us that you are closed that day: %s.", name)
            )
        return warnings

    def _format_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _get_delivery_fee(self):
        """The product of the delivery fee this order bears; empty when none."""
        self.ensure_one()
        company = self.company_id.sudo()
        product = company.hub_fee_product_id
        amount = self._get_goods_amount()
        exempt = self.partner_id.sudo().commercial_partner_id.hub_no_minimum
        if (
            exempt
            or not company.hub_fee_threshold
            or not amount
            or self.currency_id.compare_amounts(amount, company.hub_fee_threshold) >= 0
        ):
            return product.browse()
        return product

    def _add_delivery_fees(self):
        """Add the hub's delivery fee where it is due, once."""
        for order in self:
            fee = order._get_delivery_fee()
            if fee and fee not in order.order_line.product_id:
                order.write(
                    {
                        "order_line": [
                            Command.create({"product_id": fee.id, "product_uom_qty": 1})
                        ]
                    }
                )

    def _confirm_at_cutoff(self):
        self._add_delivery_fees()
        return super()._confirm_at_cutoff()
