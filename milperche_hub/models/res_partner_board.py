from odoo import models
from odoo.tools import format_datetime


class ResPartner(models.Model):
    """A producer on the availability board."""

    _inherit = "res.partner"

    def _get_board_values(self, order):
        """Who it is, how to call it, whether it answered.

        :param order: its ``hub.producer.order`` in the catalogue; may be None.
        """
        self.ensure_one()
        answered = order.date_availability if order else False
        zone = self.env["hub.catalogue"]._get_hub_timezone().zone
        sources = dict(
            self.env["hub.producer.order"]
            ._fields["availability_source"]
            ._description_selection(self.env)
        )
        return {
            "id": self.id,
            "name": self.name,
            "phone": self.phone or "",
            "answered": format_datetime(
                self.env, answered, tz=zone, dt_format="EEE d MMM HH:mm"
            )
            if answered
            else "",
            "source": sources.get(order.availability_source, "") if order else "",
        }
