from odoo import api, models


class HubWeek(models.AbstractModel):
    """What the goods that come ask of the coordinator."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            "_get_shortage_exceptions",
            *super()._get_coordinator_exception_methods(),
        ]

    @api.model
    def _get_shortage_exceptions(self, catalogues):
        """Less there is than what was ordered, and nobody decided who gets less."""
        shortages = self.env["hub.shortage"].search(
            [("state", "=", "open"), ("catalogue_id", "in", catalogues.ids)]
        )
        if not shortages:
            return []
        text = self.env["hub.catalogue"]._format_portal_quantity
        return [
            self._prepare_exception(
                "danger",
                self.env._("Shortage: decide who gets less"),
                self._prepare_open(
                    self.env._("See the proposal"),
                    shortages,
                    title=self.env._("Shortages"),
                ),
                records=shortages,
                detail=self._join_names(
                    self.env._(
                        "%(product)s: %(available)s of %(wanted)s %(unit)s",
                        product=shortage.product_id.name,
                        available=text(shortage.quantity_available),
                        wanted=text(shortage.quantity_wanted),
                        unit=shortage.uom_id._get_hub_name(),
                    )
                    for shortage in shortages
                ),
                catalogue=shortages.catalogue_id
                if len(shortages.catalogue_id) == 1
                else None,
            )
        ]
