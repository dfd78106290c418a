from odoo import api, models
from odoo.tools import formatLang


class ProductTemplate(models.Model):
    """In the drop-down of an order, like-named products tell whose they are."""

    _inherit = "product.template"

    @api.depends_context("formatted_display_name", "hub_catalogue_id", "lang")
    def _compute_display_name(self):
        super()._compute_display_name()
        if not self._hub_tells_farm():
            return
        offers = self._hub_get_choice_offers()
        for template in self.filtered("display_name"):
            template.display_name += template._hub_get_choice_text(offers)

    @api.model
    def _hub_tells_farm(self):
        """Whether names are asked for by the drop-down of a catalogue order."""
        context = self.env.context
        return bool(
            context.get("formatted_display_name") and context.get("hub_catalogue_id")
        )

    def _hub_get_choice_offers(self):
        """``{template: offer}`` of the catalogue whose order is being written."""
        offers = self.env["hub.offer"].search(
            [
                ("catalogue_id", "=", self.env.context["hub_catalogue_id"]),
                ("product_tmpl_id", "in", self.ids),
            ]
        )
        return {offer.product_tmpl_id: offer for offer in offers}

    def _hub_get_choice_text(self, offers):
        """The farm and the price, in the smaller type of core's drop-downs."""
        self.ensure_one()
        offer = offers.get(self)
        parts = [self.sudo().producer_id.name, self._hub_get_choice_price(offer)]
        if not offer:
            parts.append(self.env._("not in this catalogue"))
        return f"\t--{' · '.join(filter(None, parts))}--"

    def _hub_get_choice_price(self, offer):
        """The price per unit; nothing for whoever runs the week without money."""
        if self.env.user._is_without_money():
            return ""
        price = formatLang(
            self.env,
            offer.price_unit if offer else self.list_price,
            dp="Product Price",
            currency_obj=self.currency_id,
        )
        return f"{price}/{self.uom_id._get_hub_name()}"


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.depends_context("formatted_display_name", "hub_catalogue_id", "lang")
    def _compute_display_name(self):
        super()._compute_display_name()
        templates = self.product_tmpl_id
        if not templates._hub_tells_farm():
            return
        offers = templates._hub_get_choice_offers()
        for product in self.filtered("display_name"):
            product.display_name += product.product_tmpl_id._hub_get_choice_text(offers)
