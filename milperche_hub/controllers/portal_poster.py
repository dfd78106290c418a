from odoo import http
from odoo.http import content_disposition, request

from .portal_egalim import PortalEgalim


class PortalPoster(PortalEgalim):
    """What a canteen ate: a public page, and its poster."""

    @http.route("/hub/eaten/<string:token>", type="http", auth="public", website=True)
    def hub_eaten(self, token, **kw):
        """The public page of a canteen that wanted one: no price, no quantity."""
        Partner = request.env["res.partner"].sudo()
        canteen = Partner.search([("hub_public_token", "=", token)], limit=1)
        if not canteen:
            raise request.not_found()
        lang = request.env.context.get("lang") or canteen.lang
        canteen = canteen.with_context(lang=lang)
        values = {"canteen": canteen, "eaten": canteen._get_eaten()}
        return request.render("milperche_hub.page_eaten", values)

    @http.route("/my/egalim/poster", type="http", auth="user")
    def portal_my_poster(self, **kw):
        """The poster of this canteen's last week."""
        canteen = self._get_hub_canteen()
        if not canteen:
            return request.redirect("/my")
        pdf, _kind = (
            request.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf("milperche_hub.report_poster_action", canteen.ids)
        )
        name = f"{canteen.name}.pdf"
        return request.make_response(
            pdf,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
