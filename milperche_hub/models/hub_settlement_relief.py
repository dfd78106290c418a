from odoo import api, models


class HubSettlement(models.Model):
    """What a producer bears because others had to replace what it did not bring."""

    _inherit = "hub.settlement"

    @api.model
    def _generate(self, producers, date_from, date_to):
        settlements = super()._generate(producers, date_from, date_to)
        settlements._charge_reliefs()
        return settlements

    def _charge_reliefs(self):
        """Add the reductions charged to these producers, each once."""
        settlement_of = {record.producer_id: record for record in self}
        reductions = self.env["hub.reduction"].search(
            [
                ("hub_charged_producer_id", "in", self.producer_id.ids),
                ("hub_charge_line_id", "=", False),
                ("company_id", "in", self.company_id.ids),
                ("date", "<=", max(self.mapped("date_to"), default=False)),
            ]
        )
        lines = self.env["hub.settlement.line"].create(
            [
                reduction._prepare_charge_vals(
                    settlement_of[reduction.hub_charged_producer_id]
                )
                for reduction in reductions
            ]
        )
        for reduction, line in zip(reductions, lines, strict=True):
            reduction.hub_charge_line_id = line
