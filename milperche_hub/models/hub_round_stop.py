from odoo import fields, models


class HubRoundStop(models.Model):
    """A client's place in a weekly round."""

    _name = "hub.round.stop"
    _description = "Stop of a delivery round"
    _order = "round_id, sequence, id"
    _rec_name = "partner_id"

    round_id = fields.Many2one(
        "hub.round", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_hub_client", "=", True)],
    )
    partner_city = fields.Char(related="partner_id.city")
    partner_phone = fields.Char(related="partner_id.phone")
    note = fields.Char("Access")

    _client_unique = models.UniqueIndex(
        "(round_id, partner_id)", "A client is once in a round."
    )
