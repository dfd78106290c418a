from datetime import date

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..models.hub_egalim_export import FORMATS
from ..models.res_partner_egalim import CANTEEN_KINDS
from .portal import HubPortal

YEARS_SHOWN = 3


class PortalEgalim(HubPortal):
    """A canteen's own gauges, and its own file for "ma cantine"."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "hub_egalim_count" in counters:
            values["hub_egalim_count"] = int(bool(self._get_hub_canteen()))
        return values

    def _get_hub_canteen(self):
        """The user's organisation, when it declares its purchases."""
        if request.env.user._is_public():
            return request.env["res.partner"]
        partner = request.env.user.partner_id.commercial_partner_id.sudo()
        wanted = partner.is_hub_client and partner.hub_client_kind in CANTEEN_KINDS
        return partner if wanted else partner.browse()

    def _get_egalim_years(self):
        today = fields.Date.context_today(request.env.user)
        return [today.year - back for back in range(YEARS_SHOWN)]

    def _prepare_export(self, canteen, year):
        """The export of a year up to today, not saved."""
        today = fields.Date.context_today(request.env.user)
        return (
            request.env["hub.egalim.export"]
            .sudo()
            .new(
                {
                    "partner_id": canteen.id,
                    "date_from": date(year, 1, 1),
                    "date_to": min(date(year, 12, 31), today),
                }
            )
        )

    @http.route(
        ["/my/egalim", "/my/egalim/<int:year>"], type="http", auth="user", website=True
    )
    def portal_my_egalim(self, year=None, error=None, **kw):
        """The shares of what this canteen bought here, year by year."""
        canteen, years = self._get_hub_canteen(), self._get_egalim_years()
        if not canteen:
            return request.redirect("/my")
        if year not in years:
            year = years[0]
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_egalim",
            canteen=canteen,
            year=year,
            years=years,
            gauges=canteen._get_egalim_gauges(year),
            sentence=canteen._get_egalim_sentence(),
            formats=FORMATS,
            told=self._prepare_export(canteen, year).overlap,
            error=request.session.pop("hub_egalim_error", None),
        )
        return request.render("milperche_hub.portal_my_egalim", values)

    @http.route(
        "/my/egalim/<int:year>/file",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_my_egalim_file(self, year, form="xlsx", **post):
        """This canteen's file of a year, remembered as any other export."""
        canteen = self._get_hub_canteen()
        if not canteen or year not in self._get_egalim_years():
            return request.redirect("/my/egalim")
        if form not in dict(FORMATS):
            form = "xlsx"
        period = self._prepare_export(canteen, year)
        export = period.create(
            {
                "partner_id": canteen.id,
                "date_from": period.date_from,
                "date_to": period.date_to,
                "file_format": form,
            }
        )
        try:
            export.action_export()
        except UserError as error:
            export.unlink()
            request.session["hub_egalim_error"] = str(error)
            return request.redirect(f"/my/egalim/{year}")
        attachment = export.attachment_id
        return request.make_response(
            attachment.raw,
            [
                ("Content-Type", attachment.mimetype),
                ("Content-Disposition", content_disposition(attachment.name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
