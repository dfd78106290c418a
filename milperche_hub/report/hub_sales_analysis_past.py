from odoo import api, models

#: counted from lines alone: past sales have no delivery, commission, label, family
LINES_ONLY = (
    "commission",
    "producers_net",
    "producers_share",
    "weight_missing",
    "basket_amount",
    "basket_weight",
    "basket_lines",
    "deliveries",
    "orders",
    "first_families",
    "quality_share",
    "local_share",
    "meat_share",
    "claims",
)


class HubSalesAnalysis(models.Model):
    """Indicators of periods from before this software."""

    _inherit = "hub.sales.analysis"

    @api.model
    def _get_indicators(self, date_from, date_to):
        """Add past sales to turnover, kg, clients and producers.

        What they do not tell is None where there is nothing else, and stays that of
        the delivered lines where a period has both.
        """
        result = super()._get_indicators(date_from, date_to)
        Past = self.env["hub.past.sale"]
        past = Past._get_period_domain(date_from, date_to)
        [(amount, weight)] = Past._get_sums(past)
        if not (amount or weight):
            return result
        source = (Past._name, list(past)) if not result["lines"][0] else None
        for code, more in (("turnover", amount), ("weight", weight)):
            value, *opened = result[code]
            result[code] = (value + more, *(source or opened))
        for code, field in (("clients", "partner_id"), ("producers", "producer_id")):
            _value, *opened = result[code]
            partners = self._get_partners(field, date_from, date_to)
            result[code] = (len(partners), *(source or opened))
        if source:
            for code in LINES_ONLY:
                result[code] = (None, *result[code][1:])
        return result

    @api.model
    def _get_partners(self, field, date_from, date_to):
        """Clients, or producers, of a period, past sales included."""
        found = self.env["res.partner"]
        Past = self.env["hub.past.sale"]
        for model, domain in (
            (self, self._get_delivered_domain(date_from, date_to)),
            (Past, Past._get_period_domain(date_from, date_to)),
        ):
            found = found.union(*(p for (p,) in model._read_group(domain, [field])))
        return found
