import base64

from odoo import fields, models

REPORT = "milperche_hub.report_fallback_pack_action"


class HubMessage(models.Model):
    """The week on paper, printed when its first mail leaves.

    Not at the cut-off, which neither a slow printer nor a broken one may hold up: a
    failure stays on the message, which can be sent again.
    """

    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("paper_pack", "The week on paper")],
        ondelete={"paper_pack": "set default"},
    )

    def _notify(self):
        if self.kind == "paper_pack" and not self.attachment_ids:
            self.attachment_ids = self._get_paper_pdf()
        return super()._notify()

    def _get_paper_pdf(self):
        """The file of the same cut-off that another reader was sent, or a new one."""
        edition = self.key.rsplit("-", 1)[0]
        sent = self.search(
            [("key", "=like", f"{edition}-%"), ("attachment_ids", "!=", False)], limit=1
        )
        return sent.attachment_ids[:1] or self._make_paper_pdf()

    def _make_paper_pdf(self):
        report = self.env["ir.actions.report"].with_context(lang=self.partner_id.lang)
        content, _kind = report._render_qweb_pdf(REPORT, [self.res_id])
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.subject}.pdf".replace("/", "-"),
                "datas": base64.b64encode(content),
                "mimetype": "application/pdf",
                "res_model": self.res_model,
                "res_id": self.res_id,
            }
        )
