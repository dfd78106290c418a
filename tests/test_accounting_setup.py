"""What the hub needs in a company's books, whenever its chart was loaded."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form

from .common import HubCase

ACCOUNTS = {
    "103000": "equity",
    "194000": "liability_non_current",
    "689400": "expense",
    "756000": "income",
    "789400": "income",
    "864000": "off_balance",
    "875000": "off_balance",
}


class AccountingCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.family = cls.env.ref("milperche_hub.categ_vegetable")
        cls.alcohol = cls.env.ref("milperche_hub.categ_alcohol")
        cls.farm = cls.env["res.partner"].create(
            {"name": "Ferme Fictive", "is_producer": True}
        )

    def _accounts(self, company):
        accounts = self.env["account.account"].with_company(company)
        domain = [
            *accounts._check_company_domain(company),
            ("code", "in", list(ACCOUNTS)),
        ]
        return accounts.search(domain)

    def _tax(self, xmlid, company=None):
        return self.env.ref(f"account.{(company or self.company).id}_{xmlid}")

    def _product(self, **values):
        return self.env["product.template"].create(
            {"name": "Carrot", "categ_id": self.family.id, **values}
        )

    def assertSetUp(self, company):
        """Everything is there for a company with the French chart."""
        accounts = self._accounts(company)
        self.assertEqual(
            {account.code: account.account_type for account in accounts}, ACCOUNTS
        )
        journal = company.hub_selfbilling_journal_id
        self.assertRecordValues(
            journal,
            [
                {
                    "code": "AUTOF",
                    "type": "purchase",
                    "is_self_billing": True,
                    "refund_sequence": True,
                    "company_id": company.id,
                    "default_account_id": self._tax("pcg_607_account", company).id,
                }
            ],
        )
        reduced, normal = self._tax("tva_reduite", company), "tva_normale"
        self.assertTrue(reduced.active)
        self.assertIn(reduced, self.family.hub_tax_ids)
        self.assertIn(
            self._tax("tva_acq_reduite", company), self.family.hub_supplier_tax_ids
        )
        self.assertIn(self._tax(normal, company), self.alcohol.hub_tax_ids)
        dues = company.hub_dues_product_id.with_company(company)
        self.assertEqual(dues.property_account_income_id, self._tax("pcg_756", company))


class TestAccountingSetup(AccountingCase):
    def test_the_company_of_the_install_is_set_up(self):
        self.assertSetUp(self.company)

    def test_names_are_french_for_the_french(self):
        dues = self._tax("pcg_756")
        self.assertEqual(dues.with_context(lang="en_US").name, "Association dues")
        self.assertEqual(dues.with_context(lang="fr_FR").name, "Cotisations")

    def test_a_second_run_changes_nothing(self):
        models = ("account.account", "account.journal", "ir.model.data")
        before = [self.env[model].search_count([]) for model in models]
        taxes = self.family.hub_tax_ids
        self.company._hub_setup_accounting()
        self.assertEqual([self.env[model].search_count([]) for model in models], before)
        self.assertEqual(self.family.hub_tax_ids, taxes)
        self.assertSetUp(self.company)

    def test_what_was_changed_by_hand_stays(self):
        journal = self.company.hub_selfbilling_journal_id.copy({"code": "AUTO2"})
        journal.default_account_id = self._tax("pcg_601_account")
        self.company.hub_selfbilling_journal_id = journal
        self.family.hub_tax_ids = self._tax("tva_normale")
        self.company._hub_setup_accounting()
        self.assertEqual(self.company.hub_selfbilling_journal_id, journal)
        self.assertEqual(journal.default_account_id, self._tax("pcg_601_account"))
        self.assertEqual(self.family.hub_tax_ids, self._tax("tva_normale"))

    def test_a_chart_loaded_before_the_hub_is_completed(self):
        self.company.hub_dues_product_id.property_account_income_id = False
        self.company.hub_selfbilling_journal_id.unlink()
        self._accounts(self.company).unlink()
        self.company._hub_setup_accounting()
        self.assertSetUp(self.company)
        self.test_names_are_french_for_the_french()

    def test_an_account_made_by_hand_is_adopted(self):
        account = self._tax("pcg_864")
        self.env["ir.model.data"].search(
            [("module", "=", "account"), ("name", "=", f"{self.company.id}_pcg_864")]
        ).unlink()
        account.name = "Our volunteers"
        self.company._hub_setup_accounting()
        self.assertEqual(self._tax("pcg_864"), account)
        self.assertEqual(account.name, "Our volunteers")

    def test_each_producer_has_a_series_of_bills_and_one_of_refunds(self):
        other = self.env["res.partner"].create({"name": "Moulin Fictif"})
        names = []
        for partner, kind in (
            (self.farm, "in_invoice"),
            (other, "in_invoice"),
            (self.farm, "in_invoice"),
            (self.farm, "in_refund"),
        ):
            bill = self.env["account.move"].create(
                {
                    "move_type": kind,
                    "journal_id": self.company.hub_selfbilling_journal_id.id,
                    "partner_id": partner.id,
                    "invoice_date": "2026-11-10",
                    "invoice_line_ids": [
                        Command.create({"name": "Carrots", "price_unit": 85.0})
                    ],
                }
            )
            bill.action_post()
            names.append(bill.name)
        farm, mill = (f"{partner.id:05}" for partner in (self.farm, other))
        self.assertEqual(
            names,
            [
                f"AUTOF{farm}/2026/11/0001",
                f"AUTOF{mill}/2026/11/0001",
                f"AUTOF{farm}/2026/11/0002",
                f"RAUTOF{farm}/2026/11/0001",
            ],
        )

    def test_ordinary_bills_keep_their_journal(self):
        bill = self.env["account.move"].create({"move_type": "in_invoice"})
        self.assertFalse(bill.journal_id.is_self_billing)

    def test_global_settings(self):
        self.assertGreaterEqual(self.env.ref("uom.decimal_product_uom").digits, 3)
        self.assertFalse(self.company.stock_text_confirmation)


class TestFamilyTaxes(AccountingCase):
    def test_a_product_takes_the_taxes_of_its_family(self):
        product = self._product()
        self.assertEqual(product.taxes_id, self._tax("tva_reduite"))
        self.assertEqual(product.supplier_taxes_id, self._tax("tva_acq_reduite"))
        cider = self._product(categ_id=self.alcohol.id)
        self.assertEqual(cider.taxes_id, self._tax("tva_normale"))

    def test_a_variant_takes_the_taxes_of_its_family(self):
        product = self.env["product.product"].create(
            {"name": "Leek", "categ_id": self.family.id}
        )
        self.assertEqual(product.taxes_id, self._tax("tva_reduite"))
        self.assertEqual(product.supplier_taxes_id, self._tax("tva_acq_reduite"))
        self.assertEqual(product.invoice_policy, "delivery")

    def test_taxes_given_win_even_none(self):
        product = self._product(taxes_id=[Command.set(self._tax("tva_normale").ids)])
        self.assertEqual(product.taxes_id, self._tax("tva_normale"))
        self.assertEqual(product.supplier_taxes_id, self._tax("tva_acq_reduite"))
        self.assertFalse(self._product(taxes_id=[Command.clear()]).taxes_id)

    def test_other_products_keep_the_default_taxes(self):
        product = self.env["product.template"].create({"name": "Crate"})
        self.assertEqual(product.taxes_id, self.company.account_sale_tax_id)
        self.assertEqual(product.invoice_policy, "order")

    def test_the_form_shows_the_taxes_of_the_family(self):
        form = Form(self.env["product.template"])
        form.name = "Leek"
        form.categ_id = self.family
        product = form.save()
        self.assertEqual(product.taxes_id, self._tax("tva_reduite"))
        self.assertEqual(product.invoice_policy, "delivery")

    def test_taxes_follow_a_change_of_family_unless_chosen(self):
        plain = self._product()
        chosen = self._product(taxes_id=[Command.clear()])
        (plain | chosen).categ_id = self.alcohol
        self.assertEqual(plain.taxes_id, self._tax("tva_normale"))
        self.assertEqual(plain.supplier_taxes_id, self._tax("tva_acq_normale"))
        self.assertFalse(chosen.taxes_id)
        crate = self.env["product.template"].create({"name": "Crate"})
        crate.categ_id = self.family
        self.assertEqual(crate.taxes_id, self._tax("tva_reduite"))
        self.assertEqual(crate.invoice_policy, "delivery")

    def test_a_family_starts_as_its_parent(self):
        roots = self.env["product.category"].create(
            {"name": "Roots", "parent_id": self.family.id}
        )
        self.assertRecordValues(
            roots,
            [
                {
                    "hub_is_family": True,
                    "hub_vat_rate": 5.5,
                    "hub_due_rule": "perishable",
                    "hub_egalim_family": "FRUITS_ET_LEGUMES",
                    "hub_tax_ids": self._tax("tva_reduite").ids,
                }
            ],
        )
        roots.hub_due_rule = "general"
        roots.parent_id = self.env.ref("milperche_hub.categ_fruit")
        self.assertEqual(roots.hub_due_rule, "general")

    def test_goods_of_producers_are_invoiced_as_delivered(self):
        product = self.env["product.template"].create(
            {"name": "Honey", "producer_id": self.farm.id}
        )
        self.assertEqual(product.invoice_policy, "delivery")
        with self.assertRaisesRegex(ValidationError, "Honey belongs to a producer"):
            product.invoice_policy = "order"
        crate = self.env["product.template"].create({"name": "Crate"})
        crate.producer_id = self.farm
        self.assertEqual(crate.invoice_policy, "delivery")

    def test_goods_of_producers_are_never_valued_fifo(self):
        self.assertEqual(self.family.property_cost_method, "standard")
        with self.assertRaisesRegex(ValidationError, "cannot be FIFO"):
            self.family.property_cost_method = "fifo"


class TestOtherCharts(AccountingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create(
            {"name": "Other Hub", "country_id": cls.env.ref("base.fr").id}
        )
        cls.env.user.company_ids |= cls.other

    def _load(self, chart):
        self.env["account.chart.template"].try_loading(
            chart, self.other, install_demo=False
        )

    def test_a_company_without_chart_waits(self):
        self.other._hub_setup_accounting()
        self.assertFalse(self.other.hub_selfbilling_journal_id)
        self._product(company_id=self.other.id)

    def test_a_chart_loaded_later_is_set_up(self):
        shared = self._product()
        own = self._product(company_id=self.other.id)
        dues = self.env.ref("milperche_hub.product_dues")
        self._load("fr")
        self.assertSetUp(self.other)
        self.assertSetUp(self.company)
        mine, theirs = self._tax("tva_reduite"), self._tax("tva_reduite", self.other)
        self.assertEqual(shared.taxes_id, mine | theirs)
        self.assertEqual(own.taxes_id, theirs)
        self.assertFalse(dues.taxes_id)
        # from now on, products are born with the taxes of both
        self.assertEqual(self._product().taxes_id, mine | theirs)
        self.assertEqual(self._product(company_id=self.other.id).taxes_id, theirs)
        # the chart can be loaded again
        self._load("fr")
        self.assertSetUp(self.other)

    def test_a_chart_of_no_country_gets_the_journal(self):
        self._load("generic_coa")
        self.assertTrue(self.other.hub_selfbilling_journal_id.default_account_id)
        self.assertFalse(self._accounts(self.other))
        product = self._product(company_id=self.other.id)
        self.assertEqual(product.taxes_id, self.other.account_sale_tax_id)
