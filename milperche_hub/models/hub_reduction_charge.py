from odoo import fields, models


class HubReduction(models.Model):
    """A reduction the hub grants and takes back from the producer who caused it."""

    _inherit = "hub.reduction"

    hub_charged_producer_id = fields.Many2one(
        "res.partner", "Charged to", readonly=True, index="btree_not_null"
    )
    hub_charge_line_id = fields.Many2one(
        "hub.settlement.line", "Charged in", readonly=True, ondelete="set null"
    )

    def _prepare_charge_vals(self, settlement):
        """The adjustment that takes it off the settlement of who caused it."""
        self.ensure_one()
        return {
            "settlement_id": settlement.id,
            "kind": "adjustment",
            "date": max(min(self.date, settlement.date_to), settlement.date_from),
            "reason": f"{self.product_id.name}: {self.reason}",
            "borne_by": "producer",
            "amount_gross": 0.0,
            "amount_net": -self.amount,
            "amount_borne": -self.amount,
        }
