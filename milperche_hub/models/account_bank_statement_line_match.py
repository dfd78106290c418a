from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.bank_matching import Item, propose


class AccountBankStatementLine(models.Model):
    """What a line of the bank pays: proposed, then accepted in one click."""

    _inherit = "account.bank.statement.line"

    hub_import_key = fields.Char("Import Key", readonly=True, copy=False)
    hub_proposal_ids = fields.Many2many(
        "account.move.line", string="Pays", compute="_compute_hub_proposal"
    )
    hub_proposal_names = fields.Char("Pays These", compute="_compute_hub_proposal")
    hub_proposal_why = fields.Selection(
        [
            ("number", "Numbers in the label"),
            ("amount", "Amount of the partner"),
            ("several", "Several invoices add up"),
            ("alone", "Only this amount is open"),
        ],
        "Because",
        compute="_compute_hub_proposal",
    )

    _hub_import_key_unique = models.UniqueIndex(
        "(journal_id, hub_import_key) WHERE hub_import_key IS NOT NULL",
        "This bank line was already imported.",
    )

    @api.depends("is_reconciled", "amount", "payment_ref", "partner_id")
    def _compute_hub_proposal(self):
        """One search of the open items for all the lines; none serves two lines."""
        done = self.filtered("is_reconciled")
        done.hub_proposal_ids = False
        done.hub_proposal_names = False
        done.hub_proposal_why = False
        items = self.env["account.move.line"]
        by_company = (self - done).grouped("company_id")
        for lines in by_company.values():
            taken = set()
            open_items = lines[:1]._get_hub_open_items()
            for line in lines.sorted(lambda line: (line.date, line._origin.id)):
                found, why = line._propose(open_items, taken)
                taken.update(found)
                records = items.browse(found)
                line.hub_proposal_ids = records
                line.hub_proposal_why = why or False
                line.hub_proposal_names = ", ".join(
                    record.move_id.name or "" for record in records
                )

    def _get_hub_open_items(self):
        """``[Item]`` of everything the bank may pay, invoices and payments."""
        domain = self._get_default_amls_matching_domain()
        suspense = self.journal_id.suspense_account_id
        found = self.env["account.move.line"].search(
            [
                *domain,
                ("account_id", "!=", suspense.id),
                ("account_id.account_type", "not in", ("asset_cash",)),
            ],
            order="date_maturity, id",
        )
        return [
            Item(
                item.id,
                item.move_id.payment_reference or item.move_id.name or "",
                item.partner_id.commercial_partner_id.id or 0,
                round(item.amount_residual * 100),
                item.date_maturity or item.date,
            )
            for item in found
        ]

    def _propose(self, items, taken):
        self.ensure_one()
        partner = self.partner_id.commercial_partner_id.id or 0
        free = [item for item in items if item.id not in taken]
        return propose(
            round(self.amount * 100),
            f"{self.payment_ref or ''} {self.narration or ''}",
            partner,
            free,
        )

    def action_hub_accept(self):
        """Reconcile the lines with what is proposed for them.

        :raise UserError: none of them has a proposal.
        """
        chosen = self.filtered(lambda line: line.hub_proposal_ids)
        if not chosen:
            raise UserError(self.env._("Nothing is proposed for these lines."))
        proposals = {line: line.hub_proposal_ids for line in chosen}
        for line, items in proposals.items():
            line._hub_reconcile(items)
        return True

    def _hub_reconcile(self, items):
        """Book a line against open items, the oldest first, and reconcile them.

        A receipt smaller than its items pays the last one in part; what is more than
        they are stays in suspense.
        """
        self.ensure_one()
        if self.is_reconciled:
            raise UserError(self.env._("%s is already matched.", self.payment_ref))
        __, suspense, __ = self._seek_for_lines()
        left = self.amount
        commands, pairs = [Command.delete(line.id) for line in suspense], []
        for item in items.sorted(lambda i: (i.date_maturity or i.date, i.id)):
            part = self._get_part(left, item.amount_residual)
            left = self.currency_id.round(left - part)
            commands.append(Command.create(self._prepare_hub_counterpart(item, part)))
            pairs.append(item)
        if not self.currency_id.is_zero(left):
            commands.append(Command.create(self._prepare_hub_rest(left)))
        partners = items.partner_id.commercial_partner_id
        if not self.partner_id and len(partners) == 1:
            self.partner_id = partners
            __, suspense, __ = self._seek_for_lines()
            commands = [Command.delete(line.id) for line in suspense] + [
                command for command in commands if command[0] != Command.DELETE
            ]
        known = self.move_id.line_ids
        self.move_id.with_context(force_delete=True, skip_readonly_check=True).write(
            {"line_ids": commands}
        )
        fresh = (self.move_id.line_ids - known).sorted("id")
        for item, line in zip(pairs, fresh, strict=False):
            (item | line).reconcile()

    def _get_part(self, left, residual):
        """How much of an item's residual is paid by what is left of the line."""
        if (residual > 0) != (left > 0):
            return residual
        return min(left, residual, key=abs)

    def _prepare_hub_counterpart(self, item, part):
        return {
            "name": item.move_id.name or self.payment_ref,
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -part,
            "balance": -part,
        }

    def _prepare_hub_rest(self, left):
        return {
            "name": self.payment_ref,
            "account_id": self.journal_id.suspense_account_id.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -left,
            "balance": -left,
        }

    def action_hub_reconcile_by_hand(self):
        """Open the OCA add-on's reconciliation where it is there, else the entry.

        :return: an action.
        """
        self.ensure_one()
        action = self.env.ref(
            "account_reconcile_oca.action_bank_statement_line_reconcile",
            raise_if_not_found=False,
        )
        if not action:
            return self.move_id._get_records_action()
        values = action.sudo()._get_action_dict()
        # its own context asks for a journal as the active record
        values["domain"] = [("id", "=", self.id)]
        values["context"] = {
            "default_journal_id": self.journal_id.id,
            "view_ref": "account_reconcile_oca.bank_statement_line_form_reconcile_view",
        }
        return values
