import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .hub_proof import NOTICE_DAYS

PENDING_MAX = 5
NUMBER_MAX = 10_000_000.0


class HubProof(models.Model):
    """Documents that producers send from their page, and the hub's answer."""

    _inherit = "hub.proof"

    is_sent = fields.Boolean("Sent by the Producer", readonly=True, copy=False)
    rejection_reason = fields.Char(
        copy=False,
        tracking=True,
        help="What the producer reads when the document is refused.",
    )
    measured_part = fields.Float("Own Part", help="Own feed, in dry matter, say.")
    measured_total = fields.Float("Total", help="All feed, in the same unit.")
    value = fields.Float(
        compute="_compute_value", store=True, readonly=False, precompute=True
    )

    @api.depends("measured_part", "measured_total")
    def _compute_value(self):
        """A share is its part ÷ its total; without them it is what was typed."""
        for proof in self:
            if proof.measured_total > 0:
                proof.value = 100.0 * proof.measured_part / proof.measured_total
            else:
                proof.value = proof.value

    @api.constrains("state", "rejection_reason")
    def _check_rejection_reason(self):
        for proof in self.filtered(lambda p: p.state == "rejected"):
            if not (proof.rejection_reason or "").strip():
                raise ValidationError(
                    self.env._(
                        "%s: say why it is rejected, the producer reads it.",
                        proof.display_name,
                    )
                )

    @api.constrains("measured_part", "measured_total", "value")
    def _check_measured(self):
        for proof in self:
            numbers = proof.measured_part, proof.measured_total, proof.value
            if not all(map(math.isfinite, numbers)) or min(numbers) < 0:
                raise ValidationError(
                    self.env._("A measure is a number, and never below zero.")
                )
            if max(numbers) > NUMBER_MAX:
                raise ValidationError(self.env._("This measure is too large."))
            if proof.measured_part > proof.measured_total:
                raise ValidationError(self.env._("The part exceeds the total."))

    # ------------------------------------------------------------------
    # What a producer can send
    # ------------------------------------------------------------------

    @api.model
    def _get_to_send(self, producer):
        """Everything that can be proved for a producer, and where each stands.

        :return: ``[{"criterion", "product", "state", "text", "pending", "refused",
            "label"}]``, the state being red, amber or green, ``refused`` why the last
            one sent was; first what blocks, labels last
        """
        today = self._get_gate_date()
        Criterion = self.env["hub.criterion"]
        subjects = producer._hub_get_spec_subjects()
        # a product's subject judged under its own key, a producer's under "0"
        subjects = [
            subject._replace(key=subject.template_id or 0) for subject in subjects
        ]
        rows = {}
        for usage in ("requirement", "label"):
            for key, verdicts in Criterion._assess(subjects, today, usage).items():
                for criterion, verdict in verdicts:
                    product = key if criterion.scope == "product" else 0
                    if usage == "label" and verdict.cause == "missing":
                        continue
                    rows.setdefault(
                        (criterion, product),
                        self._prepare_to_send(criterion, product, verdict, today),
                    )
        refused = self._get_refused(producer)
        for (criterion, product), row in rows.items():
            proof = refused.get((criterion.code, product))
            row["refused"] = proof.rejection_reason if proof else ""
        rank = {"red": 0, "amber": 1, "green": 2}
        return sorted(rows.values(), key=lambda r: (r["label"], rank[r["state"]]))

    @api.model
    def _get_refused(self, producer):
        """``{(code, product template id or 0): proof}`` of what was refused last."""
        proofs = self.search([("producer_id", "=", producer.id)], order="id")
        latest = {(p.code, p.product_tmpl_id.id or 0): p for p in proofs}
        return {key: p for key, p in latest.items() if p.state == "rejected"}

    @api.model
    def _prepare_to_send(self, criterion, product_id, verdict, today):
        notice = fields.Date.add(today, days=NOTICE_DAYS)
        if not verdict.proved:
            state = "red" if criterion.blocking else "amber"
            text = criterion._get_cause(verdict)
        else:
            state = "amber" if verdict.day and verdict.day <= notice else "green"
            text = (
                self.env._("until %s", self._format_day(verdict.day))
                if verdict.day
                else self.env._("no end date")
            )
        return {
            "criterion": criterion,
            "product": self.env["product.template"].browse(product_id or False),
            "state": state,
            "text": text,
            "pending": verdict.pending,
            "label": criterion.usage == "label",
        }

    @api.model
    def _receive(self, producer, criterion_id, product_id, values):
        """Keep what a producer sends, to be verified by the hub.

        :param producer: the ``res.partner`` that sends, known by the page
        :param dict values: ``document`` (base64), ``document_name``, and if given
            ``note``, ``date_start``, ``date_end``, ``value``, ``measured_part``,
            ``measured_total``
        :return: the proof, to verify; the one already waiting when it is the same
        :raise UserError: in words the producer understands
        """
        row = next(
            (
                row
                for row in self._get_to_send(producer)
                if (row["criterion"].id, row["product"].id or 0)
                == (criterion_id, product_id or 0)
            ),
            None,
        )
        if not row:
            raise UserError(self.env._("This proof is not asked of you."))
        self._check_received(row["criterion"], values)
        start = values.get("date_start") or fields.Date.context_today(self)
        if values.get("date_end") and values["date_end"] < start:
            raise UserError(self.env._("A proof cannot end before it starts."))
        waiting = self.search(
            [
                ("producer_id", "=", producer.id),
                ("criterion_id", "=", criterion_id),
                ("product_tmpl_id", "=", product_id or False),
                ("state", "=", "draft"),
            ]
        )
        for proof in waiting:
            if proof._is_same_as(values):
                return proof
        if len(waiting) >= PENDING_MAX:
            raise UserError(
                self.env._("We have your documents and will look at them soon.")
            )
        proof = self.create(
            {
                "criterion_id": criterion_id,
                "producer_id": producer.id,
                "product_tmpl_id": product_id or False,
                "is_sent": True,
                **values,
            }
        )
        proof.message_post(
            body=self.env._("Sent by %s from the portal.", producer.name),
            author_id=producer.id,
        )
        proof._plan_verification()
        return proof

    def _is_same_as(self, values):
        names = ("document", "value", "measured_part", "measured_total", "note")
        return all(
            (self[name] or False) == (values.get(name) or False) for name in names
        )

    @api.model
    def _check_received(self, criterion, values):
        if criterion.kind == "document" and not values.get("document"):
            raise UserError(self.env._("Choose the document to send."))
        if criterion.kind == "measure" and not (
            values.get("value") or values.get("measured_total")
        ):
            raise UserError(
                self.env._("%s is a measure: give its value.", criterion.name)
            )
        if criterion.kind == "statement" and not (
            values.get("note") or values.get("document")
        ):
            raise UserError(
                self.env._("Tick the box to sign your statement, or send it.")
            )

    def _plan_verification(self):
        user = self._get_chaser()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.with_context(lang=user.lang).env._("Verify this proof"),
        )

    # ------------------------------------------------------------------
    # The hub's answer
    # ------------------------------------------------------------------

    def action_verify(self):
        result = super().action_verify()
        self._close_renewals()
        self._answer(True)
        return result

    def action_reject(self):
        """Refuse the proofs, asking why unless it is written already."""
        if not all((proof.rejection_reason or "").strip() for proof in self):
            return self._get_reject_wizard()
        result = super().action_reject()
        self._answer(False)
        return result

    def _get_reject_wizard(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject a proof"),
            "res_model": "hub.proof.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proof_ids": self.ids},
        }

    def action_reset(self):
        result = super().action_reset()
        self.rejection_reason = False
        return result

    def _answer(self, accepted):
        """Close what waited for the look, and tell the producer.

        Of what the hub recorded itself, he hears only that it was refused.
        """
        self.activity_feedback(["mail.mail_activity_data_todo"])
        told = self.filtered(
            lambda p: p.producer_id.is_producer and (p.is_sent or not accepted)
        )
        self.env["hub.message"]._post_once(
            [proof._prepare_answer_vals(accepted) for proof in told]
        )

    def _prepare_answer_vals(self, accepted):
        self.ensure_one()
        producer = self.producer_id
        speaking = self.with_context(lang=producer.lang or self.env.lang)
        name = speaking.criterion_id.name
        subject = (
            speaking.env._("%s: verified", name)
            if accepted
            else speaking.env._("%s: refused", name)
        )
        moment = fields.Datetime.now()
        return {
            "key": f"proof-answer-{self.id}-{moment:%Y%m%d%H%M%S}",
            "kind": "proof_answer",
            "partner_id": producer.id,
            "subject": subject,
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_proof_answer",
                producer,
                {
                    "proof": speaking,
                    "accepted": accepted,
                    "url": producer._hub_get_proofs_url(),
                },
            ),
            "res_model": self._name,
            "res_id": self.id,
        }
