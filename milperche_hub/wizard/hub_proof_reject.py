from odoo import fields, models


class HubProofReject(models.TransientModel):
    """Why a proof is refused, in words that its producer will read."""

    _name = "hub.proof.reject"
    _description = "Reject a proof"

    proof_ids = fields.Many2many("hub.proof", required=True)
    reason = fields.Char(required=True, help="The producer reads it, by mail as well.")

    def action_reject(self):
        """Refuse the proofs for this reason."""
        self.ensure_one()
        self.proof_ids.rejection_reason = self.reason
        self.proof_ids.action_reject()
        return {"type": "ir.actions.act_window_close"}
