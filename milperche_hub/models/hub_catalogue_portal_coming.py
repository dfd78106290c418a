from odoo import api, fields, models
from odoo.fields import Domain

WEEKS_AHEAD = 4


class HubCatalogue(models.Model):
    """The weeks to come: baskets can be filled before the catalogue opens."""

    _inherit = "hub.catalogue"

    @api.model
    def _get_portal_coming(self):
        """The next four catalogues that are not open yet, the first to come first."""
        return self.search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "draft")
            & Domain("date_close", ">", fields.Datetime.now())
            & Domain("offer_ids", "!=", False),
            order="date_delivery, id",
            limit=WEEKS_AHEAD,
        )

    def _is_coming(self):
        """Whether a basket may be filled here before the opening."""
        self.ensure_one()
        return self.state == "draft" and self in self._get_portal_coming()

    def _takes_baskets(self):
        return super()._takes_baskets() or self._is_coming()

    def action_open(self):
        """Baskets filled before take the prices of the opening, unplaced."""
        drafts = self.filtered(lambda c: c.state == "draft")
        result = super().action_open()
        for catalogue in drafts.sudo():
            baskets = catalogue.order_ids.filtered(lambda o: o.state == "draft")
            baskets._refresh_wishes()
            self.env["sale.order"].sudo()._prepare_usual_baskets(catalogue)
        return result
