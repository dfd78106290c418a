import math

from odoo import models
from odoo.exceptions import UserError

from ..tools.allocation import first_expired_first_out


class StockMove(models.Model):
    """The share-out corrected by hand, one client at a time; the others keep theirs."""

    _inherit = "stock.move"

    def _set_share(self, quantity):
        """Give this delivery ``quantity`` of its product, in the product's unit.

        Less gives back the lots that expire last; more takes the free lots that
        expire first.

        :raise UserError: not a quantity, delivered already, or more than is free.
        """
        self.ensure_one()
        self._check_share(quantity)
        quantity = self.product_id.uom_id.round(quantity)
        before = self._get_reserved_product_qty()
        if quantity < before:
            self._give_back(self.product_id.uom_id.round(before - quantity))
        elif quantity > before:
            self._take_more(self.product_id.uom_id.round(quantity - before))
        self.move_line_ids.hub_packed = False

    def _check_share(self, quantity):
        if self.picking_id.hub_role != "delivery" or self.state in ("done", "cancel"):
            raise UserError(self.env._("This delivery is closed: nothing changes."))
        number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
        if not number or not math.isfinite(quantity) or not 0 <= quantity <= 1_000_000:
            raise UserError(
                self.env._(
                    "%s: a quantity is a number from 0 to 1,000,000.",
                    self.product_id.display_name,
                )
            )

    def _give_back(self, quantity):
        latest = self.move_line_ids.sorted(
            lambda ml: (
                not ml.lot_id.expiration_date,
                ml.lot_id.expiration_date or ml.create_date,
                ml.id,
            ),
            reverse=True,
        )
        for line in latest:
            part = min(line.quantity_product_uom, quantity)
            if not part:
                continue
            quantity = self.product_id.uom_id.round(quantity - part)
            left = line.product_id.uom_id.round(line.quantity_product_uom - part)
            if line.product_id.uom_id.is_zero(left):
                line.unlink()
            else:
                line.quantity = line.product_id.uom_id._compute_quantity(
                    left, line.product_uom_id
                )

    def _take_more(self, quantity):
        lots = self._get_free_lots(self)[self.product_id]
        free = sum(part for _quant, _expiry, part in lots)
        uom = self.product_id.uom_id
        if uom.compare(free, quantity) < 0:
            raise UserError(
                self.env._(
                    "%(product)s: %(free)s %(unit)s left to share.",
                    product=self.product_id.display_name,
                    free=self.env["hub.catalogue"]._format_portal_quantity(
                        uom.round(free)
                    ),
                    unit=uom._get_hub_name(),
                )
            )
        vals_list = []
        for _move, quant, part in first_expired_first_out(lots, [(self, quantity)]):
            line = self.move_line_ids.filtered(
                lambda ml, q=quant: (
                    ml.lot_id == q.lot_id
                    and ml.location_id == q.location_id
                    and ml.owner_id == q.owner_id
                )
            )[:1]
            if line:
                line.quantity += uom._compute_quantity(part, line.product_uom_id)
            else:
                vals_list.append(
                    self._prepare_move_line_vals(
                        quantity=float(part), reserved_quant=quant
                    )
                )
        self._create_reserved_lines(vals_list)

    def _share_again(self):
        """Forget the shares of these moves that nobody packed, and share afresh."""
        moves = self.filtered(
            lambda m: (
                m.picking_id.hub_role == "delivery"
                and m.state not in ("done", "cancel")
            )
        )
        moves.move_line_ids.filtered(lambda ml: not ml.hub_packed).unlink()
        self._share_out_products(moves.product_id)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _set_share_lot(self, lot):
        """Give the same quantity from another lot of the product.

        :raise UserError: delivered already, another product's lot, or too little.
        """
        self.ensure_one()
        self.move_id._check_share(self.quantity)
        free = {
            quant.lot_id: part
            for quant, _expiry, part in self.move_id._get_free_lots(self.move_id)[
                self.product_id
            ]
        }
        if lot == self.lot_id:
            return
        if (
            self.product_id.uom_id.compare(
                free.get(lot, 0.0), self.quantity_product_uom
            )
            < 0
        ):
            raise UserError(
                self.env._(
                    "%(product)s: not enough is free of lot %(lot)s.",
                    product=self.product_id.display_name,
                    lot=lot.name or "",
                )
            )
        self.write({"lot_id": lot.id, "hub_packed": False})
