from odoo import models
from odoo.tools import formatLang


class HubShortageLine(models.Model):
    """What a client reads of its shortage."""

    _inherit = "hub.shortage.line"

    def _is_told(self):
        """Whether the client gets less than ordered."""
        return self.uom_id.compare(self.quantity_after, self.quantity_before) < 0

    def _prepare_message_vals(self, key):
        order = self.order_id
        client = order.partner_id
        named = self.with_context(lang=client.lang or self.env.lang)
        return {
            "key": key,
            "kind": "shortage",
            "partner_id": client.id,
            "subject": named.env._(
                "%(catalogue)s: less than you ordered",
                catalogue=order.catalogue_id.name,
            ),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_shortage",
                client,
                {
                    "order": order,
                    "lines": [line._get_message_values() for line in named],
                },
            ),
            "res_model": order._name,
            "res_id": order.id,
        }

    def _get_message_values(self):
        """One line of the message, before → after, in the language of its reader."""
        self.ensure_one()
        text = self.env["hub.catalogue"]._format_portal_quantity
        instead = self._replaces()
        effect = formatLang(self.env, self.price_effect, currency_obj=self.currency_id)
        return {
            "product": self.offer_id.product_id.name,
            "before": text(self.quantity_before),
            "after": text(self.quantity_after),
            "unit": self.uom_id._get_hub_name(),
            "instead": instead.substitute_offer_id.product_id.name or "",
            "instead_quantity": text(self.substitute_quantity),
            "effect": f"+{effect}" if self.price_effect > 0 else effect,
        }
