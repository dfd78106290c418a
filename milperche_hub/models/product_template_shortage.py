from odoo import fields, models

from .hub_shortage import SHORTAGE_RULES


class ProductTemplate(models.Model):
    _inherit = "product.template"

    hub_shortage_rule = fields.Selection(
        SHORTAGE_RULES,
        "Shared in Shortages",
        default="pro_rata",
        groups="base.group_user",
    )
