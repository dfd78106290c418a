from odoo import models


class ResPartner(models.Model):
    """A producer who leaves while a sale is open."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if {"active", "is_producer", "hub_date_left"} & vals.keys():
            producers = self.filtered(lambda p: p.is_producer or "is_producer" in vals)
            if producers:
                self.env["hub.offer"]._refresh_open(
                    [("producer_id", "in", producers.ids)]
                )
        return result
