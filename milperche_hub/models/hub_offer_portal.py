import math

from odoo import api, models
from odoo.tools import float_compare, float_round, formatLang

# No kitchen orders a hundred tonnes: such a number is a slip of the finger.
QUANTITY_MAX = 99999.0
DIGITS = 3


class HubOffer(models.Model):
    """An offer as a client reads it and answers it."""

    _inherit = "hub.offer"

    def _get_portal_values(self, context, quantity, refusal):
        """One row of the grid.

        :param dict context: see ``hub.catalogue._get_portal_context``.
        :param float quantity: what the client's order asks for.
        :param str refusal: why it cannot be ordered, or ''.
        """
        template, producer = self.product_tmpl_id, self.producer_id
        available = self._get_portal_available(context["held"].get(self.id, 0.0))
        details = [template.hub_calibre]
        if template.hub_preparation != "raw":
            details.append(context["preparations"].get(template.hub_preparation))
        text = context["text"]
        unit, pieces = context["unit"](template.uom_id)
        step = self._get_portal_step()
        return {
            "id": self.id,
            "name": template.name,
            "origin": ", ".join(filter(None, [producer.name, producer.city])),
            "details": ", ".join(filter(None, details)),
            "labels": [label.name for label in context["labels"].get(template, [])],
            "picture": context["pictures"].get(template.id),
            "template_id": template.id,
            "price": self.price_unit,
            "price_text": context["money"](self.price_unit),
            "unit": unit,
            "pieces": pieces,
            "step": step,
            "pack_text": "" if step == 1.0 else f"{text(step)} {unit}",
            "available": available,
            "available_text": context["left"](f"{text(available or 0.0)} {unit}"),
            "quantity": quantity,
            "quantity_text": text(quantity) if quantity else "",
            "refusal": refusal,
        }

    @api.model
    def _get_portal_so_far(self, producer):
        """What is ordered of a producer in the catalogues that are still open.

        :return: ``[{"catalogue", "moment", "lines": [{"name", "taken_text", …}]}]``
        """
        catalogues = self.env["hub.catalogue"]._get_portal_catalogues()
        offers = self.search(
            [("catalogue_id", "in", catalogues.ids), ("producer_id", "=", producer.id)]
        )
        text = catalogues._format_portal_quantity
        return [
            {
                "catalogue": catalogue,
                "cutoff_text": catalogue._get_portal_moment(catalogue.date_close),
                "dropoff_text": catalogue._get_portal_moment(catalogue.date_dropoff),
                "lines": [
                    {
                        "name": offer.product_id.name,
                        "taken_text": text(offer.quantity_taken),
                        "unit": offer.uom_id._get_hub_name(),
                    }
                    for offer in rows.sorted(lambda o: o.product_id.name or "")
                    if offer.quantity_taken
                ],
            }
            for catalogue, rows in offers.grouped("catalogue_id").items()
        ]

    def _format_portal_price(self):
        return formatLang(
            self.env, self.price_unit, dp="Product Price", currency_obj=self.currency_id
        )

    def _get_portal_step(self):
        """What one press of + adds: a pack, else one unit."""
        return self.product_tmpl_id.hub_pack_qty or 1.0

    def _get_portal_available(self, held):
        """What a client that already holds ``held`` can have; None without limit."""
        if self.on_demand:
            return None
        left = self.quantity_offered - self.quantity_taken + held
        return max(float_round(left, precision_digits=DIGITS), 0.0)

    def _get_portal_refusal(self, wanted, current, held):
        """Why a client may not change its order to ``wanted``, or False.

        Asking for less is never refused: only what is asked anew is judged.

        :param float current: what its order asks for now.
        :param float held: what its placed order holds.
        """
        self.ensure_one()
        if not wanted or float_compare(wanted, current, precision_digits=DIGITS) == 0:
            return False
        if self._is_portal_split_pack(wanted):
            text = self.env["hub.catalogue"]._format_portal_quantity
            return self.env._(
                "%(product)s is sold by %(pack)s %(unit)s.",
                product=self.product_id.name,
                pack=text(self._get_portal_step()),
                unit=self.uom_id._get_hub_name(),
            )
        return wanted > current and self._get_portal_shortage(wanted, held)

    def _get_portal_shortage(self, wanted, held):
        """Say what is left when ``wanted`` is more than that, or return False."""
        available = self._get_portal_available(held)
        if available is None:
            return False
        if float_compare(wanted, available, precision_digits=DIGITS) <= 0:
            return False
        name, unit = self.product_id.name, self.uom_id._get_hub_name()
        if not available:
            return self.env._("%s: nothing is left.", name)
        return self.env._(
            "%(product)s: only %(left)s %(unit)s left.",
            product=name,
            left=self.env["hub.catalogue"]._format_portal_quantity(available),
            unit=unit,
        )

    def _is_portal_split_pack(self, wanted):
        single = 1.0 if self.uom_id._is_hub_piece() else 0.0
        pack = self.product_tmpl_id.hub_pack_qty or single
        if not pack:
            return False
        return bool(float_compare(wanted / pack, round(wanted / pack), 6))

    def _read_portal_quantity(self, value):
        """The quantity a client sent, as a number of at most three decimals.

        :param value: a number, or the text a client typed ("2,5").
        :return: ``(quantity, None)``, or ``(None, sentence)`` when it makes no sense.
        """
        self.ensure_one()
        name = self.product_id.name
        try:
            if isinstance(value, bool):
                raise ValueError
            if isinstance(value, str):
                value = value.replace(",", ".").strip() or 0.0
            quantity = float(value)
        except (TypeError, ValueError, OverflowError):
            quantity = math.nan
        if not math.isfinite(quantity):
            return None, self.env._("%s: this quantity is not a number.", name)
        quantity = float_round(quantity, precision_digits=DIGITS)
        if quantity < 0:
            return None, self.env._("%s: a quantity cannot be negative.", name)
        if quantity > QUANTITY_MAX:
            return None, self.env._("%s: this quantity is too large.", name)
        return quantity or 0.0, None
