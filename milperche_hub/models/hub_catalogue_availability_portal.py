from odoo import api, fields, models
from odoo.exceptions import UserError

SHOWN = 4


class HubCatalogue(models.Model):
    """Availability as a producer's page shows it; called as superuser."""

    _inherit = "hub.catalogue"

    @api.model
    def _get_portal_availability(self, producer):
        """The next catalogues, with this producer's rows.

        :return: ``[{"id", "name", "rows", "others", "answered", …}]``
        """
        catalogues = self.search(
            [
                ("state", "in", ("draft", "open")),
                ("company_id", "=", self.env.company.id),
                ("date_close", ">", fields.Datetime.now()),
            ],
            order="date_delivery, id",
            limit=SHOWN,
        )
        return [
            catalogue._prepare_portal_availability(producer) for catalogue in catalogues
        ]

    @api.model
    def _find_for_availability(self, catalogue_id):
        """The catalogue a producer's form names.

        :raise UserError: there is none of the hub's with this id.
        """
        catalogue = self.search(
            [
                ("id", "=", min(catalogue_id, 2**31 - 1)),
                ("company_id", "=", self.env.company.id),
            ]
        )
        if not catalogue:
            raise UserError(self.env._("This catalogue is not open to you."))
        return catalogue

    def _prepare_portal_availability(self, producer):
        self.ensure_one()
        offers = self.offer_ids.filtered(lambda o: o.producer_id == producer)
        previous = self._get_last_sold()
        before = previous.offer_ids.grouped("product_id")
        order = self.producer_order_ids.filtered(lambda o: o.producer_id == producer)
        answered = order.date_availability
        others = self._get_offerable_products(producer)
        return {
            "id": self.id,
            "name": self.name,
            "is_open": self.state == "open",
            "moment": self._get_portal_moment(
                self.date_close if self.state == "open" else self.date_open
            ),
            "answered": self._get_portal_moment(answered) if answered else "",
            "can_repeat": any(o.producer_id == producer for o in previous.offer_ids),
            "rows": [
                offer._get_availability_values(before.get(offer.product_id))
                for offer in offers.sorted(lambda o: (o.product_id.name or "").lower())
            ],
            "others": [
                {
                    "product_id": product.id,
                    "name": product.name,
                    "unit": product.uom_id._get_hub_name(),
                    "step": product.hub_pack_qty or 1.0,
                }
                for product in others.sorted(lambda p: (p.name or "").lower())
            ],
        }
