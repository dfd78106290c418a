from odoo import api, fields, models
from odoo.exceptions import UserError

FAILED_STATUSES = ("exception", "bounce", "canceled")


class HubMessage(models.Model):
    """A message to a partner: to whom, what, when, sent or not.

    Whoever has something to say calls :meth:`_post_once`; a cron sends what is due
    (``hub_message_queue.py``), through Odoo's own notifications, which report a
    refused or bounced mail back here.
    """

    _name = "hub.message"
    _description = "Message to a partner"
    _order = "date_due desc, id desc"
    _rec_name = "subject"

    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        help="What makes the message the only one of its sort: the same key is never "
        "written twice.",
    )
    kind = fields.Selection(
        selection=[("other", "Other")], required=True, default="other", readonly=True
    )
    partner_id = fields.Many2one(
        "res.partner", string="To", required=True, index=True, ondelete="cascade"
    )
    subject = fields.Char(required=True)
    body = fields.Html(sanitize=False)
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", readonly=True
    )
    date_due = fields.Datetime(
        string="To Send From", required=True, default=fields.Datetime.now, index=True
    )
    date_sent = fields.Datetime(string="Sent on", readonly=True, copy=False)
    is_cancelled = fields.Boolean(readonly=True, copy=False)
    mail_message_id = fields.Many2one("mail.message", readonly=True, copy=False)
    notification_ids = fields.One2many(related="mail_message_id.notification_ids")
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("leaving", "Leaving"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("no_address", "No address"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    failure_reason = fields.Char(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _key_unique = models.Constraint(
        "UNIQUE (company_id, key)", "This message is already written."
    )

    @api.depends(
        "is_cancelled",
        "date_sent",
        "failure_reason",
        "partner_id.email",
        "mail_message_id.notification_ids.notification_status",
    )
    def _compute_state(self):
        for message in self:
            message.state = message._get_state()

    def _get_state(self):
        self.ensure_one()
        if self.is_cancelled:
            return "cancelled"
        if self.failure_reason:
            return "failed"
        if not self.date_sent:
            return "waiting" if self.partner_id.email else "no_address"
        statuses = set(
            self.mail_message_id.sudo().notification_ids.mapped("notification_status")
        )
        if statuses & set(FAILED_STATUSES):
            return "failed"
        return "sent" if statuses <= {"sent"} else "leaving"

    # ------------------------------------------------------------------
    # Writing one
    # ------------------------------------------------------------------

    @api.model
    def _post_once(self, vals_list):
        """Write the messages that are not written yet.

        :param list vals_list: one dict per message: ``key`` (what makes it the only
            one), ``kind``, ``partner_id``, ``subject``, ``body`` (markup) and, if any,
            ``res_model``, ``res_id``, ``attachment_ids``, ``date_due``.
        :return: the messages written now; those whose key exists are left alone.
        """
        written = set(
            self.sudo()
            .search_fetch(
                [
                    ("company_id", "=", self.env.company.id),
                    ("key", "in", [vals["key"] for vals in vals_list]),
                ],
                ["key"],
            )
            .mapped("key")
        )
        fresh = {v["key"]: v for v in vals_list if v["key"] not in written}
        return self.sudo().create(list(fresh.values()))

    @api.model
    def _render(self, template, partner, values=None):
        """The body of a message, in the language of its reader.

        :param str template: external id of a QWeb template; it reads ``partner``,
            ``company`` and ``values``.
        """
        lang = partner.lang or self.env.company.partner_id.lang
        return (
            self.env["ir.qweb"]
            .with_context(lang=lang)
            ._render(
                template,
                {
                    "partner": partner.with_context(lang=lang),
                    "company": self.env.company.with_context(lang=lang),
                    **(values or {}),
                },
                lang=lang,
                minimal_qcontext=True,
            )
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_send(self):
        """Send now, whatever the hour: someone decided it."""
        refused = self.filtered(lambda m: m.state in ("sent", "leaving", "cancelled"))
        if refused:
            raise UserError(
                self.env._(
                    "Already sent or cancelled: %(subjects)s.",
                    subjects=", ".join(refused.mapped("subject")),
                )
            )
        self._send()

    def action_cancel(self):
        """Never send these; what already left stays as it is."""
        self.filtered(lambda m: not m.date_sent).sudo().is_cancelled = True
