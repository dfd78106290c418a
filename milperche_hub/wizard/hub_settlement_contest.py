from odoo import fields, models

from ..models.hub_settlement_contest import CHANNELS


class HubSettlementContest(models.TransientModel):
    """The coordinator records what a producer contests, in the producer's words."""

    _name = "hub.settlement.contest"
    _description = "Record a contested statement"

    settlement_id = fields.Many2one(
        "hub.settlement",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    channel = fields.Selection(CHANNELS, "Received By", required=True, default="mail")
    reason = fields.Text("What the producer says", required=True)

    def action_contest(self):
        """Record it on the settlement."""
        self.ensure_one()
        self.settlement_id.action_contest(self.reason, self.channel)
        return {"type": "ir.actions.act_window_close"}
