from datetime import timedelta

from odoo import api, fields, models

DAYS = 14
PROOF_DAYS = 70


class HubAccessLink(models.Model):
    """A producer's own link: what to bring and what it has, no settlement."""

    _inherit = "hub.access.link"

    @api.model
    def _get_routes(self):
        return {**super()._get_routes(), "producer": "/my/producer/link/{token}"}

    @api.model
    def _get_producer_link(self, producer):
        """The producer's live link, good for two weeks from its last message."""
        end = fields.Datetime.now() + timedelta(days=DAYS)
        return self._get("producer", producer, date_end=end)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _hub_get_proofs_url(self):
        """The page on which this producer sends a proof, without a password."""
        self.ensure_one()
        # a link of its own: those of the weeks end sooner than what is to renew
        end = fields.Datetime.now() + timedelta(days=PROOF_DAYS)
        link = self.env["hub.access.link"]._get("producer", self, self, end)
        return f"{link.url}/proofs"
