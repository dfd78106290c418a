from odoo.http import request, route

from .portal import as_id
from .portal_producer import PortalProducer
from .read_committed import _with_read_committed

PAGE = "/my/producer"


class PortalSupply(PortalProducer):
    """What a producer says it has and brings, by login or by its personal link.

    Both lead to the same sections. The link's page shows no settlement and no file of
    a proof. Each request asks again whether the link is alive.
    """

    @route()
    def portal_my_producer(self, **kw):
        """The farm's page, with what it has to say this week on top."""
        response = super().portal_my_producer(**kw)
        producer = self._get_hub_producer()
        if producer and hasattr(response, "qcontext"):
            values = self._prepare_supply_values(producer, PAGE, kw.get("done"))
            response.qcontext.update(values)
        return response

    @route("/my/producer/link/<string:token>", type="http", auth="public", website=True)
    def portal_producer_link(self, token, **kw):
        """The same sections for who comes by a personal link."""
        producer = self._get_link_producer(token, enter=True)
        if not producer:
            return self._refuse_link()
        if self._set_link_language(producer):
            return request.redirect(request.httprequest.full_path)
        # The forms' token belongs to this session: it has to outlive the page.
        request.session.touch()
        base = f"{PAGE}/link/{token}"
        return self._render_link_page(producer, base, kw.get("done"))

    @route(
        "/my/producer/do/<string:action>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_producer_do(self, action, **post):
        """What the farm's page sends."""
        producer = self._get_hub_producer()
        if not producer:
            return request.redirect("/my")
        error = self._do_supply(producer, action, post)
        if error:
            response = self.portal_my_producer()
            response.qcontext.update(supply_error=error, supply_posted=post)
            return response
        return request.redirect(f"{PAGE}?done={action}")

    @route(
        "/my/producer/link/<string:token>/do/<string:action>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_producer_link_do(self, token, action, **post):
        """What the link's page sends."""
        producer = self._get_link_producer(token)
        if not producer:
            return self._refuse_link()
        base = f"{PAGE}/link/{token}"
        error = self._do_supply(producer, action, post)
        if error:
            response = self._render_link_page(producer, base)
            response.qcontext.update(supply_error=error, supply_posted=post)
            return response
        return request.redirect(f"{base}?done={action}")

    # ------------------------------------------------------------------
    # Who comes by a link
    # ------------------------------------------------------------------

    def _get_link_producer(self, token, enter=False):
        """The producer a live link belongs to, as superuser; else empty."""
        Link = request.env["hub.access.link"]
        find = Link._resolve if enter else Link._find_live
        producer = find(token, "producer").partner_id.commercial_partner_id
        return producer if producer.is_producer else producer.browse()

    def _set_link_language(self, producer):
        """Show the page in the producer's language; whether that changed it."""
        lang = producer.lang or request.env.company.partner_id.lang
        if not request.env.user._is_public() or request.env.lang == lang:
            return False
        if request.session.context.get("lang") == lang:
            return False
        request.session.context = {**request.session.context, "lang": lang}
        request.future_response.set_cookie("frontend_lang", lang)
        return True

    def _render_link_page(self, producer, base, done=None):
        values = self._prepare_supply_values(producer, base, done)
        values.update(producer=producer, page_name="hub_supply")
        response = request.render("milperche_hub.portal_producer_link", values)
        return self._keep_link_private(response)

    def _keep_link_private(self, response):
        """Neither the next site nor a cache learns the address of the page."""
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    # ------------------------------------------------------------------
    # What the pages show and do
    # ------------------------------------------------------------------

    def _prepare_supply_values(self, producer, base, done=None):
        Order = request.env["hub.producer.order"].sudo()
        orders = Order._get_portal_orders(producer)
        orders._mark_opened()
        Catalogue = request.env["hub.catalogue"].sudo()
        return {
            "supply_base": base,
            "supply_orders": orders._get_portal_values(),
            "supply_weeks": Catalogue._get_portal_availability(producer),
            "supply_pauses": request.env["hub.producer.pause"]
            .sudo()
            ._get_portal_pauses(producer),
            "supply_proposals": request.env["hub.proposal"]
            .sudo()
            ._get_portal_values(producer),
            "supply_done": done,
            "supply_error": "",
            "supply_posted": {},
        }

    def _do_supply(self, producer, action, post):
        """Do what a form asks; None, or the sentence that refuses it."""
        method = self._get_supply_actions().get(action)
        if not method:
            return request.env._("This cannot be done here.")

        def work():
            method(producer, post)
            request.env.flush_all()
            return {}

        answer = _with_read_committed(request.env, work)
        return answer.get("error")

    def _get_supply_actions(self):
        """What forms may ask: ``{action: function of the producer and the form}``."""
        return {
            "availability": self._save_availability,
            "accept": self._accept_order,
            "short": self._declare_short,
            "pause": self._declare_pause,
            "resume": self._end_pause,
            "propose": self._propose,
        }

    def _save_availability(self, producer, post):
        catalogue = self._get_supply_catalogue(post)
        if post.get("repeat"):
            return catalogue._repeat_availability(producer, "portal")
        return catalogue._set_availability(
            producer, self._read_keys(post, "product-"), "portal"
        )

    def _accept_order(self, producer, post):
        self._get_supply_order(producer, post)._answer({}, "portal")

    def _declare_short(self, producer, post):
        order = self._get_supply_order(producer, post)
        order._answer(self._read_keys(post, "line-"), "portal")

    def _declare_pause(self, producer, post):
        request.env["hub.producer.pause"].sudo()._declare(producer, post)

    def _end_pause(self, producer, post):
        Pause = request.env["hub.producer.pause"].sudo()
        Pause._find_of(producer, as_id(post.get("pause"))).action_cancel()

    def _propose(self, producer, post):
        request.env["hub.proposal"].sudo()._propose(producer, post)

    def _read_keys(self, post, prefix):
        return {
            key[len(prefix) :]: value
            for key, value in post.items()
            if key.startswith(prefix)
        }

    def _get_supply_catalogue(self, post):
        """A catalogue that takes availability; an id from elsewhere finds none."""
        return (
            request.env["hub.catalogue"]
            .sudo()
            ._find_for_availability(as_id(post.get("catalogue")))
        )

    def _get_supply_order(self, producer, post):
        """One of the producer's own orders."""
        order_id = as_id(post.get("order"))
        return request.env["hub.producer.order"].sudo()._find_of(producer, order_id)
