from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """The star a client puts beside a line of its order."""

    _inherit = "sale.order"

    def _set_portal_must_have(self, line_id, value):
        """Mark one of the client's own lines, or take the mark off.

        :param value: true or false, as received.
        :raise UserError: it is not a line of this order, or orders are closed.
        """
        self.ensure_one()
        self._check_portal_editable()
        line = self._get_portal_lines().filtered(lambda x: x.id == line_id)
        if not line:
            raise UserError(self.env._("This line is not in your order."))
        line.hub_must_have = bool(value)
