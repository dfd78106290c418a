from odoo import api, models
from odoo.fields import Domain

from .hub_claim_lot import LOT_CLIENTS


class HubWeek(models.AbstractModel):
    """What the page says of claims: those to decide, and lots of which several tell."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            "_get_claim_exceptions",
            *super()._get_coordinator_exception_methods(),
        ]

    @api.model
    def _get_claim_exceptions(self, catalogues):
        """Claims that nobody decided yet."""
        claims = self.env["hub.claim"].search(self._get_open_claim_domain())
        if not claims:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Claims to decide"),
                self._prepare_open(
                    self.env._("Decide"), claims, title=self.env._("Claims to decide")
                ),
                records=claims,
                detail=self._join_names(
                    f"{claim.partner_id.name} – {claim.product_id.name}"
                    for claim in claims
                ),
            ),
            *self._prepare_claimed_lots(claims),
        ]

    @api.model
    def _prepare_claimed_lots(self, claims):
        """Lots that several clients found bad, with a claim still to decide."""
        claims = claims.filtered_domain(claims._get_lot_domain())
        counts = self.env["hub.claim"]._count_lot_clients(claims.lot_id)
        lots = claims.lot_id.filtered(lambda lot: counts.get(lot, 0) >= LOT_CLIENTS)
        return [
            self._prepare_exception(
                "danger",
                self.env._("Several clients complain of one lot"),
                self._prepare_open(
                    self.env._("See the claims"),
                    claims.filtered(lambda claim, lot=lot: claim.lot_id == lot),
                ),
                detail=self.env._(
                    "%(product)s, lot %(lot)s: %(count)s clients. Recall it?",
                    product=lot.product_id.name,
                    lot=lot.name,
                    count=counts[lot],
                ),
            )
            for lot in lots
        ]

    @api.model
    def _get_open_claim_domain(self):
        return Domain("state", "=", "open") & Domain(
            "company_id", "=", self.env.company.id
        )
