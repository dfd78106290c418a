from odoo import models

from odoo.addons.account.models.chart_template import template

#: the French chart and the one that extends it
FR_CHARTS = ("fr", "mc")

#: the template's tax of each rate: sale, purchase
FR_TAXES = {
    5.5: ("tva_reduite", "tva_acq_reduite"),
    10.0: ("tva_intermediaire", "tva_acq_intermediaire"),
    20.0: ("tva_normale", "tva_acq_normale"),
}


class AccountChartTemplate(models.AbstractModel):
    """What an association that sells on consignment needs beside its chart."""

    _inherit = "account.chart.template"

    @template("fr", "account.account")
    def _get_hub_fr_account_account(self):
        """The accounts of associations (ANC regulation 2018-06)."""
        return self._parse_csv("fr", "account.account", module="milperche_hub")

    @template(model="account.journal")
    def _get_hub_account_journal(self, template_code):
        """The journal of the bills the hub writes in its producers' place."""
        return {
            "hub_selfbilling": {
                "name": self.env._("Self-billed producer invoices"),
                "code": "AUTOF",
                "type": "purchase",
                "is_self_billing": True,
                "show_on_dashboard": True,
                "sequence": 30,
            }
        }

    def _post_load_data(self, template_code, company, template_data):
        # before core gives its default taxes to the products that have none
        (company or self.env.company)._hub_setup_accounting()
        return super()._post_load_data(template_code, company, template_data)

    def _hub_complete(self, company):
        """Add the hub's accounts and journal to a chart loaded before the hub was."""
        self = self.with_company(company).with_context(lang="en_US")
        data = {}
        if company.chart_template in FR_CHARTS:
            data["account.account"] = self._get_hub_fr_account_account()
        data["account.journal"] = self._get_hub_account_journal(company.chart_template)
        self._hub_adopt_accounts(company, data.get("account.account", {}))
        missing = {
            model: {
                xmlid: values
                for xmlid, values in records.items()
                if not self.ref(xmlid, raise_if_not_found=False)
            }
            for model, records in data.items()
        }
        if not any(missing.values()):
            return
        self._load_data(missing)
        if not self.env.context.get("chart_template_load"):
            # a chart being loaded is translated by core, once it is complete
            for records in missing.values():
                for values in records.values():
                    values["__translation_module__"] = {"name": "milperche_hub"}
            self._load_translations(companies=company, template_data=missing)

    def _hub_adopt_accounts(self, company, accounts):
        """Name the accounts a bookkeeper already made by hand under these codes."""
        existing = self.env["account.account"].search(
            [
                *self.env["account.account"]._check_company_domain(company),
                ("code", "in", [values["code"] for values in accounts.values()]),
            ]
        )
        by_code = {account.code: account for account in existing}
        self.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": self.company_xmlid(xmlid, company),
                    "record": by_code[values["code"]],
                    "noupdate": True,
                }
                for xmlid, values in accounts.items()
                if values["code"] in by_code
                and not self.ref(xmlid, raise_if_not_found=False)
            ]
        )

    def _hub_find_tax(self, company, rate, use):
        """Return the company's plain tax on goods for a rate, waking it if it sleeps.

        :param str use: "sale" or "purchase"
        """
        self = self.with_company(company)
        tax = self.env["account.tax"]
        if company.chart_template in FR_CHARTS and rate in FR_TAXES:
            xmlid = FR_TAXES[rate][use == "purchase"]
            tax = self.ref(xmlid, raise_if_not_found=False) or tax
        tax = tax or self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(company),
                ("type_tax_use", "=", use),
                ("amount_type", "=", "percent"),
                ("amount", "=", rate),
                ("tax_scope", "in", (False, "consu")),
            ],
            limit=1,
        )
        if not tax.active:
            tax.active = True
        return tax
