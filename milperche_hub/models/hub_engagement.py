from odoo import api, fields, models


class HubEngagement(models.Model):
    """The engagement number a public payer gives for a year: its orders' default."""

    _name = "hub.engagement"
    _description = "Yearly engagement of a public payer"
    _order = "year desc, partner_id"
    _rec_name = "name"

    name = fields.Char(
        "Engagement No.", required=True, help="Numéro d'engagement juridique."
    )
    partner_id = fields.Many2one(
        "res.partner", "Payer or Kitchen", required=True, index=True, ondelete="cascade"
    )
    year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year
    )

    _year_unique = models.UniqueIndex(
        "(partner_id, year)", "This payer already has an engagement for this year."
    )
    _year_check = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2100)", "A year has four figures."
    )

    @api.model
    def _get_default(self, partners, year):
        """The number of the first of ``partners`` that has one for a year, or False."""
        found = self.sudo().search(
            [("partner_id", "in", partners.ids), ("year", "=", year)]
        )
        number_of = {row.partner_id: row.name for row in found}
        return next((number_of[p] for p in partners if p in number_of), False)
