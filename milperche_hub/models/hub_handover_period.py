from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

GROUP = "milperche_hub.group_volunteer"


class HubHandoverPeriod(models.Model):
    """Someone runs the week from a day to a day, without seeing money.

    The access is given on the first day and taken back after the last one by a cron
    that does what is due and not done, so that a server down for two days catches up.
    """

    _name = "hub.handover.period"
    _description = "Hand-over of the week"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Who Runs the Week",
        required=True,
        domain=[("share", "=", False)],
        ondelete="cascade",
        tracking=True,
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        tracking=True,
        help="Last day, included.",
    )
    note = fields.Text(
        string="What to Know",
        help="Shown at the top of the week page to the person who runs it.",
    )
    date_given = fields.Datetime(string="Access Given On", readonly=True, copy=False)
    date_taken = fields.Datetime(string="Access Ended On", readonly=True, copy=False)
    is_granted = fields.Boolean(
        readonly=True,
        copy=False,
        help="The access came from a hand-over and goes with it.",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("running", "Running"),
            ("ended", "Ended"),
        ],
        compute="_compute_state",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The last day of a hand-over cannot come before the first.",
    )

    @api.depends("date_given", "date_taken")
    def _compute_state(self):
        for period in self:
            period.state = (
                "ended"
                if period.date_taken
                else "running"
                if period.date_given
                else "planned"
            )

    @api.constrains("user_id", "date_from", "date_to")
    def _check_period(self):
        for period in self:
            if period.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%s has a client's or a producer's access: hand the week over"
                        " to someone of the association.",
                        period.user_id.name,
                    )
                )
            others = self.sudo().search_count(
                [
                    ("id", "!=", period.id),
                    ("user_id", "=", period.user_id.id),
                    ("date_taken", "=", False),
                    ("date_from", "<=", period.date_to),
                    ("date_to", ">=", period.date_from),
                ],
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%s already runs the week on some of these days.",
                        period.user_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        periods = super().create(vals_list)
        periods._apply_due()
        return periods

    def write(self, vals):
        if vals.keys() & {"user_id", "date_from"} and any(
            period.date_given for period in self
        ):
            raise UserError(
                self.env._(
                    "This hand-over has begun: end it, or change its last day only."
                )
            )
        result = super().write(vals)
        if vals.keys() & {"user_id", "date_from", "date_to"}:
            self._apply_due()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(period.date_given for period in self):
            raise UserError(
                self.env._("A hand-over that began stays in the log: end it instead.")
            )

    @api.model
    def _get_running(self):
        """The hand-over of this company that runs today, the latest begun."""
        return self.search(
            self._get_running_domain(), order="date_given desc, id desc", limit=1
        )

    @api.model
    def _get_running_domain(self):
        return Domain(
            [
                ("company_id", "=", self.env.company.id),
                ("date_given", "!=", False),
                ("date_taken", "=", False),
            ]
        )

    # ------------------------------------------------------------------
    # Giving and taking
    # ------------------------------------------------------------------

    @api.model
    def _cron_run_due(self):
        """Give and take back the accesses that are due and not done."""
        self.search([("date_taken", "=", False)])._apply_due()

    def _apply_due(self):
        today = self.env["hub.week"]._today()
        running = self.filtered(lambda p: not p.date_taken)
        running.filtered(
            lambda p: not p.date_given and p.date_from <= today <= p.date_to
        )._give()
        running.filtered(lambda p: p.date_to < today)._take()

    def _give(self):
        group = self.env.ref(GROUP).sudo()
        for period in self.sudo():
            had = group in period.user_id.all_group_ids
            if not had:
                period.user_id.group_ids |= group
            period.write({"date_given": fields.Datetime.now(), "is_granted": not had})
            period.message_post(
                body=self.env._("%s runs the week, without money.", period.user_id.name)
            )

    def _take(self):
        group = self.env.ref(GROUP).sudo()
        for period in self.sudo():
            if period.is_granted and not period._hand_grant_over():
                period.user_id.group_ids -= group
            period.date_taken = fields.Datetime.now()
            if period.date_given:
                period.message_post(
                    body=self.env._("%s gave the week back.", period.user_id.name)
                )

    def _hand_grant_over(self):
        """Leave the access to hand-overs of the same person that still run.

        :return: these hand-overs
        """
        others = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("user_id", "=", self.user_id.id),
                ("date_given", "!=", False),
                ("date_taken", "=", False),
            ]
        )
        others.is_granted = True
        return others

    def action_end(self):
        """Take the access back now; ending twice changes nothing."""
        self.check_access("write")
        self.filtered(lambda p: not p.date_taken)._take()
