from datetime import timedelta

from odoo import api, fields, models


class HubCatalogue(models.Model):
    """Producers are asked what they will have, some time before the opening."""

    _inherit = "hub.catalogue"

    @api.model
    def _cron_run_due_steps(self):
        result = super()._cron_run_due_steps()
        self._get_to_ask()._ask_availability()
        return result

    @api.model
    def _get_to_ask(self):
        """Drafts whose opening is near: due, whether it was done or not."""
        hours = self.env.company.hub_availability_hours
        now = fields.Datetime.now()
        return self.search(
            [
                ("state", "=", "draft"),
                ("company_id", "=", self.env.company.id),
                ("date_open", ">", now),
                ("date_open", "<=", now + timedelta(hours=hours)),
            ]
        )

    def _ask_availability(self):
        """Ask the producers who did not answer yet, each once per catalogue."""
        for catalogue in self:
            self.env["hub.message"]._post_once(
                [
                    catalogue._prepare_availability_vals(producer)
                    for producer in catalogue._get_silent_producers()
                ]
            )

    def _get_silent_producers(self):
        """Producers of this catalogue who did not say what they will have."""
        self.ensure_one()
        answered = self.producer_order_ids.filtered("date_availability").producer_id
        return self.offer_ids.producer_id - answered

    def _prepare_availability_vals(self, producer):
        named = self.with_context(lang=producer.lang or self.env.lang)
        return {
            "key": f"availability-{self.id}-{producer.id}",
            "kind": "availability",
            "partner_id": producer.id,
            "subject": named.env._("%s: what will you have?", named.name),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_availability",
                producer,
                {
                    "catalogue": named,
                    "moment": named._get_portal_moment(named.date_open),
                    "url": self.env["hub.access.link"]._get_producer_link(producer).url,
                },
            ),
            "res_model": self._name,
            "res_id": self.id,
        }
