from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """More than expected came and stayed: one button puts it on sale."""

    _inherit = "stock.picking"

    hub_surplus_text = fields.Char("Too Much Came", compute="_compute_hub_surplus_text")

    @api.depends("move_ids.state", "move_ids.hub_surplus_offer_id")
    def _compute_hub_surplus_text(self):
        surplus = self._get_surplus()
        for picking in self:
            picking.hub_surplus_text = ", ".join(
                move._format_surplus(quantity)
                for move, quantity in surplus.items()
                if move.picking_id == picking
            )

    def _get_surplus(self):
        """What came beyond what was asked, lies on the shelf and is not offered yet.

        :return: ``{drop-off's move: quantity}`` in the product's unit
        """
        moves = self.filtered(lambda p: p.hub_role == "dropoff").move_ids.filtered(
            lambda m: (
                m.state == "done"
                and not m.hub_surplus_offer_id
                and m.product_uom.compare(m.quantity, m.product_uom_qty) > 0
            )
        )
        shelf = moves.product_id._get_hub_shelf()
        surplus = {}
        for move in moves:
            product = move.product_id
            unit = product.uom_id
            more = move.product_uom._compute_quantity(
                move.quantity - move.product_uom_qty, unit
            )
            part = unit.round(min(more, shelf.get(product, 0.0)))
            if part > 0:
                surplus[move] = part
                shelf[product] -= part
        return surplus

    def action_offer_surplus(self):
        """Offer what came too much in the sale that is open, else in the week's own.

        In a week past its cut-off it is there for what is added by phone. Each
        surplus is offered once.

        :raise UserError: nothing to offer, or no sale for any of it; what finds no
            sale waits on the shelf.
        :return: the notification that says what is offered where.
        """
        surplus = self._get_surplus()
        if not surplus:
            raise UserError(self.env._("Nothing is left to offer."))
        told, sales = [], self.env["hub.catalogue"]._get_portal_catalogues()
        for move, quantity in surplus.items():
            catalogue = move.picking_id._find_surplus_sale(move.product_id, sales)
            if not catalogue:
                continue
            move.hub_surplus_offer_id = catalogue._offer_more(move.product_id, quantity)
            told.append(f"{move._format_surplus(quantity)} → {catalogue.name}")
        if not told:
            raise UserError(
                self.env._(
                    "No sale is open: it stays on the shelf, and the next sale"
                    " offers it by itself."
                )
            )
        return self._prepare_surplus_notification(told)

    def _prepare_surplus_notification(self, told):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Offered"),
                "message": " · ".join(told),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _find_surplus_sale(self, product, sales):
        """The sale that takes more of a product: an open one that has it, any open
        one, or the drop-off's own week while goods of it wait to leave."""
        having = sales.filtered(lambda c: product in c.offer_ids.product_id)
        own = self.catalogue_id.filtered(
            lambda c: (
                c.state == "closed"
                and product in c.offer_ids.product_id
                and any(p.state not in ("done", "cancel") for p in c.delivery_ids)
            )
        )
        return having[:1] or sales[:1] or own
