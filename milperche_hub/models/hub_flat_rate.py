from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.commission import spread

FLAT_RATES = [
    ("animal", "Milk, eggs, poultry, butchery animals, cereals, oil seeds"),
    ("other", "Other farm products"),
]

#: EGalim families whose products are, as a rule, of the first rate
ANIMAL_FAMILIES = ("VIANDES_VOLAILLES", "CHARCUTERIE", "PRODUITS_LAITIERS")


class HubFlatRate(models.Model):
    """A rate of the farmers' flat-rate VAT compensation (CGI, art. 298 quater)."""

    _name = "hub.flat.rate"
    _description = "Flat rate of farmers"
    _order = "code, date_start desc, id desc"
    _rec_name = "code"

    code = fields.Selection(FLAT_RATES, "Products", required=True)
    rate = fields.Float("Rate (%)", digits=(5, 2), required=True)
    date_start = fields.Date("From")
    date_end = fields.Date("To", help="Last day.")
    source = fields.Char(help="The text of law it comes from.")

    _rate_check = models.Constraint(
        "CHECK(rate >= 0 AND rate <= 100)", "A rate lies between 0 and 100 %."
    )

    @api.model
    def _get_rates(self, day):
        """Rates of a day: ``{code: percent}``."""
        rates = self.sudo().search(
            (Domain("date_start", "=", False) | Domain("date_start", "<=", day))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day)),
            order="date_start",
        )
        return {rate.code: rate.rate for rate in rates}


class ProductCategory(models.Model):
    _inherit = "product.category"

    hub_flat_rate = fields.Selection(
        FLAT_RATES,
        "Farmers' Flat Rate",
        compute="_compute_hub_flat_rate",
        store=True,
        readonly=False,
        recursive=True,
        help="Which rate of compensation a flat-rate farmer claims on this family.",
    )

    @api.depends("parent_id.hub_flat_rate", "hub_egalim_family")
    def _compute_hub_flat_rate(self):
        for category in self:
            is_animal = category.hub_egalim_family in ANIMAL_FAMILIES
            category.hub_flat_rate = category.hub_flat_rate or (
                "animal" if is_animal else category.parent_id.hub_flat_rate or "other"
            )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_flat_rate_payments(self, date_from, date_to):
        """What a flat-rate farmer was paid in a period, by rate, net of commission.

        :return: ``[{"date", "bill", "amount", "by_code": {code: amount}}]``
        """
        self.ensure_one()
        bills = (
            self.env["hub.settlement"]
            .sudo()
            .search([("producer_id", "=", self.id), ("is_posted", "=", True)])
            .bill_id.filtered(lambda bill: bill.move_type == "in_invoice")
        )
        payments = []
        for bill in bills:
            payable = bill.line_ids.filtered(
                lambda line: line.account_id.account_type == "liability_payable"
            )
            for partial in payable.matched_debit_ids:
                other = partial.debit_move_id
                paid = other.move_id.move_type != "in_refund"
                if paid and date_from <= other.date <= date_to:
                    payments += bill._prepare_flat_rate_payment(
                        other.date, partial.amount
                    )
        return sorted(payments, key=lambda payment: payment["date"])


class AccountMove(models.Model):
    _inherit = "account.move"

    def _prepare_flat_rate_payment(self, day, amount):
        """A payment of this bill, shared among the rates of what it pays."""
        self.ensure_one()
        nets = defaultdict(float)
        for line in self.hub_settlement_ids.line_ids:
            regime = line.producer_id._get_vat_regime(line.date)
            code = line.product_id.categ_id.hub_flat_rate or "other"
            is_flat = regime == "flat_rate" and line.product_id
            nets[code if is_flat else False] += line.amount_net + line.amount_vat
        parts = dict(zip(nets, spread(amount, nets.values()), strict=True))
        parts.pop(False, None)
        if not parts:
            return []
        by_code = {code: float(part) for code, part in parts.items()}
        return [
            {
                "date": day,
                "bill": self,
                "amount": round(sum(by_code.values()), 2),
                "by_code": by_code,
            }
        ]
