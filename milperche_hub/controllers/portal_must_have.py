from odoo.http import request, route

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
        line_id = int(line) if line.isdecimal() and len(line) < 10 else 0

        def change(order):
            if order:
                order._set_portal_must_have(line_id, must == "1")
            return {}

        self._change_hub_order(catalogue_id, change, create=False)
        catalogue = self._get_hub_catalogue(catalogue_id)
        return request.redirect(f"{self._get_hub_url(catalogue)}/order")

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

        def change(order):
            if order:
                order._set_portal_note(note)
            return {}

        self._change_hub_order(catalogue_id, change, create=False)
        catalogue = self._get_hub_catalogue(catalogue_id)
        return request.redirect(f"{self._get_hub_url(catalogue)}/order")
