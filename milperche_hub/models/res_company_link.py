from odoo import fields, models


class ResCompany(models.Model):
    """What personal links show."""

    _inherit = "res.company"

    hub_link_prices = fields.Boolean(
        "Prices by Personal Link",
        help="Show prices and amounts to those who order by a personal link. A link may"
        " be forwarded: without this, it opens the order without any amount.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    hub_link_prices = fields.Boolean(
        related="company_id.hub_link_prices", readonly=False
    )
