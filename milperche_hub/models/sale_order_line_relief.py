from odoo import fields, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """A substitute that costs its client no more than what was missing."""

    _inherit = "sale.order.line"

    hub_relief_amount = fields.Monetary(
        "Relief", readonly=True, copy=False, groups="base.group_user"
    )
    hub_relief_reason = fields.Char(readonly=True, copy=False)
    hub_relief_producer_id = fields.Many2one(
        "res.partner",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Who was short and bears it; empty: the hub.",
    )

    def _add_relief(self, shortage_line):
        """Promise what this substitute costs more than what was ordered.

        :raise UserError: it already replaces something at another's cost.
        """
        self.ensure_one()
        short = shortage_line.offer_id
        by_producer = shortage_line.borne_by == "producer"
        bearer = short.producer_id if by_producer else short.producer_id.browse()
        if self.hub_relief_amount and self.hub_relief_producer_id != bearer:
            raise UserError(
                self.env._(
                    "%(product)s already replaces something else for %(client)s, at"
                    " another's cost. Choose another substitute, or who bears it.",
                    product=self.product_id.name,
                    client=self.order_id.partner_id.name,
                )
            )
        self.write(
            {
                "hub_relief_amount": self.hub_relief_amount
                + shortage_line._get_relief(),
                "hub_relief_reason": self.env._(
                    "instead of %s, at its price", short.product_id.name
                ),
                "hub_relief_producer_id": bearer.id,
            }
        )

    def _grant_reliefs(self, moves):
        """Take the promised amounts off what was delivered, in proportion to it."""
        for move in moves:
            line = move.sale_line_id.sudo()
            if not line.hub_relief_amount or line.product_uom_qty <= 0:
                continue
            part = min(move._get_sold_quantity() / line.product_uom_qty, 1.0)
            amount = line.currency_id.round(line.hub_relief_amount * part)
            amount = min(amount, move._get_amount_gross())
            line.hub_relief_amount = 0.0
            if line.currency_id.compare_amounts(amount, 0.0) <= 0:
                continue
            reduction = move.sudo()._accept_reduction(
                amount=amount, borne_by="hub", reason=line.hub_relief_reason
            )
            reduction.hub_charged_producer_id = line.hub_relief_producer_id
