from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class ResCompany(models.Model):
    """The transparent shape: what the hub sells and cashes is its producers'.

    Clients are invoiced in each producer's name; the money waits on an account of
    others' money (467), and only the commission is the hub's income (708200).
    """

    _inherit = "res.company"

    def write(self, vals):
        shape = vals.get("hub_consignment_shape")
        for company in self.filtered(
            lambda company: shape and company.hub_consignment_shape != shape
        ):
            company._check_shape_change()
        return super().write(vals)

    def _check_shape_change(self):
        """One delivery has one shape, on its invoice and on its settlement."""
        self.ensure_one()
        moves = self.env["stock.move"].sudo()
        lines = self.env["hub.settlement.line"].sudo()
        own = Domain("company_id", "=", self.id)
        unsettled = Domain("settlement_line_ids", "=", False)
        waiting = (
            moves.search_count(own & unsettled & moves._get_delivered_domain(), limit=1)
            or self.env["hub.reduction"].sudo().search_count(own & unsettled, limit=1)
            or lines.search_count(
                own
                & (
                    Domain("settlement_id.is_posted", "=", False)
                    | Domain("move_id", "!=", False)
                    & Domain("account_move_line_id", "=", False)
                ),
                limit=1,
            )
        )
        if waiting:
            raise UserError(
                self.env._(
                    "The shape of the consignment changes between two periods: first"
                    " invoice and settle all that is delivered."
                )
            )

    def _get_hub_chart_account(self, xmlid):
        self.ensure_one()
        chart = self.env["account.chart.template"].with_company(self)
        account = chart.ref(xmlid, raise_if_not_found=False)
        return account or self.env["account.account"]

    def _get_hub_mandate_account(self):
        """The account of the producers' money: 467000 in the French chart."""
        return self._get_hub_chart_account("pcg_467")

    def _get_hub_mandate_taxes(self, taxes):
        """The same taxes, owed by the producer: on his account, in no report.

        They are made the first time they are needed.
        """
        self.ensure_one()
        own = self.env["account.tax"].sudo()
        for tax in taxes.sudo():
            mine = own.search(
                [("hub_mandate_id", "=", tax.id), ("company_id", "=", self.id)], limit=1
            )
            own |= mine or tax.copy(self._prepare_mandate_tax_vals(tax))
        return own.with_env(self.env)

    def _prepare_mandate_tax_vals(self, tax):
        account = self._get_hub_mandate_account()
        parts = [
            Command.clear(),
            Command.create({"repartition_type": "base", "factor_percent": 100.0}),
            Command.create(
                {
                    "repartition_type": "tax",
                    "factor_percent": 100.0,
                    "account_id": account.id,
                    "use_in_tax_closing": False,
                }
            ),
        ]
        return {
            "name": self.env._("%s of the producer", tax.name),
            "hub_mandate_id": tax.id,
            "sequence": tax.sequence + 100,
            "fiscal_position_ids": [Command.clear()],
            "original_tax_ids": [Command.clear()],
            "invoice_repartition_line_ids": parts,
            "refund_repartition_line_ids": parts,
        }

    def _get_hub_rendering_journal(self):
        """The journal of what is rendered to producers, made when first needed."""
        self.ensure_one()
        journals = self.env["account.journal"].sudo()
        domain = [("company_id", "=", self.id), ("code", "=", "REDDI")]
        return journals.search(domain, limit=1) or journals.create(
            {
                "name": self.env._("Accounts rendered to producers"),
                "code": "REDDI",
                "type": "purchase",
                "company_id": self.id,
                "show_on_dashboard": False,
            }
        )


class AccountTax(models.Model):
    _inherit = "account.tax"

    hub_mandate_id = fields.Many2one(
        "account.tax",
        "Producer's Version Of",
        readonly=True,
        index="btree_not_null",
        help="A producer's own VAT, on invoices made out in his name.",
    )
