from odoo.exceptions import UserError
from odoo.http import request, route

from .portal_order import PortalOrder


class PortalPortions(PortalOrder):
    """Guests × age × dish: how much to order, and what it costs per guest."""

    @route(
        [
            "/my/catalogue/<int:catalogue_id>/portions",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/portions",
        ],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_portions(self, catalogue_id, dish=None, **kw):
        """The portion helper of one catalogue."""
        client, catalogue = (
            self._get_hub_client(),
            self._get_hub_catalogue(catalogue_id),
        )
        if not client or not catalogue or self._has_hub_link():
            return request.redirect("/my")
        Dish = request.env["hub.dish"].sudo()
        dishes = Dish.search([])
        chosen = dishes.filtered(lambda d: str(d.id) == dish)
        guests, error = {}, ""
        try:
            guests = Dish._read_guests(kw)
        except UserError as refusal:
            error = str(refusal)
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_portions",
            client=client,
            catalogue=catalogue,
            hub_url=self._get_hub_url(catalogue),
            dishes=dishes,
            chosen=chosen,
            guests=guests,
            error=error,
            rows=chosen._get_portions(catalogue, client, guests) if chosen else [],
            quantity_text=catalogue._format_portal_quantity,
        )
        return request.render("milperche_hub.portal_my_portions", values)

    @route(
        [
            "/my/catalogue/<int:catalogue_id>/portion",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/portion",
        ],
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_my_portion(self, catalogue_id, offer="", quantity="", **post):
        """Add what a dish needs to the client's basket."""

        def change(order):
            found = order.catalogue_id.offer_ids.filtered(lambda o: str(o.id) == offer)
            if not found:
                sentence = request.env._("This product is not in this catalogue.")
                return {"error": sentence}
            wanted, sentence = found._read_portal_quantity(quantity)
            if sentence:
                return {"error": sentence}
            asked = order._get_portal_quantities().get(found.id, 0.0)
            return self._save_hub_quantities(order, {offer: asked + wanted})

        answer = self._change_hub_order(catalogue_id, change)
        if answer.get("error") or answer.get("refused"):
            request.session["hub_answer"] = {
                "error": answer.get("error", ""),
                "refused": list(answer.get("refused", {}).values()),
            }
        catalogue = self._get_hub_catalogue(catalogue_id)
        return request.redirect(self._get_hub_url(catalogue))
