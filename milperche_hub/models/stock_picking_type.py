from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    hub_role = fields.Selection(
        [("dropoff", "Drop-off by a producer"), ("delivery", "Delivery to a client")],
        copy=False,
        index="btree_not_null",
        help="What the hub does with these transfers.",
    )
