import re

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal

ID = re.compile(r"[0-9]{1,9}")


class HubPortal(CustomerPortal):
    """The portal's home and lists, as clients and producers of the hub see them.

    They have no right on catalogues and offers: each page finds what belongs to the
    user's own organisation, then acts as superuser on that alone.
    """

    # ------------------------------------------------------------------
    # Who asks, and for what
    # ------------------------------------------------------------------

    def _get_hub_client(self):
        """The client who orders here: the user's own organisation."""
        return self._get_hub_user_client()

    def _get_hub_user_client(self):
        """The user's organisation, when it is a client of the hub; links left aside."""
        person = request.env.user.partner_id
        client = person.commercial_partner_id.sudo()
        may_order = client.is_hub_client and person._may_order()
        return client if may_order else client.browse()

    def _get_hub_producer(self):
        """The user's organisation, when it is a producer."""
        producer = request.env.user.partner_id.commercial_partner_id.sudo()
        return producer if producer.is_producer else producer.browse()

    def _is_hub_price_hidden(self):
        """Whether amounts stay out of the pages on which the client orders."""
        return False

    def _has_hub_link(self):
        """Whether the client is known by a personal link."""
        return False

    def _check_hub_visitor(self):
        """None for who may go on; the response for the others."""
        return None

    def _check_hub_session(self):
        """Refuse what a page sends when nobody is known any more."""

    def _get_hub_catalogue(self, catalogue_id):
        """A catalogue that clients may see; empty for any other id."""
        domain = [
            ("id", "=", catalogue_id),
            ("company_id", "=", request.env.company.id),
            ("state", "in", ("open", "closed", "done")),
        ]
        Catalogue = request.env["hub.catalogue"].sudo()
        coming = Catalogue._get_portal_coming()
        return Catalogue.search(domain) or coming.filtered(
            lambda c: c.id == catalogue_id
        )

    def _get_hub_catalogues(self):
        """The sales this client may fill a basket of: the open ones, then to come."""
        Catalogue = request.env["hub.catalogue"].sudo()
        return Catalogue._get_portal_catalogues() | Catalogue._get_portal_coming()

    def _get_hub_url(self, catalogue=None):
        """Where this client's pages are; below it, those of one catalogue."""
        return f"/my/catalogue/{catalogue.id}" if catalogue else "/my/catalogue"

    def _find_hub_order(self, catalogue, create=False):
        Order = request.env["sale.order"].sudo()
        return Order._get_portal_order(catalogue, self._get_hub_client(), create)

    # ------------------------------------------------------------------
    # Home
    # ------------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        client, producer = self._get_hub_client(), self._get_hub_producer()
        # One is enough: a card shows no number, only that it concerns the user.
        for counter in {"hub_catalogue_count", "hub_producers_count"} & {*counters}:
            values[counter] = int(bool(client))
        if "hub_producer_count" in counters:
            values["hub_producer_count"] = int(bool(producer))
        if "hub_basket_count" in counters:
            Order = request.env["sale.order"].sudo()
            baskets = client and Order._get_portal_baskets(client)
            values["hub_basket_count"] = len(baskets)
        return values

    # ------------------------------------------------------------------
    # Orders: a catalogue order is placed, not accepted and signed
    # ------------------------------------------------------------------

    def _prepare_quotations_domain(self, partner):
        domain = super()._prepare_quotations_domain(partner)
        return list(Domain(domain) & Domain("catalogue_id", "=", False))

    def _prepare_orders_domain(self, partner):
        placed = (
            Domain("partner_id", "child_of", [partner.commercial_partner_id.id])
            & Domain("state", "=", "sent")
            & Domain("catalogue_id", "!=", False)
            & Domain("hub_date_placed", "!=", False)
        )
        return list(Domain(super()._prepare_orders_domain(partner)) | placed)

    @route()
    def portal_order_page(self, order_id, report_type=None, access_token=None, **kw):
        """Lead to the catalogue as long as the order can be changed there."""
        try:
            order = self._document_check_access("sale.order", order_id, access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        client = self._get_hub_client()
        mine = client and order.partner_id.commercial_partner_id == client
        if mine and not report_type and order._is_portal_open():
            return request.redirect(f"/my/catalogue/{order.catalogue_id.id}")
        return super().portal_order_page(
            order_id, report_type=report_type, access_token=access_token, **kw
        )


def as_id(text):
    """The id that a form sent as text; 0 for anything else.

    Ten digits and more would not be a number of the database's.
    """
    return int(text) if isinstance(text, str) and ID.fullmatch(text) else 0
