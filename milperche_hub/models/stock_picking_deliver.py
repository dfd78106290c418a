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
        """Put deliveries into the run of their client's round.

        A delivery on a day when no round passes at the client's moves to the first
        day after it when one does.

        :return: True
        """
        rounds = self.env["hub.round"]
        deliveries = self.filtered(lambda p: p.state not in ("done", "cancel"))
        stop_of = rounds._get_stop_by_client_and_day(deliveries)
        for delivery in deliveries:
            day = delivery._get_delivery_day()
            if (delivery.partner_id, day.weekday()) not in stop_of:
                delivery._move_to_day(
                    rounds._get_delivery_day(delivery.partner_id, day)
                )
        rounds._plan_batches(deliveries)
        return True

    def _move_to_day(self, day):
        """Deliver at noon of another local day, as the order says it too."""
        moment = self.env["hub.catalogue"]._localize(day, 12.0)
        self.sale_id.commitment_date = moment
        self.scheduled_date = moment
