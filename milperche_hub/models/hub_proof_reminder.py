from odoo import api, fields, models

from .hub_proof import NOTICE_DAYS

LAST_DAYS = 7
ACTIVITY = "milperche_hub.activity_type_proof"


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[
            ("proof_month", "Proofs to renew, monthly"),
            ("proof_last_days", "Proofs about to end"),
            ("proof_answer", "Answer to a proof sent"),
        ],
        ondelete={
            "proof_month": "set other",
            "proof_last_days": "set other",
            "proof_answer": "set other",
        },
    )


class HubProof(models.Model):
    """Reminders to producers: each is due and not done, so each leaves once.

    A proof that a newer one follows, verified or waiting, is chased no more.
    """

    _inherit = "hub.proof"

    @api.model
    def _cron_remind(self):
        """Write the reminders that are due today; running twice changes nothing."""
        today = self._get_gate_date()
        self._remind_month(today)
        self._remind_last_days(today)

    @api.model
    def _remind_month(self, today):
        """Once a month and producer: what ends within sixty days of the first.

        Judged as of the first, so that a worker down on that day says the same later.
        """
        first = today.replace(day=1)
        until = fields.Date.add(first, days=NOTICE_DAYS)
        ending = self.env["hub.week"]._get_ending_proofs(today, until)
        messages = self.env["hub.message"]._post_once(
            [
                proofs._prepare_month_reminder(producer, first)
                for producer, proofs in ending.grouped("producer_id").items()
            ]
        )
        told = ending.filtered(lambda p: p.producer_id in messages.partner_id)
        told._plan_renewal()

    @api.model
    def _remind_last_days(self, today):
        """Seven days before the end, then on the day; a missed day is caught up."""
        Week = self.env["hub.week"]
        one, week = (fields.Date.add(today, days=n) for n in (1, LAST_DAYS))
        soon = Week._get_ending_proofs(one, week)
        ended = Week._get_ending_proofs(
            fields.Date.subtract(today, days=LAST_DAYS), today
        )
        vals_list = []
        for days, proofs in ((LAST_DAYS, soon), (0, ended)):
            groups = proofs.grouped(lambda p: (p.producer_id, p.date_end))
            for (producer, end), group in groups.items():
                vals_list.append(group._prepare_last_reminder(producer, end, days))
        self.env["hub.message"]._post_once(vals_list)
        (soon | ended)._plan_renewal()

    def _prepare_month_reminder(self, producer, first):
        env = self.with_context(lang=producer.lang or self.env.lang).env
        return self._prepare_reminder(
            producer,
            key=f"proofs-month-{producer.id}-{first:%Y-%m}",
            kind="proof_month",
            subject=env._("Your proofs to renew within %s days", NOTICE_DAYS),
        )

    def _prepare_last_reminder(self, producer, end, days):
        speaking = self.with_context(lang=producer.lang or self.env.lang)
        day = speaking._format_day(end)
        if days:
            subject = speaking.env._("Your proofs that end on %s", day)
        else:
            subject = speaking.env._("Your proofs ended on %s", day)
        return self._prepare_reminder(
            producer,
            key=f"proofs-{days}-{producer.id}-{end}",
            kind="proof_last_days",
            subject=subject,
        )

    def _prepare_reminder(self, producer, **values):
        body = self.env["hub.message"]._render(
            "milperche_hub.message_proof_reminder",
            producer,
            {
                "proofs": self.with_context(lang=producer.lang or self.env.lang),
                "today": self._get_gate_date(),
                "url": producer._hub_get_proofs_url(),
            },
        )
        return {
            "partner_id": producer.id,
            "body": body,
            "res_model": producer._name,
            "res_id": producer.id,
            **values,
        }

    def _get_renewal_note(self):
        """What happens without a new proof, for the producer to read; may be empty."""
        self.ensure_one()
        criterion = self.criterion_id
        if criterion.blocking:
            return self.env._("without it the products concerned cannot be sold")
        if criterion.usage != "label":
            return ""
        if criterion.date_end and criterion.date_end <= self.date_end:
            return self.env._("this label ends for everybody")
        return self.env._("without it the label is no longer shown")

    # ------------------------------------------------------------------
    # The coordinator's activities
    # ------------------------------------------------------------------

    def _plan_renewal(self):
        """One activity a proof for the coordinator, on the day it ends."""
        user = self._get_chaser()
        kind = self.env.ref(ACTIVITY)
        todo = self.filtered(lambda p: kind not in p.activity_ids.activity_type_id)
        for day, proofs in todo.grouped("date_end").items():
            proofs.activity_schedule(
                ACTIVITY,
                date_deadline=day,
                user_id=user.id,
                summary=self.with_context(lang=user.lang).env._(
                    "Ask for the new proof"
                ),
            )

    @api.model
    def _get_chaser(self):
        """Who chases proofs: the coordinator of the hub, else the first of them."""
        group = self.env.ref("milperche_hub.group_coordinator").sudo()
        users = group.all_user_ids.filtered(lambda u: u.active and not u.share)
        return self.env.company.hub_coordinator_id or users[:1] or self.env.user

    def _close_renewals(self):
        """What a verified proof replaces needs no chasing any more."""
        for proof in self:
            older = self.search(
                [
                    ("code", "=", proof.code),
                    ("producer_id", "=", proof.producer_id.id),
                    ("product_tmpl_id", "=", proof.product_tmpl_id.id),
                    ("activity_ids", "!=", False),
                ]
            )
            (older | proof).activity_feedback([ACTIVITY])
