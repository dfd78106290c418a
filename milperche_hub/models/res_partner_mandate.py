from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """The mandate by which a producer lets the hub write its invoices (CGI 289 I-2)."""

    _inherit = "res.partner"

    hub_mandate_from = fields.Date(
        "Mandate From", groups="base.group_user", help="Empty: the day it was signed."
    )
    hub_mandate_to = fields.Date(
        "Mandate To", groups="base.group_user", help="Empty: until it is ended."
    )
    hub_mandate_file = fields.Binary(
        "Signed Mandate", attachment=True, groups="base.group_user"
    )
    hub_mandate_filename = fields.Char(groups="base.group_user")
    hub_contest_days = fields.Integer(
        "Days to Contest",
        groups="base.group_user",
        help="How long the producer may contest a statement before it is invoiced.",
    )
    hub_mandate_note = fields.Char(
        "Mandate Lacks",
        compute="_compute_hub_mandate_note",
        compute_sudo=True,
        groups="base.group_user",
    )

    _hub_contest_days_check = models.Constraint(
        "CHECK(hub_contest_days BETWEEN 0 AND 30)",
        "A producer has between 0 and 30 days to contest.",
    )

    @api.depends(
        "hub_mandate_date",
        "hub_mandate_from",
        "hub_mandate_to",
        "hub_mandate_file",
        "hub_contest_days",
    )
    @api.depends_context("lang")
    def _compute_hub_mandate_note(self):
        today = fields.Date.context_today(self)
        for partner in self:
            lacks = partner.is_producer and partner._get_mandate_lacks(today)
            partner.hub_mandate_note = ", ".join(lacks or []) or False

    def _get_mandate_lacks(self, day):
        """What keeps a mandate from being whole, in words; the law wants all of it."""
        self.ensure_one()
        lacks = []
        if not self.hub_mandate_date:
            lacks.append(self.env._("signature"))
        elif not self._has_mandate(day):
            lacks.append(self.env._("it is not in force today"))
        if not self.hub_mandate_file:
            lacks.append(self.env._("signed file"))
        if not self.hub_contest_days:
            lacks.append(self.env._("days to contest"))
        return lacks

    def _has_mandate(self, day):
        """Whether the hub may write this producer's invoice of a day."""
        self.ensure_one()
        start = self.hub_mandate_from or self.hub_mandate_date
        if not self.hub_mandate_date or start > day:
            return False
        return not self.hub_mandate_to or day <= self.hub_mandate_to

    @api.constrains("hub_mandate_date", "hub_mandate_from", "hub_mandate_to")
    def _check_mandate_dates(self):
        for partner in self:
            start = partner.hub_mandate_from or partner.hub_mandate_date
            end = partner.hub_mandate_to
            if end and (not start or end < start):
                raise ValidationError(
                    self.env._("%s: a mandate ends after it begins.", partner.name)
                )
