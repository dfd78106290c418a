from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    hub_is_opening = fields.Boolean("Opening Balances", readonly=True, copy=False)
