from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Clients read their invoice lines through the portal: not theirs to see.
    producer_id = fields.Many2one(
        "res.partner", index="btree_not_null", groups="base.group_user"
    )
    commission_rate = fields.Float(
        "Commission %", digits=(6, 3), groups="base.group_user"
    )
    settlement_line_ids = fields.One2many(
        "hub.settlement.line",
        "account_move_line_id",
        "Settlement lines",
        copy=False,
        groups="base.group_user",
    )
    hub_reduction_ids = fields.One2many(
        "hub.reduction",
        "account_move_line_id",
        "Reductions",
        copy=False,
        groups="base.group_user",
    )

    def _get_hub_sign(self):
        """1 for what a client is invoiced, -1 for what is credited."""
        return -1 if self.move_id.move_type == "out_refund" else 1

    @api.depends("account_id", "partner_id", "product_id")
    def _compute_analytic_distribution(self):
        """Where no analytic model exists, take the order line's distribution."""
        lines = self.filtered(lambda line: line.sudo().producer_id)
        if lines and self.env["sale.order.line"]._has_analytic_models():
            lines = self.browse()
        for line in lines:
            line.analytic_distribution = (
                line._related_analytic_distribution() or line.analytic_distribution
            )
        return super(AccountMoveLine, self - lines)._compute_analytic_distribution()
