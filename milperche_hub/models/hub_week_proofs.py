from odoo import api, fields, models
from odoo.fields import Domain

from .hub_proof import NOTICE_DAYS

SOON_DAYS = 15


class HubWeek(models.AbstractModel):
    """Exceptions of the specification: proofs to verify, lapsing, ended."""

    _inherit = "hub.week"

    @api.model
    def _get_proof_pending_exceptions(self, catalogues):
        """Proofs received that no one has looked at."""
        proofs = self.env["hub.proof"].search(
            Domain("state", "=", "draft") & self._get_current_producers_domain()
        )
        if not proofs:
            return []
        return [
            self._prepare_exception(
                # sales may wait for it, and its producer does
                "warning" if any(proofs.criterion_id.mapped("blocking")) else "info",
                self.env._("Proofs to verify"),
                self._prepare_open(
                    self.env._("Verify"),
                    proofs,
                    view="milperche_hub.hub_proof_view_list_to_verify",
                ),
                records=proofs,
                detail=self._join_names(proofs.mapped("display_name")),
            )
        ]

    @api.model
    def _get_proof_lapsing_exceptions(self, catalogues):
        """Proofs that end within sixty days, and that nothing follows yet."""
        today = self._today()
        proofs = self._get_ending_proofs(
            today, fields.Date.add(today, days=NOTICE_DAYS)
        )
        if not proofs:
            return []
        first = min(proofs.mapped("date_end"))
        urgent = first <= fields.Date.add(today, days=SOON_DAYS)
        return [
            self._prepare_exception(
                "warning" if urgent else "info",
                self.env._("Proofs about to lapse"),
                self._prepare_open(self.env._("Ask for the new ones"), proofs),
                records=proofs,
                detail=self.env._(
                    "The first on %(day)s: %(names)s",
                    day=self._format_day(first),
                    names=self._join_names(proofs.mapped("display_name")),
                ),
            )
        ]

    @api.model
    def _get_proof_ended_exceptions(self, catalogues):
        """Proofs ended in the last sixty days without a successor."""
        today = self._today()
        proofs = self._get_ending_proofs(
            fields.Date.subtract(today, days=NOTICE_DAYS),
            fields.Date.subtract(today, days=1),
        )
        if not proofs:
            return []
        return [
            self._prepare_exception(
                "danger" if any(proofs.criterion_id.mapped("blocking")) else "warning",
                self.env._("Proofs that have lapsed"),
                self._prepare_open(self.env._("Renew"), proofs),
                records=proofs,
                detail=self._join_names(proofs.mapped("display_name")),
            )
        ]

    @api.model
    def _get_ending_proofs(self, first, last):
        """Verified proofs that end between two days and that no later one follows.

        A proof answers for its code, in whatever version of the specification; what
        nobody asks any more when it ends is not chased.
        """
        current = self._get_current_producers_domain()
        ending = self.env["hub.proof"].search(
            current
            & Domain("state", "in", ("valid", "expired"))
            & Domain("date_end", ">=", first)
            & Domain("date_end", "<=", last),
            order="date_end, id",
        )
        ending = ending._filter_still_asked()
        if not ending:
            return ending
        later = self.env["hub.proof"].search(
            Domain("producer_id", "in", ending.producer_id.ids)
            & Domain("code", "in", ending.mapped("code"))
            & Domain("state", "in", ("draft", "valid"))
            & (Domain("date_end", "=", False) | Domain("date_end", ">", first))
        )

        def subject(proof):
            return proof.code, proof.producer_id, proof.product_tmpl_id

        latest = {}
        for proof in later:
            end = proof.date_end or fields.Date.to_date("9999-12-31")
            latest[subject(proof)] = max(end, latest.get(subject(proof), end))
        return ending.filtered(
            lambda proof: latest.get(subject(proof), proof.date_end) <= proof.date_end
        )

    @api.model
    def _get_current_producers_domain(self):
        left = Domain("producer_id.hub_date_left", "=", False) | Domain(
            "producer_id.hub_date_left", ">", self._today()
        )
        return (
            Domain("producer_id.active", "=", True)
            & Domain("producer_id.is_producer", "=", True)
            & left
        )
