from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Date, Domain
from odoo.tools import ormcache

from ..tools.commission import best_rule


class HubCommissionRule(models.Model):
    """The rates of one client: dated rules and partnerships, in one order.

    Whatever is for the client alone wins over what is for all clients. Among the
    client's own, rules and partnerships together, the most specific wins (product,
    then producer and family, family, producer); two as specific as each other are
    refused when the second is saved.
    """

    _inherit = "hub.commission.rule"

    @api.model
    @ormcache()
    def _get_client_ids(self):
        """Ids of the clients with rates of their own: most orders ask no further."""
        rules = self.sudo().search([("partner_id", "!=", False)])
        pairs = self.env["hub.partnership"].sudo().search([("mode", "=", "own_rate")])
        return frozenset((rules.partner_id | pairs.partner_id).ids)

    @api.model
    def _get_client_rates(self, pairs, date, company=None):
        """Return the rates that one client alone has for a product.

        :param pairs: ``{(client, product)}``; a contact has its organisation's rates
        :return: ``{(client, product): rate}``, without the pairs nothing is for
        """
        company = company or self.env.company
        known = self._get_client_ids()
        owners = {client: client.commercial_partner_id for client, _p in pairs}
        ids = {p.id for pair in owners.items() for p in pair if p.id in known}
        if not ids:
            return {}
        scopes = self._get_client_scopes(ids, date, company)
        rates = {}
        for client, product in pairs:
            own = scopes.get(owners[client].id, {}) | scopes.get(client.id, {})
            rate = best_rule(own, *self._get_product_scope(product.sudo()))
            if rate is not None:
                rates[client, product] = rate
        return rates

    @api.model
    def _get_client_scopes(self, client_ids, date, company):
        """``{client id: {(product, producer, family): rate}}`` on a day."""
        domain = Domain("partner_id", "in", list(client_ids))
        rules = self.sudo().search(domain & self._get_rules_domain(date, company))
        pairs = self.env["hub.partnership"].sudo()
        pairs = pairs.search(
            domain
            & Domain("company_id", "=", company.id)
            & Domain("mode", "=", "own_rate")
        )
        scopes = {client_id: {} for client_id in client_ids}
        for pair in pairs:
            scopes[pair.partner_id.id][pair._get_rate_scope()] = pair.commission_rate
        for client, own in rules.grouped("partner_id").items():
            scopes[client.id].update(own._get_rates_by_scope())
        return scopes

    @api.constrains(
        "active",
        "producer_id",
        "categ_id",
        "product_tmpl_id",
        "partner_id",
        "date_end",
        "company_id",
    )
    def _check_partnerships(self):
        """A partnership has no dates: it ties with any rule that is not over."""
        today = Date.context_today(self)
        for rule in self.filtered("active"):
            ended = rule.date_end and rule.date_end < today
            if rule.partner_id and not rule.product_tmpl_id and not ended:
                rule._check_no_partnership()

    def _check_no_partnership(self):
        pair = self.env["hub.partnership"].sudo()
        pair = pair.search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("producer_id", "=", self.producer_id.id),
                ("categ_id", "=", self.categ_id.id),
                ("company_id", "=", self.company_id.id),
                ("mode", "=", "own_rate"),
            ],
            limit=1,
        )
        if pair:
            raise ValidationError(
                self.env._(
                    "The partnership “%(pair)s” already has a rate for the same goods:"
                    " change it there, or end it first.",
                    pair=pair.display_name,
                )
            )
