from odoo import http
from odoo.http import request, route

from .portal import HubPortal

# The other weeks' links of the same client, opened earlier in the same browser.
OTHERS_KEY = "hub_link_order_others"
OTHERS_KEPT = 4


class PortalLink(HubPortal):
    """Personal links: a page without a password, for the partner they were sent to.

    The session keeps the token, never the partner: each request asks again whether
    the link is alive, so that one that ended or was revoked opens nothing more.
    """

    @route("/my/link/<string:token>", type="http", auth="public", website=True)
    def portal_open_link(self, token, **kw):
        """Enter by a personal link, and go where its purpose leads."""
        pages = self._get_link_pages()
        link = request.env["hub.access.link"]._resolve(token, *pages)
        if not link:
            return self._refuse_link()
        self._keep_link(link, token)
        if request.env.user._is_public():
            lang = link.partner_id.lang or request.env.company.partner_id.lang
            request.session.context = {**request.session.context, "lang": lang}
            request.future_response.set_cookie("frontend_lang", lang)
        return request.redirect(pages[link.purpose](link))

    @route("/my/link/leave", type="http", auth="public", methods=["POST"], website=True)
    def portal_leave_link(self, **post):
        """Forget the personal links of this browser."""
        for purpose in self._get_link_pages():
            request.session.pop(self._get_link_key(purpose), None)
        request.session.pop(OTHERS_KEY, None)
        return request.redirect("/my")

    def _get_link_pages(self):
        """What each purpose opens: ``{purpose: function of the link → path}``."""
        return {
            "order": self._get_order_link_page,
            "producer": lambda link: "/my/producer",
        }

    def _get_order_link_page(self, link):
        catalogue = link.res_model == "hub.catalogue" and link.res_id
        return f"/my/catalogue/{catalogue}" if catalogue else "/my/catalogue"

    def _get_link_key(self, purpose):
        return f"hub_link_{purpose}"

    def _keep_link(self, link, token):
        """Remember a link; the client's tabs of other weeks stay open beside it."""
        key, session = self._get_link_key(link.purpose), request.session
        if link.purpose == "order":
            known = [session.get(key), *(session.get(OTHERS_KEY) or [])]
            others = [t for t in known if t and t != token]
            session[OTHERS_KEY] = others[:OTHERS_KEPT]
        session[key] = token

    def _get_session_link(self, purpose):
        """The live link this browser entered by, or an empty recordset."""
        token = request.session.get(self._get_link_key(purpose))
        return request.env["hub.access.link"]._find_live(token, purpose)

    def _refuse_link(self):
        """Say in plain words that a link opens nothing, and whom to call."""
        values = {"company": request.env.company.sudo()}
        return request.render("milperche_hub.portal_link_refused", values, status=403)

    # ------------------------------------------------------------------
    # Who orders: the user's own organisation, or the one a link was sent to
    # ------------------------------------------------------------------

    def _get_hub_client(self):
        link = self._get_session_link("order")
        if link and link.partner_id.commercial_partner_id.is_hub_client:
            return link.partner_id.commercial_partner_id
        return super()._get_hub_client()

    def _has_hub_link(self):
        return bool(self._get_session_link("order"))

    def _is_hub_price_hidden(self):
        """Whether amounts stay out of the page: a link may be forwarded."""
        link = self._get_session_link("order")
        return bool(link) and not link.company_id.hub_link_prices

    def _check_hub_visitor(self):
        """None for who may go on; the page that answers the others."""
        if not request.env.user._is_public() or self._get_hub_client():
            return None
        if request.session.get(self._get_link_key("order")):
            return self._refuse_link()
        path = request.httprequest.path
        return request.redirect_query("/web/login", {"redirect": path})

    def _check_hub_session(self):
        """The same for what a page sends: it asks to log in again.

        :raise SessionExpiredException: neither a user nor a live link.
        """
        if request.env.user._is_public() and not self._get_hub_client():
            raise http.SessionExpiredException("Session expired")

    # ------------------------------------------------------------------
    # What a link opens: the sale of its message, whoever it was forwarded to
    # ------------------------------------------------------------------

    def _get_linked_catalogues(self):
        """The sales that this browser's links open; None when any may be."""
        if not self._has_hub_link():
            return None
        link = self._get_session_link("order")
        client = link.partner_id.commercial_partner_id
        if self._get_hub_user_client() == client:
            return None
        Link = request.env["hub.access.link"]
        others = request.session.get(OTHERS_KEY) or []
        links = link.union(*(Link._find_live(token, "order") for token in others))
        links = links.filtered(lambda x: x.partner_id.commercial_partner_id == client)
        if any(not x.res_id for x in links):
            return None
        weeks = links.filtered(lambda x: x.res_model == "hub.catalogue")
        return request.env["hub.catalogue"].sudo().browse(weeks.mapped("res_id"))

    def _keep_linked(self, catalogues):
        linked = self._get_linked_catalogues()
        return catalogues if linked is None else catalogues & linked

    def _get_hub_catalogue(self, catalogue_id):
        return self._keep_linked(super()._get_hub_catalogue(catalogue_id))

    def _get_hub_catalogues(self):
        return self._keep_linked(super()._get_hub_catalogues())
