from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    hub_dues_year = fields.Integer(
        string="Dues Of",
        copy=False,
        index="btree_not_null",
        groups="account.group_account_readonly,account.group_account_invoice",
        help="The year of membership this invoice is for; empty: its date's.",
    )

    @api.model
    def _hub_get_dues(self, domain=None):
        """Return the association's dues invoices of the company, drafts included.

        :param domain: which ones, all when not given
        :return: ``[(commercial partner, year, invoice)]``
        """
        invoices = self.sudo().search(
            [
                ("company_id", "=", self.env.company.id),
                ("move_type", "=", "out_invoice"),
                ("state", "!=", "cancel"),
                ("payment_state", "!=", "reversed"),
                ("invoice_line_ids.product_id.hub_is_dues", "=", True),
                *(domain or []),
            ]
        )
        return [
            (invoice.commercial_partner_id, invoice._hub_get_dues_year(), invoice)
            for invoice in invoices
        ]

    def _hub_get_dues_year(self):
        self.ensure_one()
        day = self.invoice_date or self.date or self.create_date
        return self.hub_dues_year or day.year

    def _hub_get_dues_state(self, today):
        """Where a dues invoice leaves its member: "paid", "overdue" or "invoiced"."""
        self.ensure_one()
        if self.payment_state in ("paid", "in_payment"):
            return "paid"
        due = self.invoice_date_due
        return "overdue" if due and due < today else "invoiced"
