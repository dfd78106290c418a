from odoo import fields, models


class HubWeightLog(models.Model):
    """Who changed which delivered weight, when, from what to what, and why."""

    _name = "hub.weight.log"
    _description = "Weight change"
    _order = "id desc"
    _rec_name = "product_id"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user
    )
    kind = fields.Selection(
        [
            ("weighing", "Weighed"),
            ("change", "Changed"),
            ("refusal", "Refused by the client"),
            ("correction", "Corrected after the delivery"),
            ("undo", "Undone"),
        ],
        required=True,
        readonly=True,
        default="change",
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    move_line_id = fields.Many2one(
        "stock.move.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    move_id = fields.Many2one(
        "stock.move", "Delivered line", readonly=True, index=True, ondelete="cascade"
    )
    picking_id = fields.Many2one("stock.picking", "Delivery", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, required=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    quantity_before = fields.Float("Before", digits="Product Unit", readonly=True)
    quantity_after = fields.Float("After", digits="Product Unit", readonly=True)
    reason = fields.Char(readonly=True)
