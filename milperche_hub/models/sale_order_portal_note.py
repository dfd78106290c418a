from odoo import fields, models
from odoo.exceptions import UserError

LENGTH = 500


class SaleOrder(models.Model):
    """A word of the client about its menu, beside its order."""

    _inherit = "sale.order"

    hub_client_note = fields.Text(
        "Client's Note", copy=False, help="Typed by the client with its order."
    )

    def _set_portal_note(self, text):
        """Keep what a client says of its menu.

        :raise UserError: it is no text, too long, or orders are closed.
        """
        self.ensure_one()
        self._check_portal_editable()
        if not isinstance(text, str) or len(text) > LENGTH:
            raise UserError(self.env._("A note has at most %s characters.", LENGTH))
        self.hub_client_note = text.strip() or False
