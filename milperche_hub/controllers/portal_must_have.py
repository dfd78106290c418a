from odoo.http import request, route

from .portal import as_id
from .portal_order import PortalOrder


class PortalMustHave(PortalOrder):
    """Beside the order: a star for what the menu cannot do without, and a note."""

    @route(
        [
            "/my/catalogue/<int:catalogue_id>/must",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/must",
        ],
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_my_catalogue_must(self, catalogue_id, line="", must="", **post):
        """Mark a line of the client's own order, then show the order again."""
        return self._change_and_show(
            catalogue_id,
            lambda order: order._set_portal_must_have(as_id(line), must == "1"),
        )

    @route(
        [
            "/my/catalogue/<int:catalogue_id>/note",
            "/my/catalogue/for/<int:client_id>/<int:catalogue_id>/note",
        ],
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_my_catalogue_note(self, catalogue_id, note="", **post):
        """Keep the note of the client's own order, then show the order again."""
        return self._change_and_show(
            catalogue_id, lambda order: order._set_portal_note(note)
        )

    def _change_and_show(self, catalogue_id, change):
        """Change the order there is, if any, and show it again."""
        self._change_hub_order(
            catalogue_id,
            lambda order: order and change(order) and {} or {},
            create=False,
        )
        catalogue = self._get_hub_catalogue(catalogue_id)
        return request.redirect(f"{self._get_hub_url(catalogue)}/order")
