from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    hub_producer_lot = fields.Char(
        "Producer's Lot",
        index="btree_not_null",
        help="The lot number the producer wrote on the goods.",
    )
    hub_producer_id = fields.Many2one(
        "res.partner", "Producer", related="product_id.producer_id"
    )
