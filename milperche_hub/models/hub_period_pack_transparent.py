from odoo import models


class HubPeriod(models.Model):
    """Sales in the producers' names are not the hub's: a part of their own."""

    _inherit = "hub.period"

    def _get_vat_senses(self):
        return {
            **super()._get_vat_senses(),
            "mandate": self.env._("Sales in producers' names"),
            "rendering": self.env._("Accounts rendered, no VAT"),
        }

    def _get_vat_sense(self, move):
        if move.hub_seller_id:
            return "mandate"
        if "rendering" in move.hub_settlement_ids.mapped("bill_kind"):
            return "rendering"
        return super()._get_vat_sense(move)

    def _get_vat_regime(self, move, sense):
        if sense == "mandate":
            return move.hub_seller_id._get_vat_regime(move._get_vat_day())
        return super()._get_vat_regime(move, sense)
