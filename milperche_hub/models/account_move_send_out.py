from odoo import api, fields, models
from odoo.fields import Domain


class AccountMove(models.Model):
    """Invoices leave by mail, each once, as a PDF: clients' and self-billed ones."""

    _inherit = "account.move"

    def action_hub_send(self):
        """Send posted invoices that were not sent yet.

        Public payers' wait for their deposit; a private payer without an address
        keeps a message without one, to print.

        :return: the messages written.
        """
        to_send = self.filtered(lambda move: move._is_to_mail())
        messages = self.env["hub.message"]
        for move in to_send:
            messages |= move._send_by_message()
        to_send.hub_date_sent = fields.Date.context_today(self)
        return messages

    def _is_to_mail(self):
        self.ensure_one()
        if self.state != "posted" or self.hub_date_sent:
            return False
        if self.hub_is_selfbill:
            return True
        return (
            self.move_type in ("out_invoice", "out_refund") and not self.hub_is_public
        )

    def _send_by_message(self):
        self.ensure_one()
        kind = "selfbill" if self.hub_is_selfbill else "invoice"
        partner = self.partner_id
        message = self.env["hub.message"]
        values = {"move": self.with_context(lang=partner.lang)}
        return message._post_once(
            [
                {
                    "key": f"{kind}-{self.id}",
                    "kind": kind,
                    "partner_id": partner.id,
                    "subject": self._get_send_subject(kind),
                    "body": message._render(
                        f"milperche_hub.message_{kind}", partner, values
                    ),
                    "attachment_ids": [(4, self._get_send_pdf().id)],
                    "res_model": self._name,
                    "res_id": self.id,
                }
            ]
        )

    def _get_send_subject(self, kind):
        env = self.with_context(lang=self.partner_id.lang).env
        values = {"hub": self.company_id.name, "number": self.name}
        if kind == "selfbill":
            return env._("%(hub)s: your invoice %(number)s, made out by us", **values)
        return env._("%(hub)s: invoice %(number)s", **values)

    def _get_send_pdf(self):
        """The PDF that leaves: Factur-X for clients, the printed one for producers.

        A private client of a hub without a VAT number gets the printed one as well.
        """
        self.ensure_one()
        if self.invoice_pdf_report_id or self._is_facturx_ready():
            self._make_facturx()
            return self.invoice_pdf_report_id
        content, __ = self.env["ir.actions.report"]._render_qweb_pdf(
            "account.account_invoices", self.ids
        )
        name = f"{self.name.replace('/', '-')}.pdf"
        attachment = self.env["ir.attachment"]
        found = attachment.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("name", "=", name),
            ],
            limit=1,
        )
        return found or attachment.create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    @api.model
    def _get_to_mail_domain(self):
        """Posted invoices that nobody sent: self-billed ones and private clients'."""
        selfbilled = Domain("hub_is_selfbill", "=", True)
        private = Domain("move_type", "in", ("out_invoice", "out_refund")) & Domain(
            "hub_is_public", "=", False
        )
        return (
            Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "posted")
            & Domain("hub_date_sent", "=", False)
            & (selfbilled | (private & Domain("hub_date_to", "!=", False)))
        )
