from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    hub_proposal_ids = fields.One2many(
        "hub.proposal", "product_tmpl_id", "Proposals", groups="base.group_user"
    )
