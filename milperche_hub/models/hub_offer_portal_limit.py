from odoo import models
from odoo.tools import float_compare

from .hub_offer_portal import DIGITS


class HubOffer(models.Model):
    """The least and the most per client, where clients order."""

    _inherit = "hub.offer"

    def _get_portal_values(self, context, quantity, refusal):
        values = super()._get_portal_values(context, quantity, refusal)
        least, most = self._get_portal_limits()
        text, unit = context["text"], values["unit"]
        values.update(
            least=least,
            most=most,
            least_text=least and self.env._("from %s", f"{text(least)} {unit}") or "",
            most_text=most and f"{text(most)} {unit}" or "",
        )
        if most:
            values["available_text"] = self._get_portal_left_text(context)
        return values

    def _get_portal_left_text(self, context):
        """What is left for all clients, beside what one of them may take."""
        everything = self.with_context(hub_for_client=True)
        left = everything._get_portal_available(context["held"].get(self.id, 0.0))
        if left is None:
            return self.env._("on demand")
        unit = context["unit"](self.product_tmpl_id.uom_id)[0]
        return context["left"](f"{context['text'](left)} {unit}")

    def _get_portal_limits(self):
        """``(least, most)`` of one client's order, 0 when there is no limit."""
        if self.env.context.get("hub_for_client"):
            # The hub's staff, with the client on the phone, decides.
            return 0.0, 0.0
        return self.client_minimum, self.client_maximum

    def _get_portal_available(self, held):
        available = super()._get_portal_available(held)
        most = self._get_portal_limits()[1]
        if not most:
            return available
        # What is held already was granted, whatever the limit is since.
        most = max(most, held)
        return most if available is None else min(available, most)

    def _get_portal_refusal(self, wanted, current, held):
        refusal = super()._get_portal_refusal(wanted, current, held)
        if refusal or not wanted or float_compare(wanted, current, DIGITS) == 0:
            return refusal
        return self._get_portal_least_refusal(wanted)

    def _get_portal_least_refusal(self, wanted):
        least = self._get_portal_limits()[0]
        if float_compare(wanted, least, precision_digits=DIGITS) >= 0:
            return False
        return self.env._(
            "%(product)s: at least %(least)s %(unit)s, or nothing.",
            product=self.product_id.name,
            least=self.env["hub.catalogue"]._format_portal_quantity(least),
            unit=self.uom_id._get_hub_name(),
        )

    def _get_portal_shortage(self, wanted, held):
        most = self._get_portal_limits()[1]
        above = most and wanted > held
        if above and float_compare(wanted, most, precision_digits=DIGITS) > 0:
            return self.env._(
                "%(product)s: at most %(most)s %(unit)s per client.",
                product=self.product_id.name,
                most=self.env["hub.catalogue"]._format_portal_quantity(most),
                unit=self.uom_id._get_hub_name(),
            )
        return super()._get_portal_shortage(wanted, held)
