from odoo import Command, api, fields, models
from odoo.exceptions import UserError

ACCOUNTING = "account.group_account_readonly,account.group_account_invoice"
#: the best of a member's invoices says the state
RANKS = {"paid": 3, "overdue": 2, "invoiced": 1}


class ResPartner(models.Model):
    """Membership of the association, read from its posted dues invoices."""

    _inherit = "res.partner"

    hub_is_member = fields.Boolean(
        string="Member of the Association",
        compute="_compute_hub_is_member",
        store=True,
        precompute=True,
        readonly=False,
        groups="base.group_user",
        help="Invited to pay the yearly dues. Producers are, unless you say no.",
    )
    hub_membership_state = fields.Selection(
        [
            ("none", "Not invoiced"),
            ("invoiced", "To pay"),
            ("overdue", "Overdue"),
            ("paid", "Paid"),
        ],
        string="Dues",
        compute="_compute_hub_membership",
        search="_search_hub_membership_state",
        groups=ACCOUNTING,
        help="Of the association's dues of this calendar year.",
    )
    hub_membership_year = fields.Integer(
        string="Member Until",
        compute="_compute_hub_membership",
        groups=ACCOUNTING,
        help="The last year whose dues are paid.",
    )

    @api.depends("is_producer")
    def _compute_hub_is_member(self):
        for partner in self:
            partner.hub_is_member = partner.hub_is_member or partner.is_producer

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_hub_membership(self):
        today = self._hub_get_today()
        members = self.commercial_partner_id._origin
        dues = self.env["account.move"]._hub_get_dues(
            [("state", "=", "posted"), ("commercial_partner_id", "in", members.ids)]
        )
        states = self._hub_rank_dues(dues, today)
        paid_years = {}
        for member, year, invoice in dues:
            if invoice._hub_get_dues_state(today) == "paid":
                paid_years[member.id] = max(year, paid_years.get(member.id, 0))
        for partner in self:
            member = partner.commercial_partner_id._origin
            partner.hub_membership_state = states.get(member.id, "none")
            partner.hub_membership_year = paid_years.get(member.id, 0)

    @api.model
    def _search_hub_membership_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        dues = self.env["account.move"]._hub_get_dues([("state", "=", "posted")])
        states = self._hub_rank_dues(dues, self._hub_get_today())
        found = [member for member, state in states.items() if state in value]
        domain = fields.Domain("commercial_partner_id", "in", found)
        if "none" in value:
            domain |= fields.Domain("commercial_partner_id", "not in", list(states))
        return domain

    @api.model
    def _hub_rank_dues(self, dues, today):
        """Return each member's state of this year: ``{partner id: state}``."""
        states = {}
        for member, year, invoice in dues:
            if year == today.year:
                state = invoice._hub_get_dues_state(today)
                states[member.id] = max(
                    state, states.get(member.id, state), key=RANKS.get
                )
        return states

    @api.model
    def _hub_get_today(self):
        """Today where the association is."""
        tz = self.env.company.partner_id.tz or self.env.user.tz
        return fields.Date.context_today(self.with_context(tz=tz))

    def action_hub_invoice_dues(self):
        """Draft this year's dues of the selected members and show the invoices."""
        invoices = self._hub_create_dues_invoices(self._hub_get_today().year)
        if not invoices:
            raise UserError(
                self.env._("The dues of this year are already invoiced to all of them.")
            )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [("id", "in", invoices.ids)]
        action["context"] = {"default_move_type": "out_invoice"}
        return action

    def _hub_create_dues_invoices(self, year):
        """Draft the dues of a year for the members that have no invoice of it yet.

        :return: the new invoices, an empty set when there was nothing to do
        """
        product = self.env.company.hub_dues_product_id
        if not product:
            raise UserError(
                self.env._(
                    "Choose the association's dues product in the hub's settings first."
                )
            )
        members = self.commercial_partner_id
        dues = self.env["account.move"]._hub_get_dues(
            [("commercial_partner_id", "in", members.ids)]
        )
        done = {member.id for member, dues_year, _invoice in dues if dues_year == year}
        return self.env["account.move"].create(
            [
                member._prepare_hub_dues_invoice_vals(product, year)
                for member in members
                if member.id not in done
            ]
        )

    def _prepare_hub_dues_invoice_vals(self, product, year):
        """Values of one member's invoice; override to add lines or terms."""
        self.ensure_one()
        lang = self.lang or self.env.lang
        return {
            "move_type": "out_invoice",
            "partner_id": self.id,
            "company_id": self.env.company.id,
            "invoice_date": self._hub_get_today(),
            "hub_dues_year": year,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "quantity": 1,
                        "name": f"{product.with_context(lang=lang).name} {year}",
                    }
                )
            ],
        }
