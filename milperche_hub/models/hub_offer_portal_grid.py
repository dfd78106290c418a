from odoo import models
from odoo.tools import formatLang


class HubOffer(models.Model):
    """What the order grid shows and filters by, beyond name and price."""

    _inherit = "hub.offer"

    def _get_portal_values(self, context, quantity, refusal):
        values = super()._get_portal_values(context, quantity, refusal)
        facts = context["facts"].get(self.producer_id, {})
        values.update(
            local_text=facts.get("local_text", ""),
            distance_text=facts.get("distance_text", ""),
            tags=" ".join(self._get_portal_tags(context)),
            egalim=self._is_portal_egalim(context),
            **self._get_portal_measures(context),
            **self._get_portal_habit(context),
        )
        if facts.get("origin"):
            values["origin"] = f"{self.producer_id.name}, {facts['origin']}"
        return values

    def _is_portal_egalim(self, context):
        """Whether a label with a valid proof counts in the canteen's EGalim share."""
        labels = context["labels"].get(self.product_tmpl_id, [])
        return any(label.egalim_code for label in labels)

    def _get_portal_available(self, held):
        if self.catalogue_id.state == "draft":
            # A basket filled before the opening holds nothing: no limit yet.
            return None
        return super()._get_portal_available(held)

    def _get_portal_tags(self, context):
        """Short words that the page's filters look for."""
        template = self.product_tmpl_id
        tags = [f"p{self.producer_id.id}"]
        tags += [f"l{label.id}" for label in context["labels"].get(template, [])]
        allergens = {*template.hub_allergen_ids._ids, *template.hub_trace_ids._ids}
        tags += [f"a{allergen_id}" for allergen_id in sorted(allergens)]
        if template.hub_preparation:
            tags.append(template.hub_preparation)
        local = context["facts"].get(self.producer_id, {}).get("local", ())
        tags += [f"d{answer['id']}" for answer in local if answer["answer"]]
        months = template.season_month_ids
        if not months or context["month"] in context["numbers"](months):
            tags.append("season")
        return tags

    def _get_portal_measures(self, context):
        """Price per kg, weight of a pack, number of pieces in it."""
        product, text = self.product_id, context["text"]
        weighed = context["weighed"](self.product_tmpl_id.uom_id)
        measures = {"price_measure_text": "", "pack_weight_text": ""}
        kilograms = 0.0 if weighed else product._hub_kilograms()
        step = self._get_portal_step()
        if kilograms and not self._is_drink():
            measures["price_measure_text"] = self.env._(
                "%s/kg", self._format_portal_money(self.price_unit / kilograms)
            )
            measures["pack_weight_text"] = self.env._(
                "about %s kg", text(round(step * kilograms, 2))
            )
        elif weighed and self.product_tmpl_id.piece_weight:
            pieces = round(step / self.product_tmpl_id.piece_weight)
            if pieces > 1:
                measures["pack_weight_text"] = self.env._("about %s pc.", pieces)
        return measures

    def _is_drink(self):
        return self.categ_id.hub_egalim_family == "BOISSONS"

    def _format_portal_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _get_portal_habit(self, context):
        """What this client took last time, and what it usually takes."""
        habit = context["habits"] and context["habits"].get(self.product_id)
        if not habit:
            return {"last_text": "", "usual": 0.0, "usual_text": ""}
        text, (unit, _pieces) = context["text"], context["unit"](self.uom_id)
        return {
            "last_text": f"{text(habit['last'])} {unit}",
            "usual": habit["usual"],
            "usual_text": habit["usual"] and f"{text(habit['usual'])} {unit}" or "",
        }
