from odoo import api, fields, models
from odoo.exceptions import UserError


class HubSettlement(models.Model):
    """What the hub owes one producer for the goods delivered in a period.

    Born from validated deliveries, never from client invoices: the producer is
    owed from the day of delivery, whatever the client's invoice period.
    """

    _name = "hub.settlement"
    _description = "Producer settlement"
    _inherit = ["mail.thread", "mail.activity.mixin", "portal.mixin"]
    _order = "date_to desc, producer_id, id desc"
    _check_company_auto = True

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    producer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_producer", "=", True)],
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True, index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("posted", "Posted"),
            ("contested", "Contested"),
            ("paid", "Paid"),
            ("cancel", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        readonly=True,
        precompute=True,
        index=True,
        tracking=True,
    )
    is_posted = fields.Boolean(readonly=True, copy=False)
    is_contested = fields.Boolean(readonly=True, copy=False, tracking=True)
    is_cancelled = fields.Boolean(readonly=True, copy=False)
    shape = fields.Selection(
        [("opaque", "In the hub's name"), ("transparent", "In the producer's name")],
        readonly=True,
        copy=False,
        help="Legal shape of the consignment, frozen on each settlement.",
    )
    line_ids = fields.One2many("hub.settlement.line", "settlement_id", copy=False)
    move_ids = fields.Many2many(
        "stock.move", "Delivered lines", compute="_compute_move_ids"
    )
    amount_gross = fields.Monetary(
        "Sales excl. tax", compute="_compute_amounts", store=True
    )
    amount_commission = fields.Monetary(
        "Commission", compute="_compute_amounts", store=True
    )
    amount_borne = fields.Monetary(
        "Borne by the hub",
        compute="_compute_amounts",
        store=True,
        help="Reductions and adjustments that the hub takes on itself.",
    )
    amount_net = fields.Monetary(
        "Net excl. tax", compute="_compute_amounts", store=True
    )
    amount_total = fields.Monetary("To pay", compute="_compute_amount_total")
    amount_invoiced = fields.Monetary("Invoiced", compute="_compute_invoiced")
    amount_difference = fields.Monetary(
        "Difference",
        compute="_compute_invoiced",
        help="Sales of the invoiced lines less what clients were invoiced for them.",
    )
    amount_to_invoice = fields.Monetary("Not invoiced yet", compute="_compute_invoiced")
    date_due = fields.Date("Pay by", compute="_compute_date_due", store=True)
    bill_id = fields.Many2one(
        "account.move", "Self-billed invoice", readonly=True, copy=False
    )

    _period_check = models.Constraint(
        "CHECK(date_from <= date_to)", "A settlement ends after it begins."
    )
    _draft_unique = models.UniqueIndex(
        "(producer_id, company_id, date_from, date_to, COALESCE(shape, 'opaque'))"
        " WHERE state = 'draft'",
        "This producer already has a draft settlement for this period.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("is_posted", "is_contested", "is_cancelled", "bill_id.payment_state")
    def _compute_state(self):
        for settlement in self:
            if settlement.is_cancelled:
                settlement.state = "cancel"
            elif not settlement.is_posted:
                settlement.state = "draft"
            elif settlement.is_contested:
                settlement.state = "contested"
            elif settlement.bill_id.payment_state in ("paid", "reversed"):
                settlement.state = "paid"
            else:
                settlement.state = "posted"

    @api.depends("line_ids.move_id")
    def _compute_move_ids(self):
        for settlement in self:
            settlement.move_ids = settlement.line_ids.move_id

    @api.depends(
        "line_ids.amount_gross",
        "line_ids.amount_commission",
        "line_ids.amount_borne",
        "line_ids.amount_net",
    )
    def _compute_amounts(self):
        self._sum_lines(
            ["amount_gross", "amount_commission", "amount_borne", "amount_net"]
        )

    def _sum_lines(self, names):
        """Total these amounts of the lines, which the database adds up."""
        groups = self.env["hub.settlement.line"]._read_group(
            [("settlement_id", "in", self.ids)],
            ["settlement_id"],
            [f"{name}:sum" for name in names],
        )
        sums = {settlement.id: amounts for settlement, *amounts in groups}
        for settlement in self:
            amounts = sums.get(settlement._origin.id, [0.0] * len(names))
            settlement.update(dict(zip(names, amounts, strict=True)))

    @api.depends("bill_id.amount_total_in_currency_signed")
    def _compute_amount_total(self):
        for settlement in self:
            # Signed as seen from the bank: what is to pay is negative there.
            bill = settlement.bill_id.sudo()
            settlement.amount_total = -bill.amount_total_in_currency_signed

    @api.depends("line_ids.account_move_line_id", "line_ids.amount_gross")
    def _compute_invoiced(self):
        for settlement in self:
            tied = settlement.line_ids.filtered("account_move_line_id")
            gross = sum(tied.mapped("amount_gross"))
            invoiced = sum(tied.mapped("amount_invoiced"))
            settlement.amount_invoiced = invoiced
            settlement.amount_difference = settlement.currency_id.round(
                gross - invoiced
            )
            settlement.amount_to_invoice = settlement.amount_gross - gross

    @api.depends("line_ids.date_due")
    def _compute_date_due(self):
        groups = self.env["hub.settlement.line"]._read_group(
            [("settlement_id", "in", self.ids)], ["settlement_id"], ["date_due:min"]
        )
        days = {settlement.id: day for settlement, day in groups}
        for settlement in self:
            settlement.date_due = days.get(settlement._origin.id)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for settlement in self:
            settlement.access_url = f"/my/producer/settlement/{settlement.id}"
        return result

    def _allocate_commission(self):
        """Spread the commission over the lines to the cent; see ``tools``."""
        for settlement in self:
            settlement.line_ids._allocate_commission()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_post(self):
        """Post draft settlements and their self-billed invoices.

        :raise UserError: a settlement has no line.
        :return: True
        """
        self._lock_rows()
        settlements = self.filtered(lambda s: s.state == "draft")
        settlements._check_postable()
        settlements._allocate_commission()
        for settlement in settlements:
            settlement._ensure_number()
            settlement.shape = (
                settlement.shape or settlement.company_id.hub_consignment_shape
            )
        settlements._create_bills()
        settlements._set_posted()
        return True

    def _set_posted(self):
        self.is_posted = True

    def _ensure_number(self):
        """Give a settlement its number: the first paper that leaves quotes it."""
        self.ensure_one()
        if self.name in (False, self.env._("New")):
            self.name = self.env["ir.sequence"].next_by_code(
                "hub.settlement", sequence_date=self.date_to
            )

    def action_contest(self):
        """The producer contests: payment waits for an answer."""
        self.filtered(lambda s: s.state == "posted").is_contested = True
        return True

    def action_resolve(self):
        """A contested settlement is agreed on."""
        self.filtered(lambda s: s.state == "contested").is_contested = False
        return True

    def action_cancel(self):
        """Cancel drafts; their delivered lines can be settled again.

        :raise UserError: a settlement is posted.
        """
        if any(settlement.is_posted for settlement in self):
            raise UserError(
                self.env._("A posted settlement is corrected by a later one.")
            )
        self.line_ids.unlink()
        self.is_cancelled = True
        return True

    def action_view_bill(self):
        """Show the self-billed invoice."""
        self.ensure_one()
        return self.bill_id._get_records_action()

    def action_print(self):
        """Print the statement ("compte de vente")."""
        report = self.env.ref("milperche_hub.report_settlement_action")
        return report.report_action(self)

    def _lock_rows(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM hub_settlement WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [sorted(self.ids)],
        )
        self.invalidate_recordset(["state", "is_posted"])

    def _check_postable(self):
        for settlement in self:
            if not settlement.line_ids:
                raise UserError(
                    self.env._("%s has nothing to settle.", settlement.display_name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(settlement.is_posted for settlement in self):
            raise UserError(self.env._("A posted settlement cannot be deleted."))

    @api.depends("name", "producer_id")
    def _compute_display_name(self):
        for settlement in self:
            settlement.display_name = (
                f"{settlement.name} - {settlement.producer_id.name}"
            )
