from odoo import fields, models


class StockMove(models.Model):
    """Goods that come back after a credit note gave their price back.

    The credit note took them off the invoice and off the settlement: their return
    only brings the goods, as in Odoo's own count of what is left to invoice.
    """

    _inherit = "stock.move"

    hub_credited_quantity = fields.Float(
        "Credited Before Its Return",
        digits="Product Unit",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="In the order line's unit: what of this return a credit note had given"
        " back already. It is neither settled nor counted again.",
    )

    def _action_done(self, cancel_backorder=False):
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves.sudo()._note_credited()
        return moves

    def _note_credited(self):
        """Note how much of these returns was credited before they came back."""
        returns = self.filtered(
            lambda move: (
                move.location_id.usage == "customer"
                and move.to_refund
                and move.producer_id
                and move.sale_line_id
            )
        )
        for line, moves in returns.grouped("sale_line_id").items():
            left = line._get_credited_unreturned()
            room = line._get_returnable(besides=moves)
            for move in moves.sorted("id"):
                quantity = -move._get_sold_quantity()
                credited = min(left, quantity)
                left -= credited
                # More than ever left: a corrected weight took it off already.
                excess = quantity - min(quantity, max(room, 0.0))
                room -= quantity
                if credited + excess > 0:
                    move.hub_credited_quantity = min(credited + excess, quantity)

    def _get_sold_quantity(self):
        quantity = super()._get_sold_quantity()
        credited = self.sudo().hub_credited_quantity
        return quantity + credited if quantity < 0 else quantity


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_credited_unreturned(self):
        """Quantity credited as such whose goods did not come back."""
        self.ensure_one()
        reductions = self.move_ids.hub_reduction_ids.filtered(
            lambda row: row.account_move_line_id and not row.is_correction
        )
        returned = sum(self.move_ids.mapped("hub_credited_quantity"))
        return max(sum(reductions.mapped("quantity")) - returned, 0.0)

    def _get_returnable(self, besides):
        """Quantity that really left and, these moves aside, did not come back."""
        self.ensure_one()
        done = self.move_ids.filtered(lambda move: move.state == "done") - besides
        sold = sum(
            move._get_sold_quantity() - move.hub_credited_quantity for move in done
        )
        return sold - self._get_corrected_quantity()

    def _get_corrected_quantity(self):
        """Quantity that corrected weights credited: goods that never left."""
        self.ensure_one()
        rows = self.sudo().move_ids.hub_reduction_ids.filtered(
            lambda row: row.account_move_line_id and row.is_correction
        )
        return sum(rows.mapped("quantity"))
