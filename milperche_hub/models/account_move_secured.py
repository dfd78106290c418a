from odoo import models


class AccountMove(models.Model):
    """The journals of the hub's invoices are secured by hash, entry by entry.

    Once an invoice for producers' goods is posted in a journal, nothing posted there
    can be changed any more: a correction is a credit note. Other journals are left
    as their bookkeeper wants them.
    """

    _inherit = "account.move"

    def _post(self, soft=True):
        self._get_hub_journals().filtered(
            lambda journal: not journal.restrict_mode_hash_table
        ).restrict_mode_hash_table = True
        return super()._post(soft=soft)

    def _get_hub_journals(self):
        """Journals of clients' invoices for producers' goods and of self-billing."""
        moves = self.filtered(lambda m: m._is_hub_invoice() or m.hub_is_selfbill)
        return moves.journal_id.sudo()
