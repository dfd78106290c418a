from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.hub_flat_rate import FLAT_RATES


class HubFlatRateAttestation(models.TransientModel):
    """The yearly attestation a flat-rate farmer joins to his claim.

    What he was paid in the year, net of commission, by rate (CGI, annexe II,
    art. 266).
    """

    _name = "hub.flat.rate.attestation"
    _description = "Attestation of flat-rate farmers"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(
        required=True,
        default=lambda self: fields.Date.context_today(self).year - 1,
    )
    producer_ids = fields.Many2many(
        "res.partner", string="Producers", domain=[("is_producer", "=", True)]
    )
    refusal = fields.Char(compute="_compute_refusal")

    @api.depends("year", "company_id")
    def _compute_refusal(self):
        for wizard in self:
            wizard.refusal = wizard._get_refusal()

    def _get_period(self):
        self.ensure_one()
        return date(self.year, 1, 1), date(self.year, 12, 31)

    def _get_refusal(self):
        """Why no attestation can be made, or False."""
        self.ensure_one()
        if not 2000 <= self.year <= 2100:
            return self.env._("Type a year.")
        regimes = {
            self.company_id._get_hub_vat_regime(day) for day in self._get_period()
        }
        if regimes == {"franchise"}:
            return self.env._(
                "The hub was not liable to VAT in %s: sales to it give no right to the"
                " flat-rate compensation (CGI, art. 298 quater).",
                self.year,
            )
        return False

    def action_print(self):
        """Print one attestation for each producer who was paid as a flat-rate farmer.

        :raise UserError: the hub was not taxed, or nobody was paid so.
        """
        self.ensure_one()
        if self.refusal:
            raise UserError(self.refusal)
        if not self._get_attestations():
            raise UserError(
                self.env._("No flat-rate farmer was paid in %s.", self.year)
            )
        report = self.env.ref("milperche_hub.report_flat_rate_action")
        return report.report_action(self)

    def _get_attestations(self):
        """One entry per producer: his payments and their totals by rate.

        :return: ``[{"producer", "payments", "rates": [{"name", "rate", "amount"}],
            "total"}]``
        """
        self.ensure_one()
        producers = self.producer_ids or self.env["res.partner"].with_context(
            active_test=False
        ).search([("is_producer", "=", True)])
        attestations = []
        for producer in producers.sorted("name"):
            payments = [
                payment
                for payment in producer._get_flat_rate_payments(*self._get_period())
                if self.company_id._get_hub_vat_regime(payment["date"]) == "vat"
            ]
            if payments:
                attestations.append(self._prepare_attestation(producer, payments))
        return attestations

    def _prepare_attestation(self, producer, payments):
        rates = self.env["hub.flat.rate"]._get_rates(self._get_period()[1])
        names = dict(
            self.env["hub.flat.rate"]._fields["code"]._description_selection(self.env)
        )
        totals = [
            {
                "name": names[code],
                "rate": rates.get(code, 0.0),
                "amount": round(
                    sum(payment["by_code"].get(code, 0.0) for payment in payments), 2
                ),
            }
            for code, _label in FLAT_RATES
        ]
        totals = [total for total in totals if total["amount"]]
        return {
            "producer": producer,
            "payments": payments,
            "rates": totals,
            "total": round(sum(total["amount"] for total in totals), 2),
        }
