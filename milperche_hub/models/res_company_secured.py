from odoo import api, models


class ResCompany(models.Model):
    """The hub's sales and self-billing journals are secured by hash, entry by entry."""

    _inherit = "res.company"

    def _hub_setup_accounting(self):
        result = super()._hub_setup_accounting()
        self.sudo()._hub_secure_journals()
        return result

    def _hub_secure_journals(self):
        """Secure the journals clients and producers are invoiced in, once.

        An entry posted there can no longer be changed or put back to draft: a
        correction is a credit note.
        """
        self._hub_get_journals_to_secure().filtered(
            lambda journal: not journal.restrict_mode_hash_table
        ).restrict_mode_hash_table = True

    @api.model
    def _hub_get_journals_to_secure(self):
        journals = self.env["account.journal"]
        for company in self.filtered("chart_template"):
            journals |= journals.search(
                [
                    *journals._check_company_domain(company),
                    ("type", "=", "sale"),
                ]
            )
            journals |= company.hub_selfbilling_journal_id
        return journals
