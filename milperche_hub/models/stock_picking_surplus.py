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
            unit = move.product_id.uom_id
            more = move.product_uom._compute_quantity(
                move.quantity - move.product_uom_qty, unit
            )
            part = unit.round(min(more, shelf.get(move.product_id, 0.0)))
            if part > 0:
                surplus[move] = part
        return surplus

    def action_offer_surplus(self):
        """Offer what came too much in the sale that is open, else in the week's own.

        In a week past its cut-off it is there for what is added by phone. Each
        surplus is offered once.

        :raise UserError: nothing to offer, or no sale to offer it in.
        :return: the notification that says what is offered where.
        """
        surplus = self._get_surplus()
        if not surplus:
            raise UserError(self.env._("Nothing is left to offer."))
        told, sales = [], self.env["hub.catalogue"]._get_portal_catalogues()
        for move, quantity in surplus.items():
            catalogue = move.picking_id._find_surplus_sale(move.product_id, sales)
            if not catalogue:
                raise UserError(
                    self.env._(
                        "No sale is open: it stays on the shelf, and the next sale"
                        " offers it by itself."
                    )
                )
            move.hub_surplus_offer_id = catalogue._offer_more(move.product_id, quantity)
            told.append(f"{move._format_surplus(quantity)} → {catalogue.name}")
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


class StockMove(models.Model):
    _inherit = "stock.move"

    hub_surplus_offer_id = fields.Many2one(
        "hub.offer",
        "Surplus Offered",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _format_surplus(self, quantity):
        text = self.env["hub.catalogue"]._format_portal_quantity(quantity)
        return f"{self.product_id.name} {text} {self.product_id.uom_id._get_hub_name()}"


class HubCatalogue(models.Model):
    _inherit = "hub.catalogue"

    def _offer_more(self, product, quantity):
        """Raise the offer of a product by a quantity, or make one of it.

        :raise UserError: the product may not be offered.
        :return: the offer
        """
        self.ensure_one()
        offer = self.offer_ids.filtered(lambda o: o.product_id == product)
        if not offer:
            return offer.create(
                {
                    "catalogue_id": self.id,
                    "product_id": product.id,
                    "quantity_offered": quantity,
                }
            )
        offer._lock_rows()
        if not offer.on_demand:
            offer.quantity_offered = product.uom_id.round(
                offer.quantity_offered + quantity
            )
        return offer


class HubWeek(models.AbstractModel):
    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            *super()._get_coordinator_exception_methods(),
            "_get_surplus_exceptions",
        ]

    @api.model
    def _get_surplus_exceptions(self, catalogues):
        """Goods that came beyond what was ordered and could still be sold."""
        surplus = catalogues.dropoff_ids._get_surplus()
        sales = self.env["hub.catalogue"]._get_portal_catalogues()
        able = {
            move: quantity
            for move, quantity in surplus.items()
            if move.picking_id._find_surplus_sale(move.product_id, sales)
        }
        if not able:
            return []
        dropoffs = self.env["stock.move"].concat(*able).picking_id
        return [
            self._prepare_exception(
                "info",
                self.env._("More came than expected"),
                self._prepare_button(
                    self.env._("Offer it"), dropoffs, "action_offer_surplus"
                ),
                records=dropoffs,
                detail=self._join_names(
                    move._format_surplus(quantity) for move, quantity in able.items()
                ),
            )
        ]
