from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Who lets the hub invoice its clients in his name (CGI 289 I-2)."""

    _inherit = "res.partner"

    def _check_hub_mandates(self):
        """The law wants a written mandate before an invoice in another's name.

        :raise UserError: naming the producers who gave none that holds today.
        """
        today = fields.Date.context_today(self)
        lacking = self.sudo().filtered(
            lambda producer: not producer._has_mandate(today)
        )
        if lacking:
            raise UserError(
                self.env._(
                    "Clients are invoiced in the producers' name by a written mandate"
                    " only. Note it on the form of: %s.",
                    ", ".join(lacking.sorted("name").mapped("name")),
                )
            )
