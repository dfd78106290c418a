import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class HubMessage(models.Model):
    """The way out: what is due leaves, each message once, never at night."""

    _inherit = "hub.message"

    @api.model
    def _cron_send_due(self):
        """Send what is due, unless people sleep; a stopped run goes on next time."""
        now = fields.Datetime.now()
        if self._is_quiet(now):
            return
        due = self.search(self._get_due_domain(now), order="date_due, id")
        if due:
            self._wake_mail_queue()
        for message in due:
            message._hand_over()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _get_due_domain(self, now):
        return [("state", "=", "waiting"), ("date_due", "<=", now)]

    @api.model
    def _is_quiet(self, moment):
        """Whether the hub keeps silent at ``moment`` (UTC), by its company's hours."""
        company = self.env.company
        local = self.env["hub.catalogue"]._to_local(moment)
        hour = local.hour + local.minute / 60
        start, end = company.hub_quiet_from, company.hub_quiet_to
        if start > end:
            return hour >= start or hour < end
        return start <= hour < end

    def _send(self):
        """Hand the messages over to Odoo's mail queue, which leaves at once."""
        if self:
            self._wake_mail_queue()
        self._hand_over()

    @api.model
    def _wake_mail_queue(self):
        """Core empties its queue once an hour only."""
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _hand_over(self):
        """Put the messages into the queue; note the reason of a failure.

        Two workers never send the same one: a row that another holds is left to it.
        """
        for message in self.sudo().try_lock_for_update():
            if not message.partner_id.email:
                continue
            try:
                with self.env.cr.savepoint():
                    message._notify()
            except Exception as error:
                _logger.warning("Message %s not sent", message.key, exc_info=True)
                message.failure_reason = str(error)[:200] or type(error).__name__

    def _notify(self):
        """One notification by mail to the partner of the message."""
        self.ensure_one()
        company = self.company_id
        mail_message = self.partner_id.with_context(
            lang=self.partner_id.lang, mail_notify_author=True
        ).message_notify(**self._prepare_notify_values(company))
        self.write(
            {
                "mail_message_id": mail_message.id,
                "date_sent": fields.Datetime.now(),
                "failure_reason": False,
            }
        )

    def _prepare_notify_values(self, company):
        return {
            "partner_ids": self.partner_id.ids,
            "subject": self.subject,
            "body": self.body,
            "author_id": company.partner_id.id,
            "email_from": company.email_formatted or None,
            "attachment_ids": self.attachment_ids.ids,
            "email_layout_xmlid": "mail.mail_notification_light",
            "force_send": False,
            "notify_author": True,
        }
