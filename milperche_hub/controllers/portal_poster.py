from odoo import fields, http
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
    def portal_my_poster(self, week=None, **kw):
        """The poster of one of this canteen's last weeks; the last one by default."""
        canteen = self._get_hub_canteen()
        if not canteen:
            return request.redirect("/my")
        weeks = {fields.Date.to_string(day): day for day in canteen._get_eaten_weeks()}
        monday = weeks.get(week) or next(iter(weeks.values()), None)
        pdf, _kind = (
            request.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf(
                "milperche_hub.report_poster_action", canteen.ids, {"monday": monday}
            )
        )
        name = f"{canteen.name} {monday or ''}".strip() + ".pdf"
        return request.make_response(
            pdf,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
