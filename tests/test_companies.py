from odoo.exceptions import AccessError

from .common import HubCase

# What an administrator may share between hubs: texts of law, tables of foods, grids.
SHARED = {
    "hub.allergen",
    "hub.commune",
    "hub.criterion",
    "hub.dish",
    "hub.due.rule",
    "hub.flat.rate",
    "hub.food",
    "hub.legal.mention",
    "hub.month",
    "hub.sale.restriction",
    "hub.sanitary.ceiling",
    "hub.specification",
    # Facts of a partner, which has a company of its own.
    "hub.engagement",
    "hub.vat.regime",
}


class TestCompanies(HubCase):
    """Two hubs in one database: neither reads nor writes what is the other's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls._make_order(cls.catalogue, cls.college, {cls.carrot: 5, cls.goat: 2})
        cls.catalogue.action_close()
        cls.catalogue.action_receive_all()
        cls.catalogue.action_deliver_all()
        cls.catalogue.action_invoice()
        cls.settlements = cls._settle()
        cls.company = cls.env["res.company"].create({"name": "Other Hub"})
        cls.stranger = cls._make_user(
            "t_stranger",
            "milperche_hub.group_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def test_every_model_is_of_one_company_or_said_to_be_shared(self):
        rules = self.env["ir.rule"].search([("groups", "=", False)])
        guarded = {
            rule.model_id.model
            for rule in rules
            if "company_id" in (rule.domain_force or "")
        }
        models = {
            name
            for name, model in self.env.items()
            if name.startswith("hub.") and not (model._abstract or model._transient)
        }
        self.assertEqual(models - guarded, SHARED)

    def test_the_other_hub_finds_nothing(self):
        for records in self._get_records():
            with self.subTest(model=records._name):
                self.assertTrue(records)
                found = records.with_user(self.stranger).search([])
                self.assertFalse(found & records)

    def test_the_other_hub_writes_nothing(self):
        for records in self._get_records():
            with self.subTest(model=records._name), self.assertRaises(AccessError):
                records.with_user(self.stranger).check_access("write")

    def _get_records(self):
        orders = self.env["hub.producer.order"].search(
            [("catalogue_id", "=", self.catalogue.id)]
        )
        return [
            self.catalogue,
            self.catalogue.offer_ids,
            orders,
            orders.line_ids,
            self.settlements,
            self.settlements.line_ids,
        ]
