from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Goods that leave for a client without an order are sold all the same."""

    _inherit = "stock.picking"

    def _action_done(self):
        self._check_goods_without_order()
        return super()._action_done()

    def _check_goods_without_order(self):
        """Judge producers' goods that no order line brought here.

        :raise UserError: names what may not be sold, with its reason.
        """
        loose = self.move_ids.filtered(lambda move: move._is_without_order())
        if not loose:
            return
        day = self.env["hub.proof"]._get_gate_date()
        blocked = loose.product_id.product_tmpl_id._hub_blocking_reasons(day)
        sentences = {
            f"{template.display_name}: {' · '.join(reasons)}"
            for template, reasons in blocked.items()
            if reasons
        }
        for picking, moves in loose.grouped("picking_id").items():
            reasons = self.env["hub.sale.restriction"]._get_reasons(
                moves.product_id, picking.partner_id, day
            )
            sentences |= set(reasons.values())
        if sentences:
            raise UserError("\n".join(sorted(sentences)))


class StockMove(models.Model):
    _inherit = "stock.move"

    def _is_without_order(self):
        """Whether a producer's goods go to a client and no order says so."""
        self.ensure_one()
        return bool(
            self.quantity
            and self.state not in ("done", "cancel")
            and self.product_id.producer_id
            and not self.sale_line_id
            and not self.origin_returned_move_id
            and self.location_dest_id.usage == "customer"
        )
