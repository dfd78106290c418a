from odoo import api, models


class HubWeek(models.AbstractModel):
    """The card of what came too much."""

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
