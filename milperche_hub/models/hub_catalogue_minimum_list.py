from odoo import fields, models


class HubCatalogue(models.Model):
    """At the cut-off, what stayed below a minimum is listed for a decision."""

    _inherit = "hub.catalogue"

    minimum_ids = fields.One2many("hub.minimum", "catalogue_id", "Below a Minimum")

    def _list_minimums(self):
        for catalogue in self:
            self.env["hub.minimum"].sudo()._list_below(catalogue.sudo())

    def action_close(self):
        opened = self.filtered(lambda c: c.state == "open")
        result = super().action_close()
        opened.filtered(lambda c: c.state == "closed")._list_minimums()
        return result
