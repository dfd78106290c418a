from odoo import api, models


class HubCatalogue(models.Model):
    """Taking orders by phone: whom to ask for, and until when."""

    _inherit = "hub.catalogue"

    @api.model
    def _get_late_catalogues(self):
        """Closed sales whose goods are not all delivered: staff may still add."""
        closed = self.search(
            [("company_id", "=", self.env.company.id), ("state", "=", "closed")],
            order="date_delivery desc, id desc",
            limit=4,
        )
        return closed.filtered(
            lambda c: (
                not c.delivery_ids
                or any(p.state not in ("done", "cancel") for p in c.delivery_ids)
            )
        )

    def _get_staff_clients(self):
        """All clients with their order of this sale, in a few queries.

        :return: ``[{"client", "phone", "lines", "total", "stage"}]``, by name; stage
            is ``"placed"``, ``"basket"`` or ``""``.
        """
        clients = self.env["res.partner"].search(
            [("is_hub_client", "=", True)], order="name, id"
        )
        order_of = {}
        for order in self.order_ids.filtered(lambda o: o.state != "cancel"):
            order_of.setdefault(order.partner_id.commercial_partner_id, order)
        return [
            self._prepare_staff_client(c, order_of.get(c.commercial_partner_id))
            for c in clients
        ]

    def _prepare_staff_client(self, client, order):
        placed = bool(order) and (order.state == "sale" or bool(order.hub_date_placed))
        return {
            "client": client,
            "phone": client.phone,
            "lines": order.hub_line_count if order else 0,
            "total": order.amount_untaxed if order else 0.0,
            "stage": "placed" if placed else "basket" if order else "",
        }
