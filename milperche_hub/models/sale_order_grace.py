from datetime import timedelta

from odoo import fields, models

from .hub_catalogue_step import GRACE


class SaleOrder(models.Model):
    """Pressing in the second of the cut-off."""

    _inherit = "sale.order"

    def _is_in_time(self):
        """Whether this order may still be changed and placed by its client.

        Until the cut-off; a basket begun before it has one minute more, so that who
        pressed in time is not refused by a slow line.
        """
        self.ensure_one()
        catalogue = self.catalogue_id
        if catalogue.is_accepting:
            return True
        end = catalogue.date_close + timedelta(seconds=GRACE)
        return (
            catalogue.state == "open"
            and catalogue.date_open <= fields.Datetime.now() < end
            and self.create_date < catalogue.date_close
        )
