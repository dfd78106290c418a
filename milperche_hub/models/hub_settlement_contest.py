from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

CHANNELS = [("link", "The personal link"), ("mail", "Mail"), ("phone", "Phone")]


class HubSettlement(models.Model):
    """The producer reads the statement before it is invoiced, and may contest it."""

    _inherit = "hub.settlement"

    date_prestatement = fields.Date("Statement Sent On", readonly=True, copy=False)
    date_contest_limit = fields.Date(
        "May Be Contested Until", readonly=True, copy=False
    )
    date_agreed = fields.Date("Agreed On", readonly=True, copy=False, tracking=True)
    contest_reason = fields.Text(readonly=True, copy=False, tracking=True)
    contest_channel = fields.Selection(
        CHANNELS, "Contested By", readonly=True, copy=False
    )
    contest_date = fields.Date("Contested On", readonly=True, copy=False)

    def action_post(self):
        """Post them; a statement that nobody sent leaves before its invoice."""
        drafts = self.filtered(lambda s: s.state == "draft" and s.line_ids)
        drafts.filtered(
            lambda s: not s.date_prestatement and not s._get_contest_days()
        ).action_send_prestatement()
        return super().action_post()

    def action_send_prestatement(self):
        """Send the drafts to their producers, who may contest them."""
        drafts = self.filtered(lambda s: s.state == "draft" and s.line_ids)
        today = fields.Date.context_today(self)
        for settlement in drafts.filtered(lambda s: not s.date_prestatement):
            settlement.date_prestatement = today
            settlement.date_contest_limit = today + timedelta(
                days=settlement._get_contest_days()
            )
        drafts._post_messages("prestatement", "milperche_hub.message_prestatement")
        return True

    def _get_contest_days(self):
        self.ensure_one()
        return self.producer_id.sudo().hub_contest_days

    def _check_postable(self):
        result = super()._check_postable()
        today = fields.Date.context_today(self)
        for settlement in self:
            reason = settlement._get_waiting_reason(today)
            if reason:
                raise UserError(reason)
        return result

    def _get_waiting_reason(self, today):
        """Why a draft may not be posted yet; empty when it may."""
        self.ensure_one()
        name = self.producer_id.name
        if self.is_contested:
            return self.env._("%s contests this statement: agree first.", name)
        if self.date_agreed or not self._get_contest_days():
            return ""
        if not self.date_prestatement:
            return self.env._(
                "%(producer)s has %(days)s days to contest: send the statement first.",
                producer=name,
                days=self._get_contest_days(),
            )
        if self.date_contest_limit >= today:
            return self.env._(
                "%(producer)s may contest this statement until %(day)s.",
                producer=name,
                day=format_date(self.env, self.date_contest_limit),
            )
        return ""

    def action_contest(self, reason=None, channel=None):
        """The producer contests: posting, then payment, wait for an answer.

        :param str reason: in the producer's words
        :param str channel: one of ``CHANNELS``
        """
        contested = self.filtered(lambda s: s.state in ("draft", "posted"))
        contested.write(
            {
                "is_contested": True,
                "date_agreed": False,
                "contest_date": fields.Date.context_today(self),
                "contest_reason": (reason or "")[:2000] or False,
                "contest_channel": channel,
            }
        )
        contested._ask_coordinator()
        return super().action_contest()

    def _ask_coordinator(self):
        """Whoever runs the hub finds the contested statements among its tasks."""
        user = self.company_id.hub_coordinator_id
        for settlement in self.filtered(lambda s: user):
            settlement.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("%s contests", settlement.producer_id.name),
                note=settlement.contest_reason,
                user_id=user.id,
            )

    def action_resolve(self):
        """A contested statement or settlement is agreed on."""
        contested = self.filtered("is_contested")
        contested.write(
            {"is_contested": False, "date_agreed": fields.Date.context_today(self)}
        )
        return super().action_resolve()

    def _agree(self):
        """The producer read the draft and agrees."""
        self.filtered(
            lambda s: s.state == "draft" and not s.is_contested
        ).date_agreed = fields.Date.context_today(self)

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def _post_messages(self, kind, template):
        """One message per settlement and state of its amounts, with its link."""
        message = self.env["hub.message"]
        vals_list = []
        for settlement in self:
            settlement._ensure_number()
            producer = settlement.producer_id
            values = {"settlement": settlement, "url": settlement._get_contest_url()}
            vals_list.append(
                {
                    "key": f"{kind}-{settlement.id}-{settlement.amount_net:.2f}",
                    "kind": kind,
                    "partner_id": producer.id,
                    "subject": settlement._get_message_subject(kind),
                    "body": message._render(template, producer, values),
                    "res_model": settlement._name,
                    "res_id": settlement.id,
                }
            )
        return message._post_once(vals_list)

    def _get_message_subject(self, kind):
        env = self.with_context(lang=self.producer_id.lang).env
        name = self.company_id.name
        if kind == "ask_invoice":
            return env._("%(hub)s: please send your invoice", hub=name)
        return env._(
            "%(hub)s: your sales from %(start)s to %(end)s",
            hub=name,
            start=format_date(env, self.date_from),
            end=format_date(env, self.date_to),
        )

    def _get_contest_url(self):
        self.ensure_one()
        link = self.env["hub.access.link"]._get(
            "contest",
            self.producer_id,
            self,
            date_end=fields.Datetime.now() + timedelta(days=60),
        )
        return link.sudo().url
