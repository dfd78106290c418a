from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools import validity


class HubProof(models.Model):
    """What the gate reads of the proofs, in a fixed number of queries."""

    _inherit = "hub.proof"

    # ------------------------------------------------------------------
    # The gate
    # ------------------------------------------------------------------

    @api.model
    def _get_evidence(self, codes, producer_ids, template_ids):
        """Read the proofs of many producers and products in one go.

        :return: ``{(code, producer id, template id or False): [Evidence, …]}``
        """
        today = self._get_gate_date()
        proofs = self.sudo().search_fetch(
            [
                ("code", "in", list(codes)),
                ("producer_id", "in", list(producer_ids)),
                ("product_tmpl_id", "in", [False, *template_ids]),
            ],
            self._get_evidence_fields(),
            order="id",
        )
        evidence = defaultdict(list)
        for proof in proofs:
            listed = proof.listed_product_ids or proof.product_tmpl_id
            for template_id in listed.ids or [False]:
                place = (proof.code, proof.producer_id.id, template_id)
                evidence[place].append(proof._get_one_evidence(today))
        return evidence

    @api.model
    def _get_evidence_fields(self):
        return [
            "code",
            "date_end",
            "date_start",
            "is_exception",
            "listed_product_ids",
            "producer_id",
            "product_tmpl_id",
            "state",
            "value",
        ]

    def _get_one_evidence(self, today):
        # An expired proof still counts for the days it covered. One that was set to
        # expired before its end was taken back by hand: it counts no more.
        ended = self.state == "expired" and self.date_end and self.date_end < today
        verified = self.state == "valid" or ended
        pending = self.state == "draft" and "pending"
        return validity.Evidence(
            start=self.date_start or None,
            end=self.date_end or None,
            status="verified" if verified else pending or "rejected",
            value=self.value,
            exempt=self.is_exception,
        )

    def _filter_still_asked(self):
        """Leave out requirements that no version asks any more when their proof ends.

        In a fixed number of queries.
        """
        today = self._get_gate_date()
        codes = self.mapped("code")
        criteria = self.env["hub.criterion"].search([("code", "in", codes)])
        criteria_of = criteria.grouped("code")

        def is_asked(proof):
            day = max(today, fields.Date.add(proof.date_end or today, days=1))
            asked = criteria_of.get(proof.code, criteria.browse())
            return proof.usage == "label" or any(
                criterion.specification_id._is_in_force(day) for criterion in asked
            )

        return self.filtered(is_asked)

    @api.model
    def _get_gate_date(self):
        """Today by the hub's clock, whatever time zone the caller says it is in."""
        return self.env["hub.catalogue"].sudo()._to_local(fields.Datetime.now()).date()

    @api.model
    def _format_day(self, day):
        return format_date(self.env, day, date_format="d MMMM y")
