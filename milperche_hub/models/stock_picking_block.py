from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _check_hub_quantities(self):
        deliveries = self.filtered(lambda p: p.hub_role == "delivery")
        lots = deliveries.move_line_ids.filtered("quantity").lot_id
        blocked = self.env["stock.lot"]._get_blocked(lots)
        if blocked:
            raise UserError(
                self.env._(
                    "Blocked lots do not leave: %s.",
                    ", ".join(f"{lot.product_id.name} {lot.name}" for lot in blocked),
                )
            )
        return super()._check_hub_quantities()
