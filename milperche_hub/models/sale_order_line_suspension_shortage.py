from odoo import api, models
from odoo.fields import Domain


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model
    def _get_to_decide_domain(self):
        """A shortage decides on its lines: they are not asked about twice."""
        return super()._get_to_decide_domain() & Domain("offer_id.is_short", "=", False)
