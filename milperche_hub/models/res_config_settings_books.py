from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_invoice_period = fields.Selection(
        related="company_id.hub_invoice_period", readonly=False
    )
    hub_vat_on_debits = fields.Boolean(
        related="company_id.hub_vat_on_debits", readonly=False
    )
    hub_credit_mode = fields.Selection(
        related="company_id.hub_credit_mode", readonly=False
    )
