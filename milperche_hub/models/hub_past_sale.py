from odoo import fields, models


class HubPastSale(models.Model):
    """Sales of a month, or a year, from before this software: history for figures."""

    _name = "hub.past.sale"
    _description = "Past sales"
    _order = "date desc, partner_id, producer_id"
    _rec_name = "date"

    date = fields.Date(
        string="Period", required=True, help="First day of the month, or of the year."
    )
    span = fields.Selection(
        [("month", "Month"), ("year", "Year")], required=True, default="year"
    )
    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, ondelete="restrict"
    )
    producer_id = fields.Many2one("res.partner", required=True, ondelete="restrict")
    amount_untaxed = fields.Monetary("Turnover excl. Tax")
    weight_kg = fields.Float("Weight (kg)", digits="Product Unit")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _key_unique = models.Constraint(
        "UNIQUE (company_id, date, span, partner_id, producer_id)",
        "These sales of a client and a producer are recorded already.",
    )
