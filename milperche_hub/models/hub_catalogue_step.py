import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

_logger = logging.getLogger(__name__)

#: seconds during which an order begun before the cut-off is still taken
GRACE = 60
REMINDER_HOURS = 24.0
BASKET_HOURS = 2.0
KINDS = [
    ("open", "Opening"),
    ("announce", "Fresh sheet to the clients"),
    ("remind", "Reminder to silent clients"),
    ("basket", "Message to baskets not placed"),
    ("close", "Cut-off"),
    ("confirm", "Confirmation to the clients"),
    ("producers", "Orders to the producers"),
]


class HubCatalogueStep(models.Model):
    """What a catalogue does by itself: each step is due, then done, once.

    Never "happened since the last run": a worker that was down does every missed step
    when it comes back, in order. What came too late to be of use is skipped and said.
    """

    _name = "hub.catalogue.step"
    _description = "Step of a catalogue"
    _order = "date_due, sequence, id"
    _rec_name = "kind"

    catalogue_id = fields.Many2one(
        "hub.catalogue", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="catalogue_id.company_id", store=True)
    kind = fields.Selection(KINDS, "Step", required=True, readonly=True)
    sequence = fields.Integer(required=True)
    date_due = fields.Datetime(
        "Due", compute="_compute_date_due", store=True, index=True, precompute=True
    )
    date_done = fields.Datetime("Done", readonly=True, copy=False)
    is_skipped = fields.Boolean("Too Late", readonly=True, copy=False)
    note = fields.Char(readonly=True, copy=False)
    message_ids = fields.One2many(
        "hub.message",
        "hub_step_id",
        "Messages",
        groups="milperche_hub.group_coordinator,account.group_account_readonly",
    )
    message_count = fields.Integer(
        "Written", compute="_compute_counts", compute_sudo=True
    )
    sent_count = fields.Integer("Sent", compute="_compute_counts", compute_sudo=True)
    unsent_count = fields.Integer(
        "Not Sent", compute="_compute_counts", compute_sudo=True
    )

    _kind_unique = models.UniqueIndex(
        "(catalogue_id, kind)", "A catalogue does each step once."
    )

    @api.depends(
        "kind",
        "catalogue_id.date_open",
        "catalogue_id.date_close",
        "catalogue_id.schedule_id.reminder_hours",
        "catalogue_id.schedule_id.basket_hours",
    )
    def _compute_date_due(self):
        for step in self:
            catalogue, schedule = step.catalogue_id, step.catalogue_id.schedule_id
            before = {
                "remind": schedule.reminder_hours if schedule else REMINDER_HOURS,
                "basket": schedule.basket_hours if schedule else BASKET_HOURS,
            }
            if step.kind in ("open", "announce"):
                step.date_due = catalogue.date_open
            elif step.kind in before:
                delay = timedelta(hours=before[step.kind])
                step.date_due = max(catalogue.date_close - delay, catalogue.date_open)
            else:
                step.date_due = catalogue.date_close + timedelta(seconds=GRACE)

    @api.depends("message_ids.state")
    def _compute_counts(self):
        groups = self.env["hub.message"]._read_group(
            [("hub_step_id", "in", self.ids)], ["hub_step_id", "state"], ["__count"]
        )
        counts = {(step.id, state): count for step, state, count in groups}
        for step in self:
            own = {state: n for (key, state), n in counts.items() if key == step.id}
            step.message_count = sum(own.values())
            step.sent_count = own.get("sent", 0) + own.get("leaving", 0)
            step.unsent_count = step.message_count - step.sent_count

    # ------------------------------------------------------------------
    # Running what is due
    # ------------------------------------------------------------------

    @api.model
    def _get_due(self, now):
        """Steps due and not done, the earliest first."""
        return self.search(
            [
                ("date_done", "=", False),
                ("is_skipped", "=", False),
                ("date_due", "<=", now),
                ("catalogue_id.state", "in", ("draft", "open", "closed")),
            ],
            order="date_due, catalogue_id, sequence",
        )

    def _run(self):
        """Do this step if it may be done now; a refusal leaves it due and said."""
        self.ensure_one()
        catalogue = self.catalogue_id.with_company(self.company_id)
        try:
            with self.env.cr.savepoint():
                verdict = getattr(catalogue, f"_run_{self.kind}_step")(self)
        except (UserError, ValidationError) as error:
            _logger.warning("%s, %s: %s", catalogue.name, self.kind, error)
            self.note = str(error)[:200]
            return
        if verdict == "done":
            self._mark_done()
        elif verdict == "late":
            self.is_skipped = True

    def _mark_done(self):
        self.filtered(lambda step: not step.date_done).write(
            {"date_done": fields.Datetime.now(), "note": False, "is_skipped": False}
        )

    def _post(self, kind, clients):
        """Write this step's message to clients; those written already stay alone."""
        self.ensure_one()
        catalogue = self.catalogue_id
        values = catalogue._get_fresh_sheet()
        return self.env["hub.message"]._post_once(
            [
                catalogue._prepare_step_message_vals(self, kind, c, values)
                for c in clients
            ]
        )

    def action_view_messages(self):
        """Show the messages of these steps: to whom, sent or not."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_message_action"
        )
        action["domain"] = [("hub_step_id", "in", self.ids)]
        action["context"] = {}
        return action
