from odoo.http import request, route

from .portal import HubPortal
from .read_committed import _with_read_committed


class PortalReference(HubPortal):
    """The order-form number of the clients who demand one."""

    @route("/my/catalogue/<int:catalogue_id>/reference", type="jsonrpc", auth="public")
    def portal_my_catalogue_reference(self, catalogue_id, reference=None, **kw):
        """Keep the number typed; the order is made if there is none yet."""
        self._check_hub_session()
        client_id = self._get_hub_client().id

        def work():
            catalogue = self._get_hub_catalogue(catalogue_id)
            if not client_id or not catalogue:
                return {"error": request.env._("This catalogue is not open to you.")}
            order = self._find_hub_order(catalogue, create=True)
            return order._set_portal_reference(reference)

        return _with_read_committed(request.env, work)
