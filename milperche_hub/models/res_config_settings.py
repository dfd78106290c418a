from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_consignment_shape = fields.Selection(
        related="company_id.hub_consignment_shape", readonly=False
    )
    hub_commission_rate = fields.Float(
        related="company_id.hub_commission_rate", readonly=False
    )
    hub_vat_regime = fields.Selection(
        related="company_id.hub_vat_regime", readonly=False
    )
    hub_settlement_period = fields.Selection(
        related="company_id.hub_settlement_period", readonly=False
    )
    hub_selfbilling_journal_id = fields.Many2one(
        related="company_id.hub_selfbilling_journal_id", readonly=False
    )
    hub_dues_product_id = fields.Many2one(
        related="company_id.hub_dues_product_id", readonly=False
    )
    hub_coordinator_id = fields.Many2one(
        related="company_id.hub_coordinator_id", readonly=False
    )
    hub_phone_hours = fields.Char(related="company_id.hub_phone_hours", readonly=False)
    hub_quiet_from = fields.Float(related="company_id.hub_quiet_from", readonly=False)
    hub_quiet_to = fields.Float(related="company_id.hub_quiet_to", readonly=False)
