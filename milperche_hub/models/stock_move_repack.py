from collections import defaultdict

from odoo import api, models
from odoo.fields import Command


class StockMove(models.Model):
    """Movements of repacked lots, through Odoo's production place."""

    _inherit = "stock.move"

    @api.model
    def _move_lots(self, parts, target):
        """Move quantities of one product's lots to a place, owner kept.

        :param parts: ``[(lot, place, quantity)]`` in the product's unit
        :return: the done moves, one per place that the goods leave
        """
        groups = defaultdict(list)
        for lot, source, quantity in parts:
            groups[source].append((lot, quantity))
        moves = self.create(
            [
                self._prepare_lots_move_vals(source, target, group)
                for source, group in groups.items()
            ]
        )
        moves._action_done()
        return moves

    @api.model
    def _prepare_lots_move_vals(self, source, target, group):
        product = group[0][0].product_id
        places = {
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.env.company.id,
            "picked": True,
        }
        return {
            **places,
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": sum(quantity for _lot, quantity in group),
            "restrict_partner_id": product.producer_id.id,
            "origin": self.env._("Repacked"),
            "move_line_ids": [
                Command.create(
                    {
                        **places,
                        "product_id": product.id,
                        "product_uom_id": product.uom_id.id,
                        "lot_id": lot.id,
                        "owner_id": product.producer_id.id,
                        "quantity": quantity,
                    }
                )
                for lot, quantity in group
            ],
        }
