from odoo import models


class HubOffer(models.Model):
    """Labels, origin and local: three separate facts of an offer, never mixed."""

    _inherit = "hub.offer"

    def _get_local_facts(self, client):
        """The three facts for many offers and one client, in a few queries.

        Judged on the day of delivery of each catalogue.

        :param client: the ``res.partner`` that orders; may be empty
        :return: ``{offer id: {"labels": ["Organic", …], …}}`` with, beside the labels,
            what :meth:`hub.local.definition._get_facts` says of the producer
        """
        Definition = self.env["hub.local.definition"]
        result = {}
        for day, offers in self.grouped(lambda o: o.catalogue_id.date_delivery).items():
            labels = offers.product_tmpl_id._hub_label_ids(day)
            facts = Definition._get_facts(offers.producer_id, client, day)
            for offer in offers:
                result[offer.id] = {
                    "labels": labels[offer.product_tmpl_id].mapped("name"),
                    **facts[offer.producer_id],
                }
        return result
