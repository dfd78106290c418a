from odoo.http import request, route

from .portal import HubPortal


class PortalBasket(HubPortal):
    """Baskets that do not start empty."""

    @route(
        [
            "/my/catalogue/<int:catalogue_id>/start",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/start",
        ],
        type="jsonrpc",
        auth="public",
    )
    def portal_my_catalogue_start(self, catalogue_id, source=None, **kw):
        """What an earlier order, or the usual basket, asks of this catalogue.

        Nothing is saved here: the page fills its rows and saves them as if typed.

        :param source: ``"usual"``, or the id of an order of this client.
        :return: ``{"quantities": {offer id: quantity}, "missing": [name, …]}``
        """
        self._check_hub_session()
        client, catalogue = (
            self._get_hub_client(),
            self._get_hub_catalogue(catalogue_id),
        )
        if not client or not catalogue or self._has_hub_link():
            return {"error": request.env._("This catalogue is not open to you.")}
        Order = request.env["sale.order"].sudo()
        found, missing = Order._get_basket_source(catalogue, client, source)
        return {
            "quantities": {offer.id: quantity for offer, quantity in found.items()},
            "missing": missing,
        }

    @route(
        ["/my/catalogue/usual", "/my/catalogue/for/<int:client_id>/usual"],
        type="jsonrpc",
        auth="user",
    )
    def portal_my_usual_basket(self, wanted=False, **kw):
        """Whether the usual basket is to wait here at each opening."""
        client = self._get_hub_client()
        if client and not self._has_hub_link():
            client.hub_usual_basket = wanted is True
        return {"wanted": client.hub_usual_basket}
