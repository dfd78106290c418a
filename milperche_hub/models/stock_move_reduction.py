import math

from odoo import fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Granting a client a reduction on delivered goods."""

    _inherit = "stock.move"

    hub_reduction_ids = fields.One2many(
        "hub.reduction", "move_id", "Reductions", groups="base.group_user"
    )

    def _accept_reduction(
        self,
        *,
        quantity=0.0,
        amount=0.0,
        borne_by="producer",
        reason,
        date=None,
        move_line=None,
        is_correction=False,
    ):
        """Take a quantity or an amount off a delivered line, for good.

        The client is credited at once when the line is invoiced, else when it is;
        the producer's next settlement holds a negative line at the rate frozen on the
        order, or the hub bears the amount.

        :param float quantity: goods not paid for, in the order line's unit; or
        :param float amount: a rebate excl. tax
        :param str borne_by: "producer" or "hub"
        :param move_line: the delivered lot concerned, when one is
        :param bool is_correction: the goods taken off never left
        :raise UserError: nothing or more than what was delivered is taken off
        :return: the ``hub.reduction``
        """
        self.ensure_one()
        self._check_reduction(quantity, amount)
        vals = self._prepare_reduction_vals(quantity, amount)
        reduction = self.env["hub.reduction"].create(
            {
                **vals,
                "borne_by": borne_by,
                "reason": reason,
                "date": date or fields.Date.context_today(self),
                "move_line_id": move_line.id if move_line else False,
                "is_correction": is_correction,
            }
        )
        reduction._credit()
        return reduction

    def _check_reduction(self, quantity, amount):
        delivered = self.state == "done" and self.location_dest_id.usage == "customer"
        if not delivered or not self.sale_line_id or not self.producer_id:
            raise UserError(
                self.env._("Only goods delivered to a client can be reduced.")
            )
        values = (quantity, amount)
        if not all(math.isfinite(value) and value >= 0 for value in values):
            raise UserError(self.env._("A reduction is a positive number."))
        if bool(quantity) == bool(amount):
            raise UserError(self.env._("Say which quantity or which amount, not both."))
        if self.product_uom.compare(quantity, self._get_sold_quantity()) > 0:
            raise UserError(
                self.env._(
                    "Only %(quantity)s %(uom)s of %(product)s were delivered.",
                    quantity=self.env["hub.catalogue"]._format_portal_quantity(
                        self._get_sold_quantity()
                    ),
                    uom=self.sale_line_id.product_uom_id._get_hub_name(),
                    product=self.product_id.display_name,
                )
            )

    def _prepare_reduction_vals(self, quantity, amount):
        line = self.sale_line_id.sudo()
        settled = self.sudo().settlement_line_ids
        amount = line.currency_id.round(amount) or line._get_hub_amount(quantity)
        price = line.price_unit * (1 - (line.discount or 0.0) / 100.0)
        return {
            "company_id": self.company_id.id,
            "move_id": self.id,
            "product_id": self.product_id.id,
            "producer_id": self.producer_id.id,
            "partner_id": line.order_id.partner_shipping_id.id,
            "quantity": quantity,
            "uom_id": line.product_uom_id.id,
            "price_unit": price,
            "commission_rate": settled.commission_rate or line.commission_rate,
            "amount": amount,
        }


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _accept_reduction(self, **values):
        """Take a quantity or an amount off a delivered lot.

        See :meth:`StockMove._accept_reduction`.
        """
        self.ensure_one()
        return self.move_id._accept_reduction(move_line=self, **values)
