from odoo import api, models


class HubWeek(models.AbstractModel):
    """The nightly check found figures that were not those of the documents."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            *super()._get_coordinator_exception_methods(),
            "_get_wrong_figures_exceptions",
        ]

    @api.model
    def _get_wrong_figures_exceptions(self, catalogues):
        company = self.env.company
        ids = (company.sudo().hub_wrong_figures or {}).get("ids")
        moves = self.env["stock.move"].browse(ids).exists()
        if not moves:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Figures put right last night"),
                self._prepare_button(
                    self.env._("Seen"), company, "action_hub_figures_seen"
                ),
                records=moves,
                detail=self.env._(
                    "They were not what the documents say: %s",
                    self._join_names(
                        f"{move.picking_id.name} {move.product_id.name}"
                        for move in moves
                    ),
                ),
            )
        ]
