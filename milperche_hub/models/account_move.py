from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._tie_settlement_lines()
        return posted

    def _tie_settlement_lines(self):
        """Tie client-invoice lines to the settlements of their delivered lines."""
        invoices = self.filtered(lambda m: m.move_type in ("out_invoice", "out_refund"))
        moves = invoices.invoice_line_ids.sudo().sale_line_ids.move_ids
        moves.settlement_line_ids._tie_invoice_lines()

    def button_draft(self):
        self._check_not_settled()
        return super().button_draft()

    def _check_not_settled(self):
        """A settled invoice line is corrected by a credit note, never rewritten."""
        for move in self:
            settled = move.invoice_line_ids.sudo().settlement_line_ids.settlement_id
            if any(settlement.is_posted for settlement in settled):
                raise UserError(
                    self.env._(
                        "%s is settled with its producers: make a credit note.",
                        move.name,
                    )
                )
