from datetime import timedelta

from odoo import api, fields, models


class HubOffer(models.Model):
    """An offer whose orders end before the catalogue's cut-off."""

    _inherit = "hub.offer"

    date_lock = fields.Datetime(
        "Orders End", compute="_compute_date_lock", store=True, index="btree_not_null"
    )
    date_locked = fields.Datetime("Locked On", readonly=True, copy=False)

    @api.depends(
        "catalogue_id.date_close",
        "catalogue_id.date_delivery",
        "product_id.product_tmpl_id.hub_cutoff_days",
        "producer_id.hub_cutoff_days",
    )
    def _compute_date_lock(self):
        for offer in self:
            offer.date_lock = offer._get_date_lock()

    def _get_date_lock(self):
        """When orders end, if it is before the cut-off of the catalogue."""
        self.ensure_one()
        catalogue = self.catalogue_id
        days = self.product_tmpl_id.hub_cutoff_days or self.producer_id.hub_cutoff_days
        if not days or not catalogue.date_close or not catalogue.date_delivery:
            return False
        closing = catalogue._to_local(catalogue.date_close)
        moment = catalogue._localize(
            catalogue.date_delivery - timedelta(days=days),
            closing.hour + closing.minute / 60,
        )
        return moment if moment < catalogue.date_close else False

    def _is_locked(self):
        """Whether orders for this offer have ended before the catalogue's cut-off."""
        self.ensure_one()
        return bool(self.date_lock and self.date_lock <= fields.Datetime.now())

    def _get_lock_sentence(self):
        return self.env._(
            "orders ended on %s", self.catalogue_id._get_portal_moment(self.date_lock)
        )
