"""What another commission would make of a period's sales."""

from odoo.exceptions import AccessError

from .common import HubCase


class TestWhatIf(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls._make_order(cls.catalogue, cls.college, {cls.carrot: 100, cls.goat: 50})
        cls.catalogue.action_close()
        cls.catalogue.action_receive_all()
        cls.catalogue.action_deliver_all()
        cls.env.flush_all()

    def _what_if(self, **vals):
        return self.env["hub.commission.what.if"].create({"rate": 13.0, **vals})

    def test_what_the_hub_loses_the_producers_win(self):
        what_if = self._what_if()
        effects = {x.producer_id: x.amount_effect for x in what_if.line_ids}
        # 100 × 1.70 and 50 × 3.60, two points less
        self.assertAlmostEqual(effects[self.farm], 3.40, 2)
        self.assertAlmostEqual(effects[self.dairy], 3.60, 2)
        self.assertAlmostEqual(what_if.amount_effect, -7.00, 2)
        self.assertAlmostEqual(what_if.amount, 350.0, 2)
        self.assertAlmostEqual(sum(effects.values()), -what_if.amount_effect, 2)

    def test_for_some_only(self):
        one = self._what_if(producer_id=self.farm.id)
        self.assertEqual(one.line_ids.producer_id, self.farm)
        family = self._what_if(categ_id=self.goat.categ_id.id)
        self.assertEqual(family.line_ids.producer_id, self.dairy)
        past = self._what_if(date_from="2020-01-01", date_to="2020-12-31")
        self.assertFalse(past.line_ids)

    def test_nonsense_and_who_may(self):
        for rate in (-1, 101):
            with self.assertRefused("between 0 and 100"):
                self._what_if(rate=rate).amount_effect  # noqa: B018
        volunteer = self._make_user(
            "t_whatif", "base.group_user,milperche_hub.group_volunteer"
        )
        with self.assertRaises(AccessError):
            self.env["hub.commission.what.if"].with_user(volunteer).create({})
