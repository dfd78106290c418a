from odoo.http import request, route

from .portal import HubPortal


class PortalProducerPage(HubPortal):
    """Who grows what, for the clients: nothing but what is proved today."""

    @route("/my/producers", type="http", auth="public", website=True)
    def portal_producers(self, **kw):
        """The producers of the hub."""
        if response := self._check_hub_visitor():
            return response
        client = self._get_hub_client()
        if not client:
            return request.redirect("/my")
        producers = request.env["res.partner"].sudo()._get_hub_shown_producers()
        day = request.env["hub.proof"].sudo()._get_gate_date()
        Definition = request.env["hub.local.definition"].sudo()
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_producers",
            producers=producers,
            facts=Definition._get_facts(producers, client, day),
        )
        return request.render("milperche_hub.portal_producers", values)

    @route("/my/producers/<int:producer_id>", type="http", auth="public", website=True)
    def portal_producer(self, producer_id, **kw):
        """One producer: where, how far, what is proved until when."""
        if response := self._check_hub_visitor():
            return response
        client, producer = self._get_hub_client(), self._find_hub_producer(producer_id)
        if not client or not producer:
            return request.redirect("/my/producers")
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_producer_page",
            producer=producer,
            **producer._get_hub_page(client),
        )
        return request.render("milperche_hub.portal_producer_page", values)

    @route(
        "/my/producers/<int:producer_id>/proof/<int:proof_id>",
        type="http",
        auth="public",
        website=True,
    )
    def portal_producer_proof(self, producer_id, proof_id, **kw):
        """The document of a proof that counts today and that is shared."""
        if response := self._check_hub_visitor():
            return response
        client, producer = self._get_hub_client(), self._find_hub_producer(producer_id)
        if not client or not producer:
            return request.redirect("/my/producers")
        day = request.env["hub.proof"].sudo()._get_gate_date()
        proof = producer._get_hub_valid_proofs(day).filtered(
            lambda p: p.id == proof_id and p.is_shared and p.document
        )
        if not proof:
            return request.redirect(f"/my/producers/{producer_id}")
        stream = request.env["ir.binary"]._get_stream_from(
            proof, "document", filename=proof.document_name or proof.display_name
        )
        return stream.get_response(as_attachment=True)

    def _find_hub_producer(self, producer_id):
        producers = request.env["res.partner"].sudo()._get_hub_shown_producers()
        return producers.filtered(lambda p: p.id == producer_id)
