from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class HubSubsidy(models.Model):
    """What a funder granted, what was claimed of it, and what is still to come."""

    _name = "hub.subsidy"
    _description = "Subsidy"
    _inherit = ["mail.thread"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char("Agreement", required=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner", "Funder", required=True, ondelete="restrict", tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        required=True,
        ondelete="restrict",
        check_company=True,
        help="Expenses with a share on this account are claimed from the funder.",
    )
    date_start = fields.Date("Expenses From", required=True)
    date_end = fields.Date("Expenses Until", required=True)
    amount_granted = fields.Monetary("Granted", tracking=True)
    amount_received = fields.Monetary("Received", tracking=True)
    amount_to_receive = fields.Monetary(
        "To Receive", compute="_compute_amount_to_receive", store=True
    )
    amount_claimed = fields.Monetary(
        "Eligible Expenses",
        compute="_compute_amount_claimed",
        help="Shares, excl. tax, of the posted bills on the analytic account.",
    )
    date_expected = fields.Date("Expected on", tracking=True)

    _dates_check = models.Constraint(
        "CHECK(date_start <= date_end)", "The agreement ends before it begins."
    )

    @api.depends("amount_granted", "amount_received")
    def _compute_amount_to_receive(self):
        for subsidy in self:
            subsidy.amount_to_receive = max(
                subsidy.amount_granted - subsidy.amount_received, 0.0
            )

    @api.depends("analytic_account_id", "date_start", "date_end")
    def _compute_amount_claimed(self):
        for subsidy in self:
            rows = subsidy._get_claim_rows() if subsidy.analytic_account_id else []
            subsidy.amount_claimed = sum(row["amount_share"] for row in rows)

    @api.constrains("amount_granted", "amount_received")
    def _check_amounts(self):
        for subsidy in self:
            if min(subsidy.amount_granted, subsidy.amount_received) < 0:
                raise ValidationError(
                    self.env._("A subsidy and what came of it are never negative.")
                )
            if subsidy.amount_received > subsidy.amount_granted:
                raise ValidationError(
                    self.env._("More was received than was granted: check both.")
                )

    @api.model
    def _get_receivables(self, company=None):
        """Money that funders still owe, for the cash position.

        :return: ``[{"subsidy", "partner", "amount", "date"}]``, the nearest first;
            no date for what nobody dared to date
        """
        company = company or self.env.company
        subsidies = self.search(
            [("company_id", "=", company.id), ("amount_to_receive", ">", 0)]
        )
        rows = [
            {
                "subsidy": subsidy,
                "partner": subsidy.partner_id,
                "amount": subsidy.amount_to_receive,
                "date": subsidy.date_expected,
            }
            for subsidy in subsidies
        ]
        return sorted(rows, key=lambda row: (not row["date"], row["date"] or 0))

    def action_claim_list(self):
        """Hand out the list of expenses as XLSX.

        :raise UserError: no posted bill has a share on the account.
        """
        self.ensure_one()
        if not self._get_claim_rows():
            raise UserError(
                self.env._(
                    "No posted bill of the period has a share on %s.",
                    self.analytic_account_id.display_name,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/hub/subsidy/{self.id}/claim",
            "target": "self",
        }
