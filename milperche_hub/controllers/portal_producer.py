from odoo import http
from odoo.http import request, route

from .portal import HubPortal

REPORT = "milperche_hub.report_settlement_action"
INVOICE = "account.account_invoices"
PAST_DROPOFFS = 12


class PortalProducer(HubPortal):
    """What a producer has to bring, what it earned, what it has to prove."""

    @route("/my/producer", type="http", auth="user", website=True)
    def portal_my_producer(self, **kw):
        """The producer's page: plain HTML, for a phone in a field."""
        producer = self._get_hub_producer()
        if not producer:
            return request.redirect("/my")
        Picking = request.env["stock.picking"].sudo()
        past = Picking._get_portal_dropoffs(producer, done=True, limit=PAST_DROPOFFS)
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_producer",
            producer=producer,
            coming=Picking._get_portal_dropoffs(producer)._get_portal_dropoff_values(),
            past=past._get_portal_dropoff_values(),
            so_far=request.env["hub.offer"].sudo()._get_portal_so_far(producer),
            settlements=request.env["hub.settlement"]
            .sudo()
            ._get_portal_settlements(producer, limit=36),
            proofs=request.env["hub.proof"].sudo()._get_portal_proofs(producer),
            refused=request.env["hub.proof"].sudo()._get_refused(producer).values(),
            has_report=self._has_settlement_report(),
        )
        return request.render("milperche_hub.portal_my_producer", values)

    @route(
        "/my/producer/settlement/<int:settlement_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_settlement(self, settlement_id, **kw):
        """One settlement, line by line; clients are not named."""
        settlement = self._get_hub_settlement(settlement_id)
        if not settlement:
            return request.redirect("/my/producer")
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="hub_settlement",
            settlement=settlement,
            quantity_text=request.env["hub.catalogue"]._format_portal_quantity,
            has_report=self._has_settlement_report(),
        )
        return request.render("milperche_hub.portal_my_settlement", values)

    @route(
        "/my/producer/settlement/<int:settlement_id>/pdf",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_settlement_pdf(self, settlement_id, **kw):
        """The printed statement of one settlement."""
        settlement = self._get_hub_settlement(settlement_id)
        if not settlement:
            return request.redirect("/my/producer")
        if not self._has_settlement_report():
            return request.redirect(f"/my/producer/settlement/{settlement_id}")
        return self._show_report(settlement, "pdf", REPORT, download=True)

    @route(
        "/my/producer/settlement/<int:settlement_id>/invoice",
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_selfbill(self, settlement_id, **kw):
        """The producer's copies of the invoices the hub made out in its name."""
        settlement = self._get_hub_settlement(settlement_id)
        bills = settlement._get_portal_bills()
        if not bills:
            return request.redirect("/my/producer")
        if len(bills) == 1:
            return self._show_report(bills, "pdf", INVOICE, download=True)
        report = request.env["ir.actions.report"].sudo()
        content, __ = report._render_qweb_pdf(INVOICE, bills.ids)
        name = f"{settlement._get_report_base_filename()}.pdf"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", http.content_disposition(name)),
            ],
        )

    def _get_hub_settlement(self, settlement_id):
        """A settlement of the user's own farm; empty for any other id."""
        producer = self._get_hub_producer()
        settlements = request.env["hub.settlement"].sudo()
        return settlements._get_portal_settlements(producer).filtered(
            lambda s: s.id == settlement_id
        )

    def _has_settlement_report(self):
        return bool(request.env.ref(REPORT, raise_if_not_found=False))
