from odoo import fields, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """Goods that never pass by the hub: brought by their producer, or fetched."""

    _inherit = "stock.move"

    hub_handover = fields.Selection(
        [
            ("hub", "By the hub"),
            ("producer", "Brought by its producer"),
            ("client", "Fetched by the client"),
        ],
        "Handed Over",
        default="hub",
        required=True,
        copy=False,
        readonly=True,
    )

    def _hand_over(self, kind):
        """Receive and hand over lines of deliveries at once, past the hub.

        The producer's drop-off asks for that much less; the goods get a lot of their
        producer, stay on the delivery's own note, and are invoiced with it.

        :param str kind: ``producer`` brings them, or the ``client`` fetches them.
        :raise UserError: a line is delivered, or the hub has its goods already.
        """
        self._check_handover()
        for catalogue, moves in self.grouped(
            lambda m: m.picking_id.catalogue_id
        ).items():
            wanted = moves._lower_dropoffs(catalogue)
            vals_list = [
                catalogue._prepare_dropoff_vals(producer, quantities)
                for producer, quantities in wanted.items()
            ]
            dropoffs = self.env["stock.picking"].create(vals_list)
            dropoffs.action_confirm()
            receiving = dropoffs.with_context(hub_handover_move_ids=moves.ids)
            receiving.action_receive_as_announced()
            moves.hub_handover = kind
        deliveries = self.picking_id.filtered(
            lambda p: all(
                m.hub_handover != "hub" or m.state == "cancel" for m in p.move_ids
            )
        )
        deliveries._deliver()

    def _check_handover(self):
        for move in self:
            if move.picking_type_id.hub_role != "delivery" or not move.producer_id:
                raise UserError(self.env._("Only a producer's goods are handed over."))
            waiting = move.state in ("confirmed", "waiting", "partially_available")
            if not waiting or move._get_reserved_product_qty():
                raise UserError(
                    self.env._(
                        "%s: delivered already, or the hub has the goods.",
                        move.product_id.display_name,
                    )
                )

    def _lower_dropoffs(self, catalogue):
        """Take what these lines need off the open drop-offs.

        :return: ``{producer: {product: quantity}}`` of what is needed.
        """
        wanted = {}
        for product, moves in self.grouped("product_id").items():
            quantity = sum(moves.mapped("product_qty"))
            wanted.setdefault(product.producer_id, {})[product] = quantity
            asked = catalogue.dropoff_ids.move_ids.filtered(
                lambda m, product=product: (
                    m.product_id == product and m.state not in ("done", "cancel")
                )
            )
            left = sum(asked.mapped("product_uom_qty")) - quantity
            asked._set_demand(max(left, 0.0))
        return wanted
