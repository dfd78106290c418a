import logging

from odoo import models
from odoo.exceptions import UserError, ValidationError

from ..tools.checked import CHECKED

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    """What happens to placed orders at the cut-off of their catalogue."""

    _inherit = "sale.order"

    def _set_aside_refused_lines(self):
        """Third moment of the gate, at the cut-off: red lines wait for a decision."""
        for line, reason in self._get_line_refusals().items():
            line.with_context(hub_lines_checked=CHECKED)._set_aside(reason)
            line.order_id.message_post(
                body=self.env._(
                    "%(product)s was set aside: %(reason)s",
                    product=line.product_id.display_name,
                    reason=reason,
                )
            )

    def _set_aside(self, reason):
        """Leave orders unconfirmed, with the reason, their offers given back."""
        self.write({"hub_date_placed": False, "hub_setaside_reason": reason})
        for order in self:
            order.message_post(body=reason)

    def _confirm_at_cutoff(self):
        """Confirm all in one call; if core refuses the set, find which one and why."""
        # Clients and coordinator hear of the cut-off by the hub's own messages and by
        # one note per order: tracking would write a message per order and delivery.
        orders = self.with_context(
            hub_lines_checked=CHECKED, hub_planned_later=True, tracking_disable=True
        )
        faulty = orders.filtered(lambda o: o._confirmation_error_message())
        for order in faulty:
            order._set_aside(order._confirmation_error_message())
        orders -= faulty
        if not orders:
            return
        try:
            with self.env.cr.savepoint():
                orders.action_confirm()
                orders._log_cutoff()
        except (UserError, ValidationError) as error:
            _logger.info("The cut-off falls back to one order at a time: %s", error)
            orders._confirm_one_by_one()

    def _log_cutoff(self):
        """One note per order, all written together."""
        self._message_log_batch(
            {
                order.id: self.env._(
                    "Confirmed at the cut-off of “%s”.", order.catalogue_id.name
                )
                for order in self
            }
        )

    def _confirm_one_by_one(self):
        for order in self:
            try:
                with self.env.cr.savepoint():
                    order.action_confirm()
                    order._log_cutoff()
            except (UserError, ValidationError) as error:
                order._set_aside(str(error))
