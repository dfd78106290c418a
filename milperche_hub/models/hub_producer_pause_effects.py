from datetime import timedelta

from odoo import fields, models

MEMORY_WEEKS = 8
USUAL_ORDERS = 2


class HubProducerPause(models.Model):
    """A pause takes goods off sale, out of drafts, and tells the usual clients."""

    _inherit = "hub.producer.pause"

    def _get_offers(self):
        """Offers of the paused producers whose drop-off falls into the pause."""
        offers = self.env["hub.offer"].search(
            [
                ("producer_id", "in", self.producer_id.ids),
                ("catalogue_id.state", "in", ("draft", "open")),
            ]
        )
        return offers.filtered(
            lambda o: any(
                pause.producer_id == o.producer_id and pause._covers(o._get_pause_day())
                for pause in self
            )
        )

    def _take_effect(self):
        """Only what lies on the shelf stays on sale; may be called again."""
        for pause in self.sudo().filtered(lambda p: not p.is_cancelled):
            offers = pause._get_offers()
            for offer in offers:
                offer._limit_to_shelf()
            offers._check_suspensions()
            off_sale = offers.filtered("is_suspended")
            clients = off_sale._get_ordering_clients()
            off_sale._leave_drafts()
            pause._tell_clients(clients | pause._get_usual_clients())

    def _get_usual_clients(self):
        """Clients who ordered from this producer at least twice in eight weeks."""
        self.ensure_one()
        rows = self.env["sale.order.line"]._read_group(
            [
                ("producer_id", "=", self.producer_id.id),
                ("state", "=", "sale"),
                ("product_uom_qty", ">", 0),
                (
                    "order_id.date_order",
                    ">=",
                    fields.Datetime.now() - timedelta(weeks=MEMORY_WEEKS),
                ),
            ],
            ["order_partner_id"],
            ["order_id:count_distinct"],
        )
        usual = [client for client, orders in rows if orders >= USUAL_ORDERS]
        return self.env["res.partner"].union(*usual)

    def _tell_clients(self, clients):
        return self.env["hub.message"]._post_once(
            [self._prepare_message_vals(client) for client in clients]
        )

    def _prepare_message_vals(self, client):
        self.ensure_one()
        named = self.with_context(lang=client.lang or self.env.lang)
        return {
            "key": f"pause-{self.id}-{client.id}",
            "kind": "pause",
            "partner_id": client.id,
            "subject": named.env._(
                "%(producer)s pauses %(dates)s",
                producer=self.producer_id.name,
                dates=named._get_dates_text(),
            ),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_pause",
                client,
                {"pause": named, "dates": named._get_dates_text()},
            ),
            "res_model": self._name,
            "res_id": self.id,
        }
