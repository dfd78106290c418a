from odoo import fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Who lets the hub invoice its clients in his name (CGI 289 I-2)."""

    _inherit = "res.partner"

    def _check_hub_mandates(self):
        """The law wants a written mandate before an invoice in another's name.

        :raise UserError: naming the producers who gave none that holds today.
        """
        refusal = self._get_mandate_refusal()
        if refusal:
            raise UserError(refusal)

    def _get_mandate_refusal(self):
        """Who of these producers gave no mandate, in words; empty when all did."""
        today = fields.Date.context_today(self)
        lacking = self.sudo().filtered(lambda p: not p._has_mandate(today))
        if not lacking:
            return ""
        return self.env._(
            "Clients are invoiced in the producers' name by a written mandate only."
            " Note it on the form of: %s.",
            ", ".join(lacking.sorted("name").mapped("name")),
        )
