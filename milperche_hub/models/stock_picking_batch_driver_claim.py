from odoo import models


class StockPickingBatch(models.Model):
    """The driver's page also notes what a client finds wrong."""

    _inherit = "stock.picking.batch"

    def _get_driver_data(self):
        fields = self.env["hub.claim"]._fields
        return {
            **super()._get_driver_data(),
            "reasons": fields["reason"]._description_selection(self.env),
            "wishes": fields["wish"]._description_selection(self.env),
        }

    def _get_driver_terms(self):
        return {
            **super()._get_driver_terms(),
            "claims": self.env._("Something wrong?"),
            "claim_none": self.env._("No"),
            "claim_all": self.env._("all of it"),
            "claim_wish": self.env._("The client would like"),
        }
