from odoo import http
from odoo.http import request, route

STATEMENT = "milperche_hub.report_settlement"
PROFORMA = "milperche_hub.report_proforma"


class HubStatement(http.Controller):
    """A producer's statement by personal link: no account, no password."""

    def _get_settlement(self, token):
        """The settlement of a live link, read as superuser; empty for any other."""
        link = request.env["hub.access.link"]._resolve(token, "contest")
        settlements = request.env["hub.settlement"].sudo()
        if not link or link.res_model != "hub.settlement":
            return settlements
        settlement = settlements.browse(link.res_id).exists()
        if settlement.producer_id != link.partner_id:
            return settlements
        return settlement.with_context(lang=link.partner_id.lang).with_company(
            settlement.company_id
        )

    @route(
        "/hub/statement/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def statement(self, token, answer=None, reason="", **kw):
        """Read one's statement; agree, or contest it with a reason."""
        settlement = self._get_settlement(token)
        if not settlement or settlement.state == "cancel":
            return request.not_found()
        problem = ""
        if request.httprequest.method == "POST":
            problem = self._answer(settlement, answer, (reason or "").strip())
            if not problem:
                url = f"/hub/statement/{token}?done={answer}"
                return request.redirect(url)
        return request.render(
            "milperche_hub.portal_hub_statement",
            {
                "settlement": settlement,
                "token": token,
                "problem": problem,
                "done": kw.get("done"),
                "may_answer": self._may_answer(settlement),
                "money": {
                    "widget": "monetary",
                    "display_currency": settlement.currency_id,
                },
            },
        )

    def _may_answer(self, settlement):
        return not settlement.is_contested and settlement.state in ("draft", "posted")

    def _answer(self, settlement, answer, reason):
        """Write the answer down.

        :return: a sentence when it cannot be.
        """
        if not self._may_answer(settlement):
            return settlement.env._("This statement no longer takes an answer.")
        if answer == "agree":
            settlement._agree()
        elif answer == "contest":
            if not reason:
                return settlement.env._("Say what is wrong, so that we can look.")
            settlement.action_contest(reason, "link")
        return ""

    @route(
        "/hub/statement/<string:token>/pdf", type="http", auth="public", sitemap=False
    )
    def statement_pdf(self, token, **kw):
        """The printed statement, or the pro-forma."""
        settlement = self._get_settlement(token)
        if not settlement or settlement.state == "cancel":
            return request.not_found()
        report = PROFORMA if settlement.bill_kind == "proforma" else STATEMENT
        content, __ = (
            request.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf(report, settlement.ids)
        )
        name = f'attachment; filename="{settlement.name}.pdf"'
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", name),
            ],
        )
