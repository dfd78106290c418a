from datetime import timedelta

from odoo import api, fields, models

DAYS = 14


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
