from odoo import api, models


class HubWeek(models.AbstractModel):
    """What the runs ask of the coordinator."""

    _inherit = "hub.week"

    @api.model
    def _get_exception_methods(self):
        return [
            "_get_stop_problem_exceptions",
            *super()._get_exception_methods(),
            "_get_run_warning_exceptions",
        ]

    @api.model
    def _get_stop_problem_exceptions(self, catalogues):
        """Stops that the driver served, and whose delivery could not be validated."""
        stops = self.env["hub.run.stop"].search([("problem", "!=", False)])
        stops = stops.filtered(
            lambda s: any(p.state not in ("done", "cancel") for p in s.picking_ids)
        )
        if not stops:
            return []
        return [
            self._prepare_exception(
                "danger",
                self.env._("Served by the driver, not validated"),
                self._prepare_button(self.env._("Validate"), stops, "action_validate"),
                stops,
                self._join_names(
                    f"{stop.partner_id.name} ({stop.problem})" for stop in stops
                ),
            )
        ]

    @api.model
    def _get_run_warning_exceptions(self, catalogues):
        """Runs under way that are too heavy, late, or without van or driver."""
        runs = catalogues.delivery_ids.batch_id.filtered(
            lambda b: b.round_id and b.state == "in_progress" and b.hub_warning
        )
        return [
            self._prepare_exception(
                "warning" if run._is_overloaded() else "info",
                self.env._("Before %s leaves", run.round_id.name),
                self._prepare_open(self.env._("See the run"), run),
                detail=" ".join(run._get_warnings()),
            )
            for run in runs
        ]
