from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Deliveries moved on by one click, whole sets at a time."""

    _inherit = "stock.picking"

    def action_deliver(self):
        """Validate deliveries with the quantities shown on them.

        :raise UserError: a drop-off of their week is still expected.
        :return: True
        """
        expected = self.catalogue_id.dropoff_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        if expected:
            raise UserError(
                self.env._(
                    "Receive or cancel these drop-offs first: %s",
                    ", ".join(expected.partner_id.mapped("name")),
                )
            )
        return self._deliver()

    def action_plan_run(self):
        """Put deliveries into the day's run of their client's round."""
        self.env["hub.round"]._plan_batches(self)
        return True
