from odoo import http
from odoo.exceptions import UserError
from odoo.http import request, route


class HubRecall(http.Controller):
    """A client's answer to a recall, by personal link."""

    def _get_lines(self, token):
        """The client's own lines (as superuser) of a live link; empty for any other."""
        lines = request.env["hub.recall.line"].sudo()
        link = request.env["hub.access.link"]._resolve(token, "recall")
        if not link or link.res_model != "hub.recall":
            return lines
        found = lines.search(
            [
                ("recall_id", "=", link.res_id),
                ("partner_id", "=", link.partner_id.id),
            ]
        )
        return found.with_context(lang=link.partner_id.lang)

    @route(
        "/hub/recall/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def recall(self, token, **post):
        """What this client received; how much is withdrawn, how much was served."""
        lines = self._get_lines(token)
        if not lines:
            return request.not_found()
        problem = ""
        if request.httprequest.method == "POST":
            problem = self._take_answer(lines, post)
            if not problem:
                return request.redirect(f"/hub/recall/{token}?done=1")
        return request.render(
            "milperche_hub.portal_hub_recall",
            {
                "recall": lines.recall_id,
                "lines": lines,
                "token": token,
                "problem": problem,
                "done": post.get("done"),
                "posted": post if problem else {},
            },
        )

    def _take_answer(self, lines, post):
        """Write all the lines down, or none.

        :return: a sentence when they cannot be.
        """
        try:
            with request.env.cr.savepoint():
                for line in lines:
                    line._answer(
                        self._parse(line, post.get(f"withdrawn_{line.id}")),
                        self._parse(line, post.get(f"served_{line.id}")),
                        post.get("note"),
                    )
        except UserError as error:
            return str(error.args[0])
        return ""

    def _parse(self, line, text):
        try:
            return float((text or "0").replace(",", ".").strip() or 0)
        except ValueError as error:
            raise UserError(line.env._("A quantity is a number from 0.")) from error
