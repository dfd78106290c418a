from collections import defaultdict

from odoo import models
from odoo.fields import Command


class HubCatalogue(models.Model):
    """The goods of a week: drop-offs, rounds, deliveries, invoices."""

    _inherit = "hub.catalogue"

    def _plan_goods(self, orders=None):
        """Ask producers for what is missing and put deliveries into rounds.

        Safe to call again: it only asks for what neither the producers' shelf
        stock nor an open drop-off covers.

        :param orders: the late orders that need planning; all when None.
        """
        for catalogue in self:
            deliveries = catalogue.delivery_ids.filtered(
                lambda p: p.state not in ("done", "cancel")
            )
            if orders is not None:
                deliveries &= orders.picking_ids
            self.env["stock.move"]._share_out_products(deliveries.move_ids.product_id)
            catalogue._create_dropoffs(catalogue._get_missing_quantities())
            self.env["hub.round"]._plan_batches(deliveries)

    def _get_missing_quantities(self):
        """Quantities waited for by deliveries and not yet asked from producers.

        :return: ``{product: quantity}`` in the product's unit.
        """
        self.ensure_one()
        missing = defaultdict(float)
        for move in self.delivery_ids.move_ids:
            if move.state in ("confirmed", "partially_available", "waiting"):
                missing[move.product_id] += (
                    move.product_qty - move._get_reserved_product_qty()
                )
        for move in self.dropoff_ids.move_ids:
            if move.state not in ("done", "cancel"):
                missing[move.product_id] -= move.product_qty
        return {
            product: quantity
            for product, quantity in missing.items()
            if product.producer_id and product.uom_id.compare(quantity, 0.0) > 0
        }

    def _create_dropoffs(self, quantities):
        """One open drop-off per producer, owner = producer, asking ``quantities``."""
        self.ensure_one()
        by_producer = defaultdict(dict)
        for product, quantity in quantities.items():
            by_producer[product.producer_id][product] = quantity
        open_of = {
            dropoff.owner_id: dropoff
            for dropoff in self.dropoff_ids
            if dropoff.state not in ("done", "cancel")
        }
        vals_list = []
        for producer, wanted in by_producer.items():
            if producer in open_of:
                open_of[producer].write(
                    {"move_ids": self._prepare_dropoff_moves(wanted)}
                )
                open_of[producer].action_confirm()
            else:
                vals_list.append(self._prepare_dropoff_vals(producer, wanted))
        dropoffs = self.env["stock.picking"].create(vals_list)
        dropoffs.action_confirm()
        return dropoffs

    def _get_warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    def _prepare_dropoff_vals(self, producer, quantities):
        picking_type = self._get_warehouse().hub_dropoff_type_id
        return {
            "catalogue_id": self.id,
            "partner_id": producer.id,
            "owner_id": producer.id,
            "picking_type_id": picking_type.id,
            "company_id": self.company_id.id,
            "location_id": picking_type.default_location_src_id.id,
            "location_dest_id": picking_type.default_location_dest_id.id,
            "scheduled_date": self._get_dropoff_moment(producer),
            "origin": self.name,
            "move_ids": self._prepare_dropoff_moves(quantities),
        }

    def _get_dropoff_moment(self, producer):
        """When a producer comes: at his usual hour of the drop-off's day."""
        if not producer.hub_dropoff_hour:
            return self.date_dropoff
        day = self._to_local(self.date_dropoff).date()
        return self._localize(day, producer.hub_dropoff_hour)

    def _prepare_dropoff_moves(self, quantities):
        picking_type = self._get_warehouse().hub_dropoff_type_id
        return [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": quantity,
                    "picking_type_id": picking_type.id,
                    "company_id": self.company_id.id,
                    "location_id": picking_type.default_location_src_id.id,
                    "location_dest_id": picking_type.default_location_dest_id.id,
                    "date": self.date_dropoff,
                    "restrict_partner_id": product.producer_id.id,
                }
            )
            for product, quantity in quantities.items()
        ]

    def action_receive_all(self):
        """Receive every open drop-off as announced, in one batch."""
        return self.dropoff_ids.action_receive_as_announced()

    def action_deliver_all(self):
        """Validate every delivery still open, with the quantities shown on it.

        :raise UserError: a drop-off is still expected.
        """
        return self.delivery_ids.action_deliver()
