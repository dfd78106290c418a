from odoo import api, models


class HubCatalogue(models.Model):
    """Producers who did not answer their order are reminded once, by themselves."""

    _inherit = "hub.catalogue"

    @api.model
    def _cron_run_due_steps(self):
        result = super()._cron_run_due_steps()
        self.env["hub.producer.order"]._chase()
        return result
