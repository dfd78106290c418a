from odoo import models

from ..tools.checked import CHECKED


class HubShortageLine(models.Model):
    """What applying a cut does to one client's order."""

    _inherit = "hub.shortage.line"

    def _apply_cut(self):
        """Lower the order lines, then what they hold, all in one lock of the offers."""
        short = self.filtered(
            lambda x: x.uom_id.compare(x.quantity_after, x.quantity_before) < 0
        )
        for line in short:
            order_line = line.order_line_id.with_context(
                hub_held_later=CHECKED,
                hub_lines_checked=CHECKED,
                hub_rows_locked=True,
                # moves are lowered below, without core's negative ones
                skip_procurement=True,
            )
            order_line.product_uom_qty = line.uom_id._compute_quantity(
                line.quantity_after, order_line.product_uom_id, round=False
            )
        short.order_line_id._sync_held()
        short.order_line_id._lower_moves()

    def _apply_substitute(self):
        """Give the substitutes, held of their own offers, in the same orders.

        :raise UserError: one may not be sold to its client, or too little is left.
        """
        context = {"hub_rows_locked": True, "hub_held_later": CHECKED}
        lines = self.env["sale.order.line"].with_context(**context)
        missing = []
        for line in self:
            same = line.order_id.order_line.filtered(
                lambda x, o=line.substitute_offer_id: x.offer_id == o
            )[:1].with_context(**context)
            if same:
                same.product_uom_qty += line.uom_id._compute_quantity(
                    line.substitute_quantity, same.product_uom_id, round=False
                )
                lines |= same
            else:
                missing.append(line._prepare_substitute_vals())
        lines |= lines.create(missing)
        # Without that context: the gate has not looked at the substitutes yet.
        self.order_id._check_lines_sellable()
        lines._sync_held()

    def _prepare_substitute_vals(self):
        self.ensure_one()
        return {
            "order_id": self.order_id.id,
            "product_id": self.substitute_offer_id.product_id.id,
            "product_uom_qty": self.substitute_quantity,
        }
