from odoo import api, models


class HubWeek(models.AbstractModel):
    """What producers ask: a price, a product."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            *super()._get_coordinator_exception_methods(),
            "_get_proposal_exceptions",
        ]

    @api.model
    def _get_proposal_exceptions(self, catalogues):
        """Prices and products that producers proposed."""
        proposals = self.env["hub.proposal"].search([("state", "=", "proposed")])
        if not proposals:
            return []
        return [
            self._prepare_exception(
                "info",
                self.env._("Proposals of producers"),
                self._prepare_open(
                    self.env._("Decide"),
                    proposals,
                    view="milperche_hub.hub_proposal_view_list",
                ),
                records=proposals,
                detail=self._join_names(
                    f"{p.producer_id.name}, {p.name}" for p in proposals
                ),
            )
        ]
