from odoo import fields, http
from odoo.http import request

from .portal import HubPortal


class PortalClient(HubPortal):
    """The pages on which a client orders."""

    @http.route(
        [
            "/my/catalogue",
            "/my/catalogue/<int:catalogue_id>",
            "/my/catalogue/for/<int:client_id>",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>",
        ],
        type="http",
        auth="public",
        website=True,
    )
    def portal_my_catalogue(self, catalogue_id=None, **kw):
        """The order grid of the catalogue that closes first, or of the one asked."""
        if refusal := self._check_hub_visitor():
            return refusal
        client = self._get_hub_client()
        if not client:
            return request.redirect("/my")
        catalogues = self._get_hub_catalogues()
        if catalogue_id:
            catalogue = self._get_hub_catalogue(catalogue_id)
            if not catalogue:
                return request.redirect(self._get_hub_url())
            if catalogue not in catalogues:
                return request.redirect(f"{self._get_hub_url(catalogue)}/order")
        else:
            catalogue = catalogues.filtered(lambda c: c.state != "draft")[:1]
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_catalogue", client=client, hub_root=self._get_hub_url()
        )
        if not catalogue:
            values.update(self._prepare_no_catalogue_values(client))
            return request.render("milperche_hub.portal_my_catalogue_none", values)
        order = self._find_hub_order(catalogue)
        families = self._prepare_families(catalogue, client, order)
        values.update(
            catalogue=catalogue,
            catalogues=catalogues,
            is_coming=catalogue.state == "draft",
            order=order,
            families=families,
            filters=catalogue._get_portal_filters(families),
            **self._prepare_basket_values(catalogue, client),
            **self._prepare_dates_values(catalogue, order),
            **self._pop_hub_answer(),
        )
        return request.render("milperche_hub.portal_my_catalogue", values)

    @http.route(
        [
            "/my/catalogue/<int:catalogue_id>/order",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/order",
        ],
        type="http",
        auth="public",
        website=True,
    )
    def portal_my_catalogue_order(self, catalogue_id, placed=None, **kw):
        """What the client ordered: the confirmation, then the reminder."""
        if refusal := self._check_hub_visitor():
            return refusal
        client, catalogue = (
            self._get_hub_client(),
            self._get_hub_catalogue(catalogue_id),
        )
        if not client or not catalogue:
            return request.redirect(self._get_hub_url())
        Order = request.env["sale.order"].sudo()
        order = Order._find_portal_order(catalogue, client)
        confirmed = Order._find_portal_order(catalogue, client, ("sale",))
        if not catalogue.is_accepting:
            order = confirmed or order
        elif not order.hub_date_placed:
            return request.redirect(self._get_hub_url(catalogue))
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_catalogue_order",
            client=client,
            catalogue=catalogue,
            order=order,
            just_placed=bool(placed) and catalogue.is_accepting,
            **self._prepare_dates_values(catalogue, order),
        )
        return request.render("milperche_hub.portal_my_catalogue_order", values)

    def _prepare_families(self, catalogue, client, order):
        families = catalogue._get_portal_families(client, order)
        for family in families:
            if request.env.user._is_public():
                catalogue._open_portal_pictures(family["offers"])
            if self._is_hub_price_hidden():
                family["offers"] = catalogue._hide_portal_prices(family["offers"])
        return families

    def _prepare_basket_values(self, catalogue, client):
        """What a basket can start from; a link opens no earlier order."""
        past = request.env["sale.order"].sudo()
        if not self._has_hub_link():
            past = client._get_past_orders(catalogue)
        return {
            "past_orders": [
                (order.id, catalogue._get_portal_day(order.catalogue_id.date_delivery))
                for order in past
            ],
            "has_usual": len(past) > 1,
            "keeps_usual": client.hub_usual_basket,
        }

    def _prepare_dates_values(self, catalogue, order):
        client = self._get_hub_client()
        day = catalogue.sudo()._get_portal_delivery_day(client, order)
        left = catalogue.date_close - fields.Datetime.now()
        return {
            "hub_url": self._get_hub_url(catalogue),
            "opening_text": catalogue._get_portal_moment(catalogue.date_open),
            "seconds_left": int(left.total_seconds()),
            "cutoff_text": catalogue._get_portal_moment(catalogue.date_close),
            "delivery_text": catalogue._get_portal_day(day),
            "quantity_text": catalogue._format_portal_quantity,
            "hide_prices": self._is_hub_price_hidden(),
            "hub_link": self._has_hub_link(),
            "needs_order_form": client._needs_hub_order_form(),
        }

    def _prepare_no_catalogue_values(self, client):
        Catalogue = request.env["hub.catalogue"].sudo()
        coming = Catalogue._get_portal_next_opening()
        domain = self._prepare_orders_domain(client) + [("catalogue_id", "!=", False)]
        Order = request.env["sale.order"]
        # A link opens the week's order, not the ones before.
        known = not request.env.user._is_public()
        orders = Order.search(domain, order="id desc", limit=5) if known else Order
        return {
            "coming_catalogues": self._get_hub_catalogues(),
            "coming_text": coming and coming._get_portal_moment(coming.date_open),
            "orders": orders.sudo(),
        }
