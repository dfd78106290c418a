from odoo import models


class ResUsers(models.Model):
    """Who sees money, and who runs the week without it."""

    _inherit = "res.users"

    def _is_without_money(self):
        """Whether this user runs the hub's week and may read no amount.

        A coordinator has core's right to invoice; whoever reads the books reads
        amounts too, volunteer or not.
        """
        return self.has_group("milperche_hub.group_volunteer") and not (
            self.has_group("account.group_account_invoice")
            or self.has_group("account.group_account_readonly")
        )
