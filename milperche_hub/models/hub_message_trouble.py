from odoo import fields, models
from odoo.exceptions import UserError


class HubMessage(models.Model):
    """Messages that did not arrive: the address is corrected, or one calls."""

    _inherit = "hub.message"

    hub_partner_email = fields.Char(
        related="partner_id.email", string="Email", readonly=False
    )
    hub_partner_phone = fields.Char(related="partner_id.phone", string="Phone")

    def action_send_again(self):
        """Send those that came back or had no address; the others are left alone."""
        trouble = self.filtered(lambda m: m.state in ("failed", "no_address"))
        trouble.check_access("write")
        lost = trouble.filtered(lambda m: not m.partner_id.email)
        if lost:
            raise UserError(
                self.env._(
                    "Write an email address first: %(names)s.",
                    names=", ".join(lost.partner_id.mapped("name")),
                )
            )
        trouble._send()

    def action_told_otherwise(self):
        """They were told by phone: nothing more to send, and the log says so."""
        trouble = self.filtered(lambda m: m.state in ("failed", "no_address"))
        trouble.check_access("write")
        trouble.sudo().is_cancelled = True
