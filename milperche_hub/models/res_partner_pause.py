from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    hub_pause_ids = fields.One2many(
        "hub.producer.pause", "producer_id", "Pauses", groups="base.group_user"
    )
