from odoo import api, fields, models
from odoo.exceptions import UserError


class HubProducerOrder(models.Model):
    """A producer's orders as its page shows them; called as superuser."""

    _inherit = "hub.producer.order"

    @api.model
    def _get_portal_orders(self, producer):
        """Orders whose goods are still to be brought, the next first."""
        orders = self.search(
            [
                ("producer_id", "=", producer.id),
                ("catalogue_id.state", "in", ("open", "closed")),
                ("version", ">", 0),
                ("answer", "not in", ("none", "nothing")),
            ]
        )
        orders = orders.filtered(lambda o: o._get_dropoffs())
        return orders.sorted(lambda o: (o.date_dropoff, o.id))

    @api.model
    def _find_of(self, producer, order_id):
        """An order that a producer's form names, if it is its own.

        :raise UserError: it is not, or there is none.
        """
        order = self._get_portal_orders(producer).filtered(lambda o: o.id == order_id)
        if not order:
            raise UserError(
                self.env._("There is nothing to bring any more in this order.")
            )
        return order

    def _get_portal_values(self):
        """One order in words, with the producer's own net price.

        :return: ``[{"id", "slot", "answer", "lines": [...], …}]``
        """
        return [order._prepare_portal_vals() for order in self]

    def _prepare_portal_vals(self):
        self.ensure_one()
        Catalogue = self.env["hub.catalogue"]
        clients = self._get_clients()
        offers = self.catalogue_id.offer_ids.grouped("product_id")
        lines = []
        for line in self.line_ids.filtered("quantity"):
            offer = offers.get(line.product_id)
            values = line._get_values()
            values["net_text"] = offer._format_net_price() if offer else ""
            values["clients"] = clients.get(line.product_id, [])
            lines.append(values)
        return {
            "id": self.id,
            "week": self.catalogue_id.name,
            "version": self.version,
            "slot": Catalogue._get_portal_moment(self.date_dropoff),
            "answer": self.answer,
            "lines": sorted(lines, key=lambda x: x["product"].lower()),
            "crates": sum(self.line_ids.mapped("crates")),
            "text": Catalogue._format_portal_quantity,
        }

    def _mark_opened(self):
        """The producer has seen its order."""
        new = self.filtered(
            lambda o: not o.date_opened or (o.date_told and o.date_opened < o.date_told)
        )
        new.write({"date_opened": fields.Datetime.now()})
