from odoo import api, fields, models


class HubVisit(models.Model):
    """A visit to a farm: who went, what was seen, which proofs came out of it."""

    _name = "hub.visit"
    _description = "Farm Visit"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    producer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_producer', '=', True)]",
    )
    company_id = fields.Many2one(
        related="producer_id.company_id", store=True, index="btree_not_null"
    )
    date = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    visitor_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, tracking=True
    )
    companions = fields.Char("With", help="Other people present.")
    findings = fields.Html()
    proof_ids = fields.One2many("hub.proof", "visit_id", "Proofs")

    @api.depends("date", "producer_id")
    def _compute_display_name(self):
        for visit in self:
            day = self.env["hub.proof"]._format_day(visit.date) if visit.date else ""
            names = (visit.producer_id.name, day)
            visit.display_name = " – ".join(filter(None, names))
