from datetime import timedelta

from odoo import api, fields, models


class HubProducerOrder(models.Model):
    """A reminder after some hours, before the phone."""

    _inherit = "hub.producer.order"

    version_chased = fields.Integer("Version Reminded of", readonly=True, copy=False)

    @api.model
    def _chase(self):
        """Remind the producers who did not answer, once for each version.

        :return: the messages written
        """
        company = self.env.company
        now = fields.Datetime.now()
        since = now - timedelta(hours=company.hub_producer_chase_hours)
        orders = self.search(
            [
                ("answer", "=", "waiting"),
                ("date_told", "<=", since),
                ("company_id", "=", company.id),
                ("catalogue_id.state", "in", ("open", "closed")),
                ("catalogue_id.date_dropoff", ">", now),
            ]
        )
        late = orders.filtered(
            lambda o: o.version_chased < o.version and o._get_dropoffs()
        )
        messages = self.env["hub.message"]._post_once(
            [order._prepare_chase_vals() for order in late]
        )
        for version, orders in late.grouped("version").items():
            orders.version_chased = version
        return messages

    def _prepare_chase_vals(self):
        producer = self.producer_id
        named = self.with_context(lang=producer.lang or self.env.lang)
        Catalogue = named.env["hub.catalogue"]
        return {
            "key": f"producer-chase-{self.id}-{self.version}",
            "kind": "producer_chase",
            "partner_id": producer.id,
            "subject": named.env._(
                "%s: we have no answer to your order yet", self.catalogue_id.name
            ),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_supply_chase",
                producer,
                {
                    "order": named,
                    "slot": Catalogue._get_portal_moment(named.date_dropoff),
                    "url": self.env["hub.access.link"]._get_producer_link(producer).url,
                },
            ),
            "res_model": self._name,
            "res_id": self.id,
        }
