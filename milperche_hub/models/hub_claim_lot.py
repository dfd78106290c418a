from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

LOT_CLIENTS = 2
LOT_REASONS = ("freshness", "other")


class HubClaim(models.Model):
    """Several clients complaining of one lot: a recall may be due."""

    _inherit = "hub.claim"

    lot_client_count = fields.Integer(
        "Clients complaining of the lot", compute="_compute_lot_client_count"
    )
    suggests_recall = fields.Boolean(compute="_compute_lot_client_count")

    @api.depends("lot_id", "reason", "state")
    def _compute_lot_client_count(self):
        counts = self._count_lot_clients(self.lot_id)
        for claim in self:
            claim.lot_client_count = counts.get(claim.lot_id, 0)
            claim.suggests_recall = claim.lot_client_count >= LOT_CLIENTS

    @api.model
    def _count_lot_clients(self, lots):
        """``{lot: number of clients}`` who found goods of it bad."""
        groups = self._read_group(
            Domain("lot_id", "in", lots.ids) & self._get_lot_domain(),
            ["lot_id"],
            ["partner_id:count_distinct"],
        )
        return dict(groups)

    @api.model
    def _get_lot_domain(self):
        return self._get_defect_domain() & Domain("reason", "in", LOT_REASONS)

    def action_recall(self):
        """Start the recall of the lots concerned.

        :raise UserError: the goods carry no lot.
        """
        if not self.lot_id:
            raise UserError(self.env._("These goods carry no lot."))
        return self.lot_id.action_recall()
