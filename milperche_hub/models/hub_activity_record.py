from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("canteen", "Canteen contacted"),
    ("training", "Cooks trained"),
    ("animation", "School animation"),
    ("volunteer", "Volunteer work"),
    ("other", "Other"),
]
HOURS_MAX = 10_000


class HubActivityRecord(models.Model):
    """Something done that funders count, with its date and its proof."""

    _name = "hub.activity.record"
    _description = "Activity"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("What", required=True)
    kind = fields.Selection(KINDS, required=True, default="canteen")
    date = fields.Date(required=True, default=fields.Date.context_today)
    partner_id = fields.Many2one("res.partner", "With", ondelete="restrict")
    people = fields.Integer(help="Cooks trained, pupils reached, volunteers.")
    hours = fields.Float()
    km = fields.Float(digits=(16, 1))
    proof = fields.Binary(attachment=True)
    proof_name = fields.Char("File Name")
    has_proof = fields.Boolean("Proved", compute="_compute_has_proof", store=True)
    note = fields.Text()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.depends("proof_name")
    def _compute_has_proof(self):
        for record in self:
            record.has_proof = bool(record.proof)

    @api.constrains("people", "hours", "km", "date")
    def _check_amounts(self):
        for record in self:
            amounts = (record.people, record.hours, record.km)
            if any(not 0 <= amount <= HOURS_MAX for amount in amounts):
                raise ValidationError(
                    self.env._("People, hours and km lie between 0 and 10,000.")
                )
            if record.date > fields.Date.context_today(record):
                raise ValidationError(
                    self.env._("An activity is recorded once it is done.")
                )

    @api.model
    def _get_totals(self, date_from, date_to):
        """``{kind: (count, people, hours, km)}`` of a period."""
        groups = self._read_group(
            [
                ("date", ">=", date_from),
                ("date", "<=", date_to),
                ("company_id", "=", self.env.company.id),
            ],
            ["kind"],
            ["__count", "people:sum", "hours:sum", "km:sum"],
        )
        return {kind: totals for kind, *totals in groups}
