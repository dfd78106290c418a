from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class ResCompany(models.Model):
    """The transparent shape: what the hub sells and cashes is its producers'.

    Clients are invoiced in each producer's name; the money waits on an account of
    others' money (467), and only the commission is the hub's income (708200).
    """

    _inherit = "res.company"

    def write(self, vals):
        result = super().write(vals)
        if "hub_consignment_shape" in vals:
            self._reshape_open_orders()
        return result

    def _reshape_open_orders(self):
        """Orders that are not sold yet take the new shape; sales keep theirs."""
        for company in self:
            is_transparent = company.hub_consignment_shape == "transparent"
            self.env["sale.order"].sudo().search(
                [
                    ("company_id", "=", company.id),
                    ("catalogue_id", "!=", False),
                    ("state", "!=", "sale"),
                    ("hub_is_transparent", "!=", is_transparent),
                ]
            ).hub_is_transparent = is_transparent

    @api.constrains("hub_consignment_shape")
    def _check_mandate_account(self):
        for company in self:
            if (
                company.hub_consignment_shape == "transparent"
                and not company._get_hub_mandate_account()
            ):
                raise ValidationError(
                    self.env._(
                        "%s has no account 467 for its producers' money: load the"
                        " French chart of accounts first.",
                        company.name,
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
            mine = tax.hub_mandated_ids[:1]
            own |= mine or tax.copy(self._prepare_mandate_tax_vals(tax))
        return own.with_env(self.env)

    def _prepare_mandate_tax_vals(self, tax):
        parts = [
            Command.clear(),
            Command.create({"repartition_type": "base", "factor_percent": 100.0}),
            Command.create(
                {
                    "repartition_type": "tax",
                    "factor_percent": 100.0,
                    "account_id": self._get_hub_mandate_account().id,
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
    hub_mandated_ids = fields.One2many(
        "account.tax", "hub_mandate_id", "Producers' Version"
    )
