from datetime import timedelta

from odoo import api, fields, models

from .hub_claim import CLAIM_HOURS

CLAIM_WEEKS = 8


class StockPicking(models.Model):
    """A delivery as its client claims on it; called as superuser by the portal."""

    _inherit = "stock.picking"

    @api.model
    def _get_claim_domain(self, client):
        """Deliveries that an organisation received."""
        return [
            ("picking_type_id.hub_role", "=", "delivery"),
            ("state", "=", "done"),
            ("company_id", "=", self.env.company.id),
            ("partner_id.commercial_partner_id", "=", client.id),
        ]

    @api.model
    def _get_claim_deliveries(self, client, limit=10):
        """A client's deliveries of the last weeks, the latest first."""
        since = fields.Datetime.now() - timedelta(weeks=CLAIM_WEEKS)
        domain = [*self._get_claim_domain(client), ("date_done", ">=", since)]
        return self.search(domain, order="date_done desc, id desc", limit=limit)

    def _get_claimable_lines(self):
        """Delivered lots of producers' goods."""
        return self.move_line_ids.filtered(
            lambda line: line.quantity and line._is_delivered_to_client()
        )

    def _get_claim_values(self):
        """The delivery for the client's page: lines, what is claimed, if it is late."""
        self.ensure_one()
        catalogue = self.env["hub.catalogue"]
        age = fields.Datetime.now() - self.date_done
        lines = self._get_claimable_lines()
        return {
            "delivery": self,
            "day": catalogue._get_portal_day(catalogue._to_local(self.date_done)),
            "is_late": age > timedelta(hours=CLAIM_HOURS),
            "lines": [
                line._get_claim_values()
                for line in lines.sorted(lambda ln: (ln.product_id.name or "").lower())
            ],
        }


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _get_claim_values(self):
        self.ensure_one()
        catalogue = self.env["hub.catalogue"]
        unit = self.move_id.sale_line_id.product_uom_id
        left = self._get_claimable()
        return {
            "id": self.id,
            "name": self.product_id.name,
            "producer": self.move_id.producer_id.name,
            "lot": self.lot_id.name or "",
            "quantity": catalogue._format_portal_quantity(self._get_sold_quantity()),
            "left": catalogue._format_portal_quantity(left),
            "unit": unit._get_hub_name(),
            "can_claim": unit.compare(left, 0.0) > 0,
            "claims": [claim._get_portal_values() for claim in self.hub_claim_ids],
        }
