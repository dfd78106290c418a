from odoo import fields, models


class HubOfferChange(models.Model):
    """What changed on an offer once its catalogue was open: who, when, why."""

    _name = "hub.offer.change"
    _description = "Change of an offer"
    _order = "id desc"
    _rec_name = "summary"

    offer_id = fields.Many2one(
        "hub.offer", required=True, index=True, ondelete="cascade", readonly=True
    )
    catalogue_id = fields.Many2one(
        related="offer_id.catalogue_id", store=True, index=True
    )
    company_id = fields.Many2one(related="offer_id.company_id", store=True)
    product_id = fields.Many2one(related="offer_id.product_id")
    summary = fields.Char("What Changed", required=True, readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, default=lambda self: self.env.user
    )
    date = fields.Datetime(
        "On", readonly=True, default=lambda self: fields.Datetime.now()
    )
