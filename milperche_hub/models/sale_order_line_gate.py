from odoo import api, models
from odoo.tools import float_compare

from ..tools.checked import CHECKED


class SaleOrderLine(models.Model):
    """What is asked anew of a placed or confirmed order is judged as the rest was."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line._is_new_sale())._check_sellable()
        return lines

    def write(self, vals):
        before = {}
        if self._get_judged_fields() & vals.keys():
            before = {line: line._get_sale_key() for line in self}
        result = super().write(vals)
        raised = self.filtered(
            lambda line: line in before and line._is_raised(*before[line])
        )
        raised._check_sellable()
        return result

    @api.model
    def _get_judged_fields(self):
        return {"order_id", "product_id", "product_uom_id", "product_uom_qty"}

    def _get_sale_key(self):
        """What is sold to whom, and how much of it in the product's unit."""
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )
        return (self.order_id, self.product_id), quantity

    def _is_raised(self, subject, quantity):
        now, wanted = self._get_sale_key()
        return now != subject or float_compare(wanted, quantity, 6) > 0

    def _is_new_sale(self):
        """Not the second lot of a line sold before, which a delivery adds without
        ordering anything."""
        self.ensure_one()
        if self.product_uom_qty:
            return True
        others = self.order_id.order_line - self
        return self.product_id not in others.product_id

    def _check_sellable(self):
        """Judge lines of orders that bind the hub.

        :raise UserError: names each line that may not be sold, with its reason.
        """
        context = self.env.context
        if CHECKED in (context.get("hub_lines_checked"), context.get("hub_held_later")):
            return
        lines = self.filtered(
            lambda line: (
                line.product_id.producer_id
                and not line.display_type
                and line.order_id._is_bound()
            )
        )
        if lines:
            self.env["sale.order"]._raise_refusals(lines._get_refusals())

    def _get_refusals(self):
        """Reasons why lines may not be sold today, in a constant number of queries.

        :return: ``{order line: sentence}``, empty when all is well.
        """
        today = self.env["hub.proof"]._get_gate_date()
        blocked = self.product_id.product_tmpl_id.sudo()._hub_blocking_reasons(today)
        refusals = self._get_restriction_refusals(today)
        for line in self:
            reason = line._get_refusal(blocked)
            if reason:
                refusals[line] = reason
        return refusals
