from datetime import timedelta

from odoo import fields, models

# A call changes several lines: one message, once it is over.
CALL_MINUTES = 15


class SaleOrder(models.Model):
    """What staff changes after the cut-off reaches the client in writing."""

    _inherit = "sale.order"

    def _write_portal_quantities(self, offers):
        result = super()._write_portal_quantities(offers)
        if self.state == "sale":
            self._post_late_recaps()
        return result

    def action_place_for_client(self):
        result = super().action_place_for_client()
        self.filtered(lambda order: order.state == "sale")._post_late_recaps()
        return result

    def _post_late_recaps(self):
        """Confirm the orders anew; a confirmation that still waits is written again."""
        confirmations = self._get_confirmations()
        date_due = fields.Datetime.now() + timedelta(minutes=CALL_MINUTES)
        fresh = []
        for order in self:
            written = confirmations.get(order.id, self.env["hub.message"])
            vals = {
                **order._prepare_recap_vals("confirmation"),
                "key": f"confirmation-{order.id}-late-{len(written)}",
                "date_due": date_due,
            }
            waiting = written.filtered(lambda m: m.state in ("waiting", "no_address"))
            if waiting:
                waiting.write({"subject": vals["subject"], "body": vals["body"]})
            else:
                fresh.append(vals)
        self.env["hub.message"]._post_once(fresh)

    def _get_confirmations(self):
        """``{order id: messages}`` of what was confirmed to the clients so far."""
        messages = (
            self.env["hub.message"]
            .sudo()
            .search(
                [
                    ("kind", "=", "confirmation"),
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                ]
            )
        )
        return messages.grouped("res_id")
