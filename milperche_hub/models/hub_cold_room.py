from odoo import fields, models


class HubColdRoom(models.Model):
    """A fridge of the hub, or the van's: read every day of goods."""

    _name = "hub.cold.room"
    _description = "Cold room"
    _order = "sequence, name"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    temperature_min = fields.Float("Not Below (°C)", digits=(4, 1), default=0.0)
    temperature_max = fields.Float("Not Above (°C)", digits=(4, 1), default=4.0)
    reading_ids = fields.One2many("hub.temperature", "room_id", "Readings")

    _limits_check = models.Constraint(
        "CHECK(temperature_min < temperature_max)",
        "The lowest temperature must be below the highest.",
    )

    def _get_unread(self, day):
        """Cold rooms nobody has read on that local day."""
        Catalogue = self.env["hub.catalogue"]
        start, end = Catalogue._localize(day, 0.0), Catalogue._localize(day, 23.99)
        read = self.env["hub.temperature"]._read_group(
            [("room_id", "in", self.ids), ("date", ">=", start), ("date", "<=", end)],
            ["room_id"],
        )
        return self.browse(set(self.ids) - {room.id for (room,) in read})
