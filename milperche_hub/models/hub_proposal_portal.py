import math

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

PRICE_MAX = 10000.0


class HubProposal(models.Model):
    """Proposals as a producer's page makes and shows them; called as superuser."""

    _inherit = "hub.proposal"

    @api.model
    def _propose(self, producer, values):
        """Make a proposal of what a producer's form says.

        :param dict values: ``product`` (an id) or ``name``, ``family`` and ``unit``;
            ``price``, ``start`` and ``note``, as received.
        :raise UserError: something makes no sense.
        """
        vals = {
            "producer_id": producer.id,
            "price_unit": self._read_price(values.get("price")),
            "note": (values.get("note") or "")[:500],
            **self._read_subject(producer, values),
        }
        if start := self.env["hub.producer.pause"]._read_day(values.get("start")):
            vals["date_start"] = start
        return self.create(vals)

    @api.model
    def _read_price(self, value):
        try:
            price = float(str(value).replace(",", ".").strip())
        except ValueError:
            price = math.nan
        if not math.isfinite(price) or not 0 < price <= PRICE_MAX:
            raise UserError(self.env._("Give a price above zero, excl. tax."))
        return round(price, 2)

    @api.model
    def _read_subject(self, producer, values):
        """A price of one of its products, or a new product."""
        key = values.get("product") or ""
        if key:
            product = self.env["product.product"].search(
                [
                    ("id", "=", int(key) if key.isdecimal() and len(key) < 10 else 0),
                    ("producer_id", "=", producer.id),
                ]
            )
            if not product:
                raise UserError(
                    self.env._("This product is not one of this producer's.")
                )
            return {
                "kind": "price",
                "name": product.name,
                "product_id": product.id,
                "categ_id": product.categ_id.id,
                "uom_id": product.uom_id.id,
            }
        name = (values.get("name") or "").strip()[:100]
        family = self._get_portal_families().filtered(
            lambda c: str(c.id) == values.get("family")
        )
        unit = self._get_portal_units().filtered(
            lambda u: str(u.id) == values.get("unit")
        )
        if not (name and family and unit):
            raise UserError(self.env._("Give the product a name, a family and a unit."))
        return {
            "kind": "product",
            "name": name,
            "categ_id": family.id,
            "uom_id": unit.id,
        }

    @api.model
    def _get_portal_families(self):
        return self.env["product.category"]._hub_families()

    @api.model
    def _get_portal_units(self):
        names = ("product_uom_kgm", "product_uom_unit", "product_uom_litre")
        return self.env["uom.uom"].union(*(self.env.ref(f"uom.{n}") for n in names))

    @api.model
    def _get_portal_values(self, producer):
        """What the proposals' section shows.

        :return: ``{"proposals", "products", "families", "units"}``
        """
        money = self.env.company.currency_id

        def text(amount):
            return formatLang(self.env, amount, currency_obj=money)

        proposals = self.search([("producer_id", "=", producer.id)], limit=8)
        return {
            "proposals": [
                {
                    "name": proposal.name,
                    "state": proposal.state,
                    "price": text(proposal.price_unit),
                    "net": text(proposal.price_net),
                    "unit": proposal.uom_id._get_hub_name(),
                    "start": self.env["hub.catalogue"]._get_portal_day(
                        proposal.date_start
                    ),
                    "refusal": proposal.refusal or "",
                }
                for proposal in proposals
            ],
            "products": self.env["product.product"].search(
                [("producer_id", "=", producer.id), ("sale_ok", "=", True)],
                order="name",
            ),
            "families": self._get_portal_families(),
            "units": self._get_portal_units(),
        }
