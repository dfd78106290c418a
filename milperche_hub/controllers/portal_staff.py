import re

from odoo.http import request, route

from .portal_client import PortalClient
from .portal_link import PortalLink
from .portal_portions import PortalPortions

ROOT = "/my/catalogue/for"
LATE_SECONDS = 7 * 86400


class PortalStaff(PortalLink, PortalClient, PortalPortions):
    """The client's own pages, for the hub's staff who have that client on the phone.

    The address names the client, never the session: two clients in two tabs stay two.
    """

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    def _is_staff_page(self):
        path = request.httprequest.path
        return path == ROOT or path.startswith(f"{ROOT}/")

    def _is_hub_staff(self):
        return request.env.user.has_group("milperche_hub.group_coordinator")

    def _get_hub_client(self):
        if not self._is_staff_page():
            return super()._get_hub_client()
        partners = request.env["res.partner"].sudo()
        named = re.match(rf"{ROOT}/(\d{{1,9}})(/|$)", request.httprequest.path)
        if not named or not self._is_hub_staff():
            return partners
        client = partners.browse(int(named[1])).exists().commercial_partner_id
        return client if client.is_hub_client else partners

    def _has_hub_link(self):
        return not self._is_staff_page() and super()._has_hub_link()

    def _is_hub_price_hidden(self):
        return not self._is_staff_page() and super()._is_hub_price_hidden()

    def _get_hub_url(self, catalogue=None):
        client = self._is_staff_page() and self._get_hub_client()
        if not client:
            return super()._get_hub_url(catalogue)
        root = f"{ROOT}/{client.id}"
        return f"{root}/{catalogue.id}" if catalogue else root

    # ------------------------------------------------------------------
    # After the cut-off, until the goods are loaded
    # ------------------------------------------------------------------

    def _get_hub_catalogues(self):
        catalogues = super()._get_hub_catalogues()
        if self._is_staff_page() and self._is_hub_staff():
            catalogues |= catalogues._get_late_catalogues()
        return catalogues

    def _find_hub_order(self, catalogue, create=False):
        if not (self._is_staff_page() and self._is_hub_staff()):
            return super()._find_hub_order(catalogue, create)
        Order = request.env["sale.order"].sudo().with_context(hub_for_client=True)
        return Order._get_staff_order(catalogue, self._get_hub_client(), create)

    def _prepare_families(self, catalogue, client, order):
        if self._is_staff_page() and self._is_hub_staff():
            catalogue = catalogue.with_context(hub_for_client=True)
        return super()._prepare_families(catalogue, client, order)

    def _place_hub_order(self, order):
        if self._is_staff_page() and order.catalogue_id.state == "closed":
            order._place_late()
            url = f"{self._get_hub_url(order.catalogue_id)}/order?placed=1"
            return {"url": url}
        answer = super()._place_hub_order(order)
        if self._is_staff_page() and "url" in answer:
            order._note_placed_for_client()
        return answer

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        if self._is_staff_page():
            values.update(hub_staff=True, no_header=True, no_footer=True)
            values["no_breadcrumbs"] = True
        return values

    def _prepare_dates_values(self, catalogue, order):
        values = super()._prepare_dates_values(catalogue, order)
        values["is_late"] = self._is_staff_page() and catalogue.state == "closed"
        if values["is_late"]:
            values["seconds_left"] = LATE_SECONDS
        return values

    @route(
        "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/ask",
        type="jsonrpc",
        auth="user",
    )
    def portal_staff_ask(
        self, client_id, catalogue_id, offer=None, quantity=None, **kw
    ):
        """Ask the producer for what one line wants beyond what is left, and save it."""

        def change(order):
            if not self._is_hub_staff():
                return {"error": request.env._("This catalogue is not open to you.")}
            order._ask_producer(offer, quantity)
            return self._save_hub_quantities(order, {str(offer): quantity})

        return self._change_hub_order(catalogue_id, change)

    # ------------------------------------------------------------------
    # Who is on the phone
    # ------------------------------------------------------------------

    @route(ROOT, type="http", auth="user", website=True)
    def portal_staff_clients(self, **kw):
        """Every client with what it ordered this week: type a few letters, Enter."""
        if not self._is_hub_staff():
            return request.redirect("/my")
        Catalogue = request.env["hub.catalogue"].sudo()
        open_ones = Catalogue._get_portal_catalogues()
        catalogue = (open_ones or Catalogue._get_late_catalogues())[:1]
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_staff",
            catalogue=catalogue,
            clients=catalogue._get_staff_clients(),
        )
        return request.render("milperche_hub.portal_staff_clients", values)

    def _check_hub_visitor(self):
        known = not request.env.user._is_public()
        if self._is_staff_page() and known and not self._get_hub_client():
            return request.redirect(ROOT if self._is_hub_staff() else "/my")
        return super()._check_hub_visitor()
