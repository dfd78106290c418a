from uuid import uuid4

from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.hub_claim import REMEDIES
from .portal import HubPortal

PAGE = "/my/claims"


class PortalClaim(HubPortal):
    """What a client says of a delivery, from a phone; plain forms, no script."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "hub_claim_count" in counters:
            values["hub_claim_count"] = int(bool(self._get_claim_client()))
        return values

    def _get_claim_client(self):
        """Claims are for who has signed in: a personal link opens none."""
        public = request.env.user._is_public()
        return request.env["res.partner"] if public else self._get_hub_client()

    def _find_claim_delivery(self, picking_id):
        client = self._get_claim_client()
        Picking = request.env["stock.picking"].sudo()
        if not client:
            return Picking
        domain = [*Picking._get_claim_domain(client), ("id", "=", picking_id)]
        return Picking.search(domain)

    @route(PAGE, type="http", auth="user", website=True)
    def portal_my_claims(self, **kw):
        """The last deliveries, to claim on; the claims and what became of them."""
        client = self._get_claim_client()
        if not client:
            return request.redirect("/my")
        deliveries = request.env["stock.picking"].sudo()._get_claim_deliveries(client)
        claims = request.env["hub.claim"].sudo()._get_portal_claims(client)
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_claims",
            deliveries=[delivery._get_claim_values() for delivery in deliveries],
            claims=[claim._get_portal_values() for claim in claims],
        )
        return request.render("milperche_hub.portal_my_claims", values)

    @route(f"{PAGE}/delivery/<int:picking_id>", type="http", auth="user", website=True)
    def portal_my_claim_delivery(self, picking_id, done=None, **kw):
        """One delivery, line by line."""
        delivery = self._find_claim_delivery(picking_id)
        if not delivery:
            return request.redirect(PAGE)
        return self._render_claim_delivery(delivery, done=done)

    @route(
        f"{PAGE}/delivery/<int:picking_id>/new",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_my_claim_new(self, picking_id, **post):
        """Open a claim; sent twice it is one."""
        delivery = self._find_claim_delivery(picking_id)
        if not delivery:
            return request.redirect(PAGE)
        upload = post.pop("photo", None)
        photo = upload.read() if hasattr(upload, "read") else b""
        try:
            with request.env.cr.savepoint():
                claims = request.env["hub.claim"].sudo()
                claims._open_from_portal(delivery, post, photo)
        except UserError as error:
            return self._render_claim_delivery(
                delivery, error=str(error.args[0]), posted=post
            )
        return request.redirect(f"{PAGE}/delivery/{delivery.id}?done=1")

    @route(
        f"{PAGE}/delivery/<int:picking_id>/rate",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_my_claim_rate(self, picking_id, aspect=None, mark=None, **post):
        """Rate a delivery with one tap; the next tap changes it."""
        delivery = self._find_claim_delivery(picking_id)
        if not delivery:
            return request.redirect(PAGE)
        try:
            with request.env.cr.savepoint():
                delivery._rate(aspect, mark)
        except UserError as error:
            return self._render_claim_delivery(delivery, error=str(error.args[0]))
        return request.redirect(f"{PAGE}/delivery/{delivery.id}")

    @route(f"{PAGE}/<int:claim_id>/photo", type="http", auth="user")
    def portal_my_claim_photo(self, claim_id, **kw):
        """The photo of one's own claim, or of a claim on one's own goods."""
        claim = request.env["hub.claim"].sudo().browse(claim_id).exists()
        owner = claim.partner_id.commercial_partner_id
        mine = claim and owner == self._get_claim_client()
        producer = self._get_hub_producer()
        made = claim.state == "done" and producer and claim.producer_id == producer
        if not claim.photo or not (mine or made):
            return request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(claim, "photo")
        return stream.get_response()

    def _render_claim_delivery(self, delivery, **more):
        request.env.invalidate_all()
        fields = request.env["hub.claim"]._fields
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_claims",
            reasons=fields["reason"]._description_selection(request.env),
            wishes=[
                (key, label)
                for key, label in fields["wish"]._description_selection(request.env)
                if key in dict(REMEDIES)
            ],
            token=uuid4().hex,
            error=more.get("error"),
            posted=more.get("posted") or {},
            done=more.get("done"),
            **delivery._get_claim_values(),
        )
        return request.render("milperche_hub.portal_my_claim_delivery", values)
