from odoo import api, models


class HubProof(models.Model):
    """What changes of a proof shows at once on the offers that clients see."""

    _inherit = "hub.proof"

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        proofs._refresh_offers()
        return proofs

    def write(self, vals):
        result = super().write(vals)
        if set(self._get_evidence_fields()) & vals.keys():
            self._refresh_offers()
        return result

    def _refresh_offers(self):
        self.env["hub.offer"]._refresh_open(
            [("producer_id", "in", self.producer_id.ids)]
        )
