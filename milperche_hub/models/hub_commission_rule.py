from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.commission import best_rule


class HubCommissionRule(models.Model):
    """A commission rate for a producer, a family or a product, between two dates.

    What a rule does not say, it covers: a rule without producer is for all of them.
    The most specific rule wins; see :func:`tools.commission.scopes`.
    """

    _name = "hub.commission.rule"
    _inherit = ["hub.cached.mixin"]
    _description = "Commission rule"
    _order = "product_tmpl_id, categ_id, producer_id, date_start desc, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    rate = fields.Float(
        string="Commission (%)", digits=(6, 3), required=True, aggregator=None
    )
    producer_id = fields.Many2one(
        "res.partner",
        domain="[('is_producer', '=', True)]",
        index=True,
        ondelete="cascade",
    )
    categ_id = fields.Many2one(
        "product.category", string="Family", index=True, ondelete="cascade"
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        domain="[('is_hub_client', '=', True)]",
        index="btree_not_null",
        ondelete="cascade",
        help="For a partnership: what this client buys from the producer, or of the"
        " family. It wins over a rule for all clients.",
    )
    date_start = fields.Date(
        string="From", help="First day; empty: from the beginning."
    )
    date_end = fields.Date(string="To", help="Last day; empty: until further notice.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    note = fields.Char(help="Where it was decided, for the day somebody asks.")

    _rate_check = models.Constraint(
        "CHECK(rate >= 0 AND rate <= 100)",
        "A commission is a percentage between 0 and 100.",
    )
    _dates_check = models.Constraint(
        "CHECK(date_end >= date_start)", "A rule cannot end before it starts."
    )

    @api.depends("rate", "producer_id", "categ_id", "product_tmpl_id", "partner_id")
    def _compute_display_name(self):
        for rule in self:
            scope = (
                rule.product_tmpl_id,
                rule.categ_id,
                rule.producer_id,
                rule.partner_id,
            )
            names = [record.display_name for record in scope if record]
            rule.display_name = self.env._(
                "%(rate)s %% on %(scope)s",
                rate=self.env["hub.catalogue"]._format_portal_quantity(rule.rate),
                scope=" · ".join(names) or self.env._("everything"),
            )

    @api.constrains(
        "active",
        "producer_id",
        "categ_id",
        "product_tmpl_id",
        "partner_id",
        "date_start",
        "date_end",
        "company_id",
    )
    def _check_no_tie(self):
        """Two rules as specific as each other never hold on the same day."""
        for rule in self.filtered("active"):
            other = self.search(rule._get_tie_domain(), limit=1)
            if other:
                raise ValidationError(
                    self.env._(
                        "Two rules cover the same goods on the same day: "
                        "“%(rule)s” and “%(other)s” (%(dates)s). End one before the "
                        "other starts, or say which product, family or producer it is "
                        "for.",
                        rule=rule.display_name,
                        other=other.display_name,
                        dates=other._format_dates(),
                    )
                )

    def _get_tie_domain(self):
        """The rules of exactly the same scope that hold on one of the rule's days."""
        self.ensure_one()
        domain = Domain("id", "!=", self.id)
        for name in self._get_scope_fields():
            domain &= Domain(name, "=", self[name].id)
        if self.date_end:
            domain &= Domain("date_start", "=", False) | Domain(
                "date_start", "<=", self.date_end
            )
        if self.date_start:
            domain &= Domain("date_end", "=", False) | Domain(
                "date_end", ">=", self.date_start
            )
        return domain

    @api.model
    def _get_scope_fields(self):
        """What makes two rules as specific as each other."""
        return (
            "producer_id",
            "categ_id",
            "product_tmpl_id",
            "partner_id",
            "company_id",
        )

    def _format_dates(self):
        self.ensure_one()
        start, end = (
            format_date(self.env, day) if day else "…"
            for day in (self.date_start, self.date_end)
        )
        return f"{start} → {end}"

    @api.model
    def _get_rates(self, products, date, company=None):
        """Return the commission rate of each product on a day.

        :param products: product.product or product.template records
        :param date: the day the order is confirmed
        :param company: the hub, the current company when not given
        :return: ``{product: rate in percent}``
        """
        company = company or self.env.company
        domain = self._get_rules_domain(date, company) & Domain(
            "partner_id", "=", False
        )
        rules = self.sudo().search(domain)._get_rates_by_scope()
        rates = {}
        for product in products:
            rate = best_rule(rules, *self._get_product_scope(product))
            rates[product] = company.hub_commission_rate if rate is None else rate
        return rates

    def _get_rates_by_scope(self):
        return {
            (
                rule.product_tmpl_id.id or None,
                rule.producer_id.id or None,
                rule.categ_id.id or None,
            ): rule.rate
            for rule in self
        }

    @api.model
    def _get_rules_domain(self, date, company):
        return (
            Domain("company_id", "=", company.id)
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", date))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", date))
        )

    @api.model
    def _get_product_scope(self, product):
        """Return a product's ids: template, producer, families, the nearest first."""
        template = product.product_tmpl_id if "product_tmpl_id" in product else product
        path = template.categ_id.parent_path or ""
        families = [int(family) for family in path.split("/") if family]
        return template.id, template.producer_id.id, families[::-1]
