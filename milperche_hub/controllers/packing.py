from urllib.parse import urlencode

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request, route

VIEWS = ("client", "product")


class HubPackingPage(http.Controller):
    """Packing ticked off on a tablet that nobody signed in to."""

    def _get_link(self, token):
        return request.env["hub.access.link"]._find_live(token, "packing")

    def _get_catalogue(self, link):
        """The week (as superuser) of a live link; empty for any other."""
        catalogues = request.env["hub.catalogue"].sudo()
        if not link or link.res_model != "hub.catalogue":
            return catalogues
        lang = link.company_id.partner_id.lang
        return catalogues.with_context(lang=lang).browse(link.res_id).exists()

    @route(
        "/hub/packing/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def packing(self, token, view="client", group="", problem="", **kw):
        """The week's packing by client or by product, without any price."""
        link = self._get_link(token)
        catalogue = self._get_catalogue(link)
        if not catalogue:
            return request.not_found()
        view = view if view in VIEWS else "client"
        values = {
            "catalogue": catalogue,
            "groups": catalogue._get_packing_page(view),
            "view": view,
            "open_group": group,
            "token": token,
            "problem": bool(problem),
            "barcode": self._get_barcode_url(link),
        }
        response = request.render("milperche_hub.hub_packing_page", values)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _get_barcode_url(self, link):
        query = {"barcode_type": "QR", "value": link.url, "width": 300, "height": 300}
        return f"/report/barcode/?{urlencode(query)}"

    @route(
        "/hub/packing/<string:token>/tick",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def tick(self, token, line="", packed="", view="client", group="", **kw):
        """Tick one line, or take the tick back; then the page again."""
        catalogue = self._get_catalogue(self._get_link(token))
        if not catalogue:
            return request.not_found()
        problem = ""
        try:
            with request.env.cr.savepoint():
                catalogue._tick_packed(int(line), packed == "1")
        except (UserError, ValueError):
            problem = "&problem=1"
        view = view if view in VIEWS else "client"
        group = group if group.isdigit() else ""
        return request.redirect(
            f"/hub/packing/{token}?view={view}&group={group}{problem}#g{group}"
        )
