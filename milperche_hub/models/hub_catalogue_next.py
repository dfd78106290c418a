from datetime import timedelta

from odoo import fields, models


class HubCatalogue(models.Model):
    """The dates of the week that follows."""

    _inherit = "hub.catalogue"

    def _prepare_next_vals(self):
        """Values of the first week after this one whose cut-off is still to come."""
        self.ensure_one()
        weeks = 1
        while self._shift(self.date_close, weeks) <= fields.Datetime.now():
            weeks += 1
        return {
            "company_id": self.company_id.id,
            "date_open": self._shift(self.date_open, weeks),
            "date_close": self._shift(self.date_close, weeks),
            "date_dropoff": self._shift(self.date_dropoff, weeks),
            "date_delivery": self.date_delivery + timedelta(weeks=weeks),
        }

    def _shift(self, moment, weeks):
        """Same hour on the hub's clock, weeks later, summer time or not."""
        local = self._to_local(moment)
        return self._localize(
            local.date() + timedelta(weeks=weeks), local.hour + local.minute / 60
        )
