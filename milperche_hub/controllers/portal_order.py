from odoo.exceptions import MissingError
from odoo.http import request, route

from .portal import HubPortal, as_id
from .read_committed import _with_read_committed


class PortalOrder(HubPortal):
    """What a client's pages send: quantities as one types, then the order."""

    def _change_hub_order(self, catalogue_id, change, create=True):
        """Apply ``change(order)`` to the client's own open order.

        :param bool create: make the order when there is none.
        :return: a dict for the page; ``{"error": sentence}`` when refused.
        """
        self._check_hub_session()
        client_id = self._get_hub_client().id

        def work():
            catalogue = self._get_hub_catalogue(catalogue_id)
            if not client_id or not catalogue:
                return {"error": request.env._("This catalogue is not open to you.")}
            try:
                with request.env.cr.savepoint():
                    return self._change_found_order(catalogue, change, create)
            except MissingError:
                # The client's other tab just gave the empty basket up: start anew.
                request.env.invalidate_all()
                return self._change_found_order(catalogue, change, create)

        answer = _with_read_committed(request.env, work)
        if answer.get("error"):
            catalogue = self._get_hub_catalogue(catalogue_id)
            answer["closed"] = not catalogue or not catalogue._takes_baskets()
        if self._is_hub_price_hidden():
            answer = request.env["hub.catalogue"]._hide_portal_prices([answer])[0]
        return answer

    def _change_found_order(self, catalogue, change, create):
        known = self._find_hub_order(catalogue)
        order = known or self._find_hub_order(catalogue, create=create)
        answer = change(order)
        if order and not known and not order.order_line:
            order.unlink()
        return answer

    def _save_hub_quantities(self, order, quantities):
        if not isinstance(quantities, dict):
            return {"error": request.env._("These quantities cannot be read.")}
        refused = order._set_portal_quantities(quantities) if quantities else {}
        touched = {str(key) for key in quantities}
        offers = order.catalogue_id.offer_ids.filtered(lambda o: str(o.id) in touched)
        return {"refused": refused, **order._get_portal_state(offers)}

    def _place_hub_order(self, order):
        refused = order._place_from_portal()
        if refused:
            offers = order.env["hub.offer"].browse(refused)
            sentence = request.env._(
                "Not placed yet: some quantities are no longer available."
            )
            state = order._get_portal_state(offers)
            return {"error": sentence, "refused": refused, **state}
        return {"url": f"{self._get_hub_url(order.catalogue_id)}/order?placed=1"}

    @route(
        [
            "/my/catalogue/<int:catalogue_id>/save",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/save",
        ],
        type="jsonrpc",
        auth="public",
    )
    def portal_my_catalogue_save(self, catalogue_id, quantities=None, **kw):
        """Save the quantities just typed; none asks what the order is now."""
        return self._change_hub_order(
            catalogue_id,
            lambda order: self._save_hub_quantities(order, quantities),
            create=quantities != {},
        )

    @route(
        [
            "/my/catalogue/<int:catalogue_id>/place",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/place",
        ],
        type="jsonrpc",
        auth="public",
    )
    def portal_my_catalogue_place(self, catalogue_id, **kw):
        """Place the order; pressing twice places it once."""
        return self._change_hub_order(catalogue_id, self._place_hub_order)

    # ------------------------------------------------------------------
    # The same by plain forms, when scripts did not load
    @route(
        [
            "/my/catalogue/<int:catalogue_id>/submit",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/submit",
        ],
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_my_catalogue_submit(self, catalogue_id, **post):
        """Save the whole form, then place the order."""
        typed = {
            key.removeprefix("qty_"): value
            for key, value in post.items()
            if key.startswith("qty_")
        }

        def change(order):
            asked = order._get_portal_quantities()
            changed = {k: v for k, v in typed.items() if v or asked.get(as_id(k))}
            answer = self._save_hub_quantities(order, changed)
            return answer if answer["refused"] else self._place_hub_order(order)

        answer = self._change_hub_order(catalogue_id, change)
        if "url" not in answer:
            request.session["hub_answer"] = {
                "error": answer.get("error", ""),
                "refused": list(answer.get("refused", {}).values()),
            }
        back = self._get_hub_url(self._get_hub_catalogue(catalogue_id))
        return request.redirect(answer.get("url", back))

    def _pop_hub_answer(self):
        return {"answer": request.session.pop("hub_answer", None)}

    @route(
        [
            "/my/catalogue/<int:catalogue_id>/withdraw",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/withdraw",
        ],
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_my_catalogue_withdraw(self, catalogue_id, **post):
        """Take the placed order back to a basket."""
        self._change_hub_order(
            catalogue_id, lambda order: order._withdraw_from_portal() and {}
        )
        return request.redirect(
            self._get_hub_url(self._get_hub_catalogue(catalogue_id))
        )
