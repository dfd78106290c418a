from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache


class HubPartnership(models.Model):
    """A client and a producer who already worked together before the hub.

    Their trade is respected: the hub hides these goods from the client, or delivers
    them at a rate of their own, and never solicits them.
    """

    _name = "hub.partnership"
    _inherit = ["hub.cached.mixin"]
    _description = "Existing partnership"
    _order = "partner_id, producer_id, id"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_hub_client", "=", True)],
    )
    producer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_producer", "=", True)],
    )
    categ_id = fields.Many2one(
        "product.category", "Family", ondelete="cascade", help="Empty: all his goods."
    )
    mode = fields.Selection(
        [
            ("hidden", "They trade directly: hidden from the client"),
            ("own_rate", "The hub delivers, at a rate of their own"),
        ],
        required=True,
        default="hidden",
    )
    commission_rate = fields.Float("Commission %", digits=(5, 2), aggregator=None)
    note = fields.Char(help="Since when, who said so.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _pair_unique = models.UniqueIndex(
        "(company_id, partner_id, producer_id, categ_id) NULLS NOT DISTINCT"
        " WHERE active",
        "This partnership is already known.",
    )
    _rate_check = models.Constraint(
        "CHECK(commission_rate >= 0 AND commission_rate <= 100)",
        "A commission lies between 0 and 100 %.",
    )

    @api.depends("partner_id", "producer_id", "categ_id")
    def _compute_display_name(self):
        for pair in self:
            names = (pair.partner_id.name, pair.producer_id.name, pair.categ_id.name)
            pair.display_name = " · ".join(name for name in names if name)

    @api.model
    @ormcache()
    def _get_client_ids(self):
        """Ids of the clients with a partnership: most orders ask no further."""
        return frozenset(self.sudo().search([]).partner_id.ids)  # pylint: disable=no-search-all

    @api.model
    def _get_of_client(self, client, products):
        """``{product: partnership}`` of a client, the most specific family first."""
        client = client.commercial_partner_id
        if client.id not in self._get_client_ids():
            return {}
        pairs = self.sudo().search(
            Domain("partner_id", "=", client.id)
            & Domain("company_id", "=", self.env.company.id)
        )
        found = {}
        for product in products.sudo():
            own = pairs.filtered(lambda pair, p=product: pair._covers(p))
            if own:
                found[product] = own.sorted(
                    lambda pair: len(pair.categ_id.parent_path or "")
                )[-1:]
        return found

    def _covers(self, product):
        self.ensure_one()
        if product.producer_id != self.producer_id:
            return False
        path = product.categ_id.parent_path or ""
        return not self.categ_id or path.startswith(self.categ_id.parent_path)
