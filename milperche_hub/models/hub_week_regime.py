from odoo import api, models

#: part of the threshold of the VAT exemption from which the coordinator is warned
ALERT_PART = 0.8


class HubWeek(models.AbstractModel):
    """The hub in VAT exemption comes near its threshold."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            *super()._get_coordinator_exception_methods(),
            "_get_franchise_exceptions",
        ]

    @api.model
    def _get_franchise_exceptions(self, catalogues):
        """Sales of the year at 80 % of what the exemption allows, or past it."""
        company = self.env.company
        today = self._today()
        threshold = company.hub_franchise_threshold
        if company._get_hub_vat_regime(today) != "franchise" or threshold <= 0:
            return []
        turnover = company.sudo()._get_hub_turnover(today.year)
        if turnover < ALERT_PART * threshold:
            return []
        return [
            self._prepare_exception(
                "danger" if turnover >= threshold else "warning",
                self.env._("The VAT exemption comes to its end"),
                self._prepare_open(
                    self.env._("See the schemes"),
                    company.partner_id.hub_vat_regime_ids,
                ),
                detail=self.env._(
                    "%(turnover)s sold this year, threshold %(threshold)s: ask your"
                    " accountant from when VAT is due.",
                    turnover=self._format_money(turnover),
                    threshold=self._format_money(threshold),
                ),
            )
        ]
