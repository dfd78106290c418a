from odoo import api, models


class HubSettlement(models.Model):
    """What a producer bears because others had to replace what it did not bring."""

    _inherit = "hub.settlement"

    @api.model
    def _generate(self, producers, date_from, date_to):
        settlements = super()._generate(producers, date_from, date_to)
        for settlement in settlements:
            settlement._charge_reliefs()
        return settlements

    def _charge_reliefs(self):
        """Add the reductions charged to this producer, each once."""
        self.ensure_one()
        reductions = self.env["hub.reduction"].search(
            [
                ("hub_charged_producer_id", "=", self.producer_id.id),
                ("hub_charge_line_id", "=", False),
                ("company_id", "=", self.company_id.id),
                ("date", "<=", self.date_to),
            ]
        )
        for reduction in reductions:
            reduction.hub_charge_line_id = self.env["hub.settlement.line"].create(
                reduction._prepare_charge_vals(self)
            )
