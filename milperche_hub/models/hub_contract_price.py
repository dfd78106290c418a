from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache


class HubContractPrice(models.Model):
    """A price agreed with a client for a product: a framework contract, a tender.

    It comes before the catalogue's price once the producer accepted it, for his share
    is computed from it.
    """

    _name = "hub.contract.price"
    _inherit = ["hub.cached.mixin"]
    _description = "Contract price"
    _order = "partner_id, product_id, date_start desc, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Client or Payer",
        required=True,
        index=True,
        ondelete="cascade",
        help="With a payer, the price holds for all the kitchens it pays for.",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain=[("producer_id", "!=", False)],
    )
    producer_id = fields.Many2one(related="product_id.producer_id", store=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    price_unit = fields.Float(
        "Price excl. tax", digits="Product Price", required=True, aggregator=None
    )
    net_unit = fields.Float(
        "Producer's Share",
        digits="Product Price",
        compute="_compute_net_unit",
        help="Of one unit, at today's commission.",
    )
    reference = fields.Char("Contract", help="Number or date of the contract.")
    date_start = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self)
    )
    date_end = fields.Date("To", help="Last day; empty: until further notice.")
    date_accepted = fields.Date(
        "Accepted by the Producer", help="Until then the catalogue's price holds."
    )
    acceptance_note = fields.Char(
        "How", help="Who said yes and how: by phone, mail of the 12th…"
    )

    _price_check = models.Constraint(
        "CHECK(price_unit >= 0 AND price_unit < 100000)", "This price makes no sense."
    )
    _dates_check = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "A price cannot end before it starts.",
    )

    @api.depends("price_unit", "product_id")
    def _compute_net_unit(self):
        today = fields.Date.context_today(self)
        rates = self.env["hub.commission.rule"]._get_rates(self.product_id, today)
        for price in self:
            rate = rates.get(price.product_id, 0.0)
            price.net_unit = price.price_unit * (1 - rate / 100.0)

    @api.constrains("partner_id", "product_id", "date_start", "date_end", "company_id")
    def _check_no_overlap(self):
        for price in self:
            domain = (
                Domain("id", "!=", price.id)
                & Domain("partner_id", "=", price.partner_id.id)
                & Domain("product_id", "=", price.product_id.id)
                & Domain("company_id", "=", price.company_id.id)
                & (
                    Domain("date_end", "=", False)
                    | Domain("date_end", ">=", price.date_start)
                )
            )
            if price.date_end:
                domain &= Domain("date_start", "<=", price.date_end)
            if self.search(domain, limit=1):
                raise ValidationError(
                    self.env._(
                        "%(client)s already has a price for %(product)s on these days.",
                        client=price.partner_id.display_name,
                        product=price.product_id.display_name,
                    )
                )

    @api.model
    @ormcache()
    def _get_concerned_ids(self):
        """Ids of the clients and payers with a price: most orders ask no further."""
        return frozenset(self.sudo().search([]).partner_id.ids)  # pylint: disable=no-search-all

    @api.model
    def _get_prices(self, client, products, day):
        """``{product: price}`` of the prices that hold for a client on a day."""
        payers = (client | client._get_hub_payer()).ids
        if not self._get_concerned_ids() & set(payers):
            return {}
        prices = self.sudo().search(
            Domain("partner_id", "in", payers)
            & Domain("product_id", "in", products.ids)
            & Domain("date_accepted", "!=", False)
            & Domain("date_accepted", "<=", day)
            & Domain("date_start", "<=", day)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day))
            & Domain("company_id", "=", self.env.company.id)
        )
        found = {}
        # The kitchen's own price comes before its payer's.
        for price in prices.sorted(lambda p: p.partner_id == client):
            found[price.product_id] = price.price_unit
        return found

    def action_accept(self):
        """Record today's acceptance of the producer."""
        for price in self.filtered(lambda p: not p.date_accepted):
            price.write(
                {
                    "date_accepted": fields.Date.context_today(self),
                    "acceptance_note": price.acceptance_note
                    or self.env._("Recorded by %s", self.env.user.name),
                }
            )
