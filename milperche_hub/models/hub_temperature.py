from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HubTemperature(models.Model):
    """One reading of a cold room."""

    _name = "hub.temperature"
    _description = "Temperature reading"
    _order = "date desc, id desc"
    _check_company_auto = True

    room_id = fields.Many2one(
        "hub.cold.room",
        "Cold Room",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._get_default_room(),
    )
    company_id = fields.Many2one(related="room_id.company_id", store=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    degrees = fields.Float("°C", digits=(4, 1), required=True)
    is_wrong = fields.Boolean("Out of Limits", compute="_compute_is_wrong", store=True)
    user_id = fields.Many2one("res.users", "Read By", default=lambda s: s.env.user)
    note = fields.Char("What Was Done")

    @api.model
    def _get_default_room(self):
        rooms = self.env["hub.cold.room"].search(
            [("company_id", "=", self.env.company.id)]
        )
        today = self.env["hub.week"]._today()
        return (rooms._get_unread(today) or rooms)[:1]

    @api.depends("degrees", "room_id.temperature_min", "room_id.temperature_max")
    def _compute_is_wrong(self):
        for reading in self:
            room = reading.room_id
            reading.is_wrong = room and not (
                room.temperature_min <= reading.degrees <= room.temperature_max
            )

    @api.constrains("degrees")
    def _check_degrees(self):
        for reading in self:
            if not -40.0 <= reading.degrees <= 60.0:
                raise ValidationError(
                    self.env._("A cold room is between −40 and 60 °C.")
                )
