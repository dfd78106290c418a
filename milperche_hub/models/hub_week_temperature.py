from odoo import api, models
from odoo.fields import Domain


class HubWeek(models.AbstractModel):
    """What the page says of the cold: rooms to read today, and too warm ones."""

    _inherit = "hub.week"

    @api.model
    def _get_exception_methods(self):
        return [*super()._get_exception_methods(), "_get_cold_room_exceptions"]

    @api.model
    def _get_cold_room_exceptions(self, catalogues):
        """Cold rooms not read on a day of goods, or read out of their limits."""
        today = self._today()
        rooms = self.env["hub.cold.room"].search(
            [("company_id", "=", self.env.company.id)]
        )
        unread = rooms._get_unread(today) if self._has_goods_today(today) else None
        if not unread:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Cold rooms to read today"),
                {
                    "label": self.env._("Write the temperatures"),
                    "action": "milperche_hub.hub_temperature_action",
                    "model": "hub.temperature",
                },
                records=unread,
                detail=self._join_names(unread.mapped("name")),
            )
        ]

    @api.model
    def _has_goods_today(self, day):
        """Whether goods come or leave on that local day."""
        Catalogue = self.env["hub.catalogue"]
        start, end = Catalogue._localize(day, 0.0), Catalogue._localize(day, 23.99)
        return bool(
            self.env["stock.picking"].search_count(
                Domain("picking_type_id.hub_role", "!=", False)
                & Domain("company_id", "=", self.env.company.id)
                & Domain("state", "!=", "cancel")
                & Domain("scheduled_date", ">=", start)
                & Domain("scheduled_date", "<=", end),
                limit=1,
            )
        )
