from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPickingBatch(models.Model):
    """A run that a volunteer drives in a car of their own: the kilometres count.

    They are an activity of the association, with the run as its proof, and the line of
    a mileage claim.
    """

    _inherit = "stock.picking.batch"

    hub_is_own_car = fields.Boolean("Volunteer's Own Car")
    hub_activity_ids = fields.One2many(
        "hub.activity.record", "batch_id", groups="milperche_hub.group_coordinator"
    )
    hub_is_mileage_recorded = fields.Boolean(
        compute="_compute_hub_is_mileage_recorded", compute_sudo=True
    )

    @api.depends("hub_activity_ids")
    def _compute_hub_is_mileage_recorded(self):
        for run in self:
            run.hub_is_mileage_recorded = bool(run.hub_activity_ids)

    def action_record_mileage(self):
        """Record the hours and the kilometres of finished runs, once each.

        :raises UserError: a run is not finished, not in a volunteer's own car, or
            nobody drives it.
        """
        for run in self:
            if run.state != "done" or not run.hub_is_own_car:
                raise UserError(
                    self.env._("Record a finished run in a volunteer's own car.")
                )
            if not run.driver_id:
                raise UserError(self.env._("Say first who drove %s.", run.name))
        fresh = self.filtered(lambda run: not run.hub_is_mileage_recorded)
        vals_list = [run._prepare_mileage_vals() for run in fresh]
        return self.env["hub.activity.record"].create(vals_list)

    def _prepare_mileage_vals(self):
        self.ensure_one()
        today = fields.Date.context_today(self)
        return {
            "name": self.round_id.name or self.name,
            "kind": "volunteer",
            "date": min(self._get_run_day() or today, today),
            "partner_id": self.driver_id.id,
            "people": 1,
            "hours": self.hub_hours,
            "km": self.hub_km,
            "km_price": self.company_id.hub_volunteer_km_price,
            "batch_id": self.id,
            "company_id": self.company_id.id,
        }
