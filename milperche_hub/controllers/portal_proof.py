import base64
import math

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.hub_proof import DOCUMENT_MAX_MB
from .portal import as_id
from .portal_supply import PAGE, PortalSupply


class PortalProof(PortalSupply):
    """The page on which a producer sends new proofs: plain HTML, for a phone.

    By login, or by the personal link of the reminders: whoever has it may send a
    document, which counts for nothing before the hub has looked at it.
    """

    @route("/my/producer/proofs", type="http", auth="user", website=True)
    def portal_my_proofs(self, **kw):
        """What is proved until when, and a form to send what comes next."""
        producer = self._get_hub_producer()
        if not producer:
            return request.redirect("/my")
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_proofs", **self._prepare_proofs_values(producer, PAGE)
        )
        return request.render("milperche_hub.portal_my_proofs", values)

    @route(
        "/my/producer/proofs/send",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def portal_my_proofs_send(self, **post):
        """Receive one proof; it waits until the hub has looked at it."""
        producer = self._get_hub_producer()
        if not producer:
            return request.redirect("/my")
        self._receive_proof(producer, post)
        return request.redirect(f"{PAGE}/proofs")

    @route(
        "/my/producer/link/<string:token>/proofs",
        type="http",
        auth="public",
        website=True,
    )
    def portal_link_proofs(self, token, **kw):
        """The same page for who comes by a personal link."""
        producer = self._get_link_producer(token, enter=True)
        if not producer:
            return self._refuse_link()
        if self._set_link_language(producer):
            return request.redirect(request.httprequest.full_path)
        request.session.touch()
        values = self._prepare_proofs_values(producer, f"{PAGE}/link/{token}")
        response = request.render("milperche_hub.portal_link_proofs", values)
        return self._keep_link_private(response)

    @route(
        "/my/producer/link/<string:token>/proofs/send",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_link_proofs_send(self, token, **post):
        """Receive what the link's page sends."""
        producer = self._get_link_producer(token)
        if not producer:
            return self._refuse_link()
        self._receive_proof(producer, post)
        return request.redirect(f"{PAGE}/link/{token}/proofs")

    def _prepare_proofs_values(self, producer, base):
        return {
            "producer": producer,
            "proof_base": base,
            "rows": request.env["hub.proof"].sudo()._get_to_send(producer),
            "answer": request.session.pop("hub_proof_answer", None),
            "max_mb": DOCUMENT_MAX_MB,
        }

    def _receive_proof(self, producer, post):
        """Keep what a form sends, and the answer for the page that follows."""
        Proof = request.env["hub.proof"].sudo()
        try:
            with request.env.cr.savepoint():
                proof = Proof._receive(
                    producer,
                    as_id(post.get("criterion", "")),
                    as_id(post.get("product", "")),
                    self._read_sent_values(producer, post),
                )
            answer = {"sent": proof.criterion_id.name}
        except UserError as error:
            answer = {"error": str(error)}
        request.session["hub_proof_answer"] = answer

    def _read_sent_values(self, producer, post):
        """What the form says, as values of a proof.

        :raise UserError: a date or a number that is none, a file too big
        """
        values = {}
        document = post.get("document")
        if getattr(document, "filename", ""):
            # one byte more than allowed is enough to refuse the rest
            limit = DOCUMENT_MAX_MB * 1024 * 1024
            content = document.read(limit + 1)
            if len(content) > limit:
                raise UserError(
                    request.env._("The document exceeds %s MB.", DOCUMENT_MAX_MB)
                )
            if not content:
                raise UserError(request.env._("This file is empty."))
            values["document"] = base64.b64encode(content)
            values["document_name"] = document.filename[-120:]
        for name in ("date_start", "date_end"):
            if post.get(name):
                values[name] = self._read_date(str(post[name]))
        for name in ("value", "measured_part", "measured_total"):
            if post.get(name):
                values[name] = self._read_number(str(post[name]))
        if post.get("signed"):
            user = request.env.user
            values["note"] = request.env._(
                "Statement signed on the portal by %(user)s on %(day)s.",
                user=producer.name if user._is_public() else user.name,
                day=request.env["hub.proof"]._format_day(fields.Date.today()),
            )
        return values

    def _read_date(self, text):
        try:
            return fields.Date.to_date(text)
        except ValueError as error:
            raise UserError(request.env._("“%s” is not a date.", text[:20])) from error

    def _read_number(self, text):
        try:
            number = float(text.replace(",", ".").replace("\u202f", "").strip())
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or number < 0:
            raise UserError(request.env._("“%s” is not a number.", text[:20]))
        return number
