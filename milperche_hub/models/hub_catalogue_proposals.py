from odoo import api, models


class HubCatalogue(models.Model):
    """Approved prices are put in force on their day, before anything opens."""

    _inherit = "hub.catalogue"

    @api.model
    def _cron_run_due_steps(self):
        self.env["hub.proposal"]._apply_due()
        return super()._cron_run_due_steps()
