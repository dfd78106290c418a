from odoo import api, fields, models
from odoo.fields import Domain


class HubFeeRule(models.Model):
    """A service the hub charges producers for each drop-off, between two dates."""

    _name = "hub.fee.rule"
    _description = "Producer fee rule"
    _order = "product_id, date_start desc, id"
    _rec_name = "product_id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Service",
        required=True,
        domain=[("type", "=", "service")],
        check_company=True,
    )
    producer_id = fields.Many2one(
        "res.partner",
        domain=[("is_producer", "=", True)],
        help="Empty: every producer.",
    )
    price_unit = fields.Monetary("Price of a drop-off, excl. tax", required=True)
    date_start = fields.Date(
        "From",
        required=True,
        default=fields.Date.context_today,
        help="First day of the drop-offs that are charged.",
    )
    date_end = fields.Date("To", help="Last day; empty: until further notice.")

    _price_check = models.Constraint(
        "CHECK(price_unit >= 0)", "A fee cannot be negative."
    )
    _dates_check = models.Constraint(
        "CHECK(date_end >= date_start)", "A rule cannot end before it starts."
    )

    @api.model
    def _get_rules(self, producer, day):
        """Rules that hold for a producer on a day: his own before everybody's."""
        rules = self.sudo().search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("producer_id", "in", [False, producer.id])
            & Domain("date_start", "<=", day)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day))
        )
        chosen = {}
        for rule in rules.sorted(lambda rule: bool(rule.producer_id)):
            chosen[rule.product_id] = rule
        return self.browse().union(*chosen.values())
