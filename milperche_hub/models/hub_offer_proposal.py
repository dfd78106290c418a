from odoo import models


class HubOffer(models.Model):
    """Approved prices reach the weeks they were approved for."""

    _inherit = "hub.offer"

    def _prepare_next_offer_vals(self, catalogue):
        """A price approved from a day between the two weeks replaces the old one."""
        vals = super()._prepare_next_offer_vals(catalogue)
        proposals = self.product_tmpl_id.sudo().hub_proposal_ids.filtered(
            lambda p: (
                p.kind == "price"
                and p.state == "approved"
                and self.catalogue_id.date_delivery < p.date_start
                and p.date_start <= catalogue.date_delivery
            )
        )
        if proposals:
            last = max(proposals, key=lambda p: (p.date_start, p.id))
            vals["price_unit"] = last.price_unit
        return vals
