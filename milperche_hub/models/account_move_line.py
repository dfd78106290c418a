from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Clients read their invoice lines through the portal: not theirs to see.
    producer_id = fields.Many2one(
        "res.partner", index="btree_not_null", groups="base.group_user"
    )
    commission_rate = fields.Float(
        "Commission %", digits=(5, 2), groups="base.group_user"
    )
    settlement_line_ids = fields.One2many(
        "hub.settlement.line",
        "account_move_line_id",
        "Settlement lines",
        copy=False,
        groups="base.group_user",
    )
