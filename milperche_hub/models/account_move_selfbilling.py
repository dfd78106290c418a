from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """An invoice in another's name: corrected by a credit note, never rewritten."""

    _inherit = "account.move"

    hub_is_selfbill = fields.Boolean(
        "Self-billed", compute="_compute_hub_is_selfbill", store=True
    )
    hub_corrects = fields.Char(
        "Corrects",
        readonly=True,
        copy=False,
        help="Numbers of the invoices it corrects.",
    )

    @api.depends("journal_id.is_self_billing", "move_type")
    def _compute_hub_is_selfbill(self):
        for move in self:
            move.hub_is_selfbill = (
                move.journal_id.is_self_billing and move.is_purchase_document()
            )

    def button_draft(self):
        self._check_selfbill_final()
        return super().button_draft()

    def button_cancel(self):
        self.filtered(lambda move: move.state == "posted")._check_selfbill_final()
        return super().button_cancel()

    def _check_selfbill_final(self):
        for move in self:
            if move.hub_is_selfbill and move.posted_before:
                raise UserError(
                    self.env._(
                        "%s was made out in its producer's name: correct it by a credit"
                        " note.",
                        move.name,
                    )
                )

    def _reverse_moves(self, default_values_list=None, cancel=False):
        reversals = super()._reverse_moves(default_values_list, cancel)
        for move, reversal in zip(self, reversals, strict=True):
            if move.hub_is_selfbill:
                reversal.hub_corrects = move.name
        return reversals

    def _get_selfbill_signature(self):
        """Whether a document waits for its producer's signature."""
        self.ensure_one()
        return (
            self.hub_is_selfbill and self.state == "draft" and bool(self.hub_corrects)
        )
