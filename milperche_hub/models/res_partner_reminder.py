from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """One reminder letter per payer, for all it is late to pay."""

    _inherit = "res.partner"

    def _get_hub_overdue(self):
        """The payer's posted client invoices past their due date, the oldest first."""
        return self.env["account.move"].search(
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", fields.Date.context_today(self)),
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
            ],
            order="invoice_date_due, name",
        )

    @api.model
    def _get_hub_late_payers(self):
        """Payers with an overdue invoice of the hub's."""
        invoices = self.env["account.move"].search(
            [
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
                ("invoice_date_due", "<", fields.Date.context_today(self)),
                ("company_id", "=", self.env.company.id),
            ]
        )
        return invoices.commercial_partner_id.sorted("name")

    def _get_hub_reminder_mentions(self):
        """Legal sentences of a reminder: penalties by kind of payer, the fixed fee."""
        self.ensure_one()
        penalty = "late_penalty"
        if self.hub_is_public_payer:
            penalty = "late_penalty_public"
        today = fields.Date.context_today(self)
        return self.env["hub.legal.mention"]._get_texts(
            [penalty, "recovery_fee"], today
        )

    def action_hub_remind(self):
        """Send each of these payers one letter; once a day at most.

        :raise UserError: none of them is late.
        """
        late = self.commercial_partner_id.filtered(lambda p: p._get_hub_overdue())
        if not late:
            raise UserError(self.env._("Nobody here is late to pay."))
        messages = self.env["hub.message"]
        for payer in late:
            messages |= payer._send_hub_reminder()
        return messages._get_records_action(name=self.env._("Reminders"))

    def _send_hub_reminder(self):
        self.ensure_one()
        invoices = self._get_hub_overdue()
        message, today = self.env["hub.message"], fields.Date.context_today(self)
        env = self.with_context(lang=self.lang).env
        return message._post_once(
            [
                {
                    "key": f"reminder-{self.id}-{today}",
                    "kind": "reminder",
                    "partner_id": self.id,
                    "subject": env._(
                        "%s: invoices waiting for your payment", self.env.company.name
                    ),
                    "body": message._render(
                        "milperche_hub.message_payment_reminder",
                        self,
                        {
                            "amount": sum(invoices.mapped("amount_residual")),
                            "currency": self.env.company.currency_id,
                            "count": len(invoices),
                        },
                    ),
                    "attachment_ids": [(4, self._make_hub_reminder().id)],
                    "res_model": "res.partner",
                    "res_id": self.id,
                }
            ]
        )

    def _make_hub_reminder(self):
        content, __ = self.env["ir.actions.report"]._render_qweb_pdf(
            "milperche_hub.report_reminder", self.ids
        )
        return self.env["ir.attachment"].create(
            {
                "name": self.env._("Reminder %s.pdf", self.name),
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "res.partner",
                "res_id": self.id,
            }
        )
