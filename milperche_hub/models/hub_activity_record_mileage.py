from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HubActivityRecord(models.Model):
    """Kilometres of volunteers: what they may claim, or give to the association.

    Whoever gives the money up says so on the claim (article 200 of the French code
    général des impôts, on costs of volunteers).
    """

    _inherit = "hub.activity.record"

    batch_id = fields.Many2one("stock.picking.batch", "Run", ondelete="set null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    km_price = fields.Monetary(
        "Per Km", help="What a kilometre is repaid, as it was that day."
    )
    amount_km = fields.Monetary("To Repay", compute="_compute_amount_km", store=True)

    _batch_unique = models.UniqueIndex(
        "(batch_id) WHERE batch_id IS NOT NULL", "The kilometres of this run are known."
    )

    @api.depends("km", "km_price")
    def _compute_amount_km(self):
        for record in self:
            record.amount_km = record.currency_id.round(record.km * record.km_price)

    @api.constrains("km_price")
    def _check_km_price(self):
        if any(not 0 <= record.km_price <= 10 for record in self):
            raise ValidationError(self.env._("A kilometre is repaid 0 to 10 €."))

    def _get_claims(self):
        """``[(volunteer, records by day)]`` with kilometres, for the printed claim."""
        driven = self.filtered(lambda record: record.km and record.partner_id)
        return [
            (partner, records.sorted("date"))
            for partner, records in driven.grouped("partner_id").items()
        ]
