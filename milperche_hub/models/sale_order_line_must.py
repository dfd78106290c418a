from odoo import fields, models


class SaleOrderLine(models.Model):
    """What a menu cannot do without is served first when goods are short."""

    _inherit = "sale.order.line"

    hub_must_have = fields.Boolean(
        "Must Have",
        copy=False,
        help="The menu cannot do without: served before the others in a shortage.",
    )
