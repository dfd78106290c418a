from odoo import api, fields, models


class AccountPartialReconcile(models.Model):
    """However a flat-rate farmer is paid, his purchase slip leaves with the payment.

    By the list of transfers, a payment order, the match of a bank line, by hand or
    by what he owes the hub: all of them end in a reconciliation.
    """

    _inherit = "account.partial.reconcile"

    hub_producer_id = fields.Many2one(
        related="credit_move_id.partner_id.commercial_partner_id",
        string="Producer Paid",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials.sudo()._filter_slips().debit_move_id.move_id._post_purchase_slips()
        return partials

    def unlink(self):
        entries = self.sudo()._filter_slips().debit_move_id.move_id
        result = super().unlink()
        entries.exists()._cancel_purchase_slips()
        return result

    def _filter_slips(self):
        """Payments of self-billed invoices of flat-rate farmers."""
        return self.filtered(
            lambda partial: (
                partial.credit_move_id.move_id.hub_is_selfbill
                and partial.debit_move_id.move_id.move_type != "in_refund"
                and partial.credit_move_id.move_id._is_flat_rate()
            )
        )
