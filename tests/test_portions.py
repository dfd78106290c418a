"""The portion helper: guests × age × dish, in packs and in euros per guest."""

from odoo.exceptions import AccessError

from .common import HubCase, HubHttpCase
from .test_portal_client import PortalWorld


class TestPortions(PortalWorld, HubCase):
    """What is counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.food = cls.env.ref("milperche_hub.food_carrot")
        cls.dish = cls.env.ref("milperche_hub.dish_cooked_vegetables")
        cls.carrot.hub_food_id = cls.food
        cls.carrot.hub_pack_qty = 10
        cls.catalogue = cls._make_catalogue()

    def _count(self, **guests):
        guests = {"nursery": 0, "primary": 0, "secondary": 0, **guests}
        return self.dish._get_portions(self.catalogue, self.college, guests)

    def test_two_hundred_primary_pupils_eat_carrots(self):
        self.college.hub_meal_budget = 0.3
        (row,) = self._count(primary=200)
        self.assertAlmostEqual(row["gross_kg"], 25.96, 2)
        self.assertEqual(row["quantity"], 30, "three sacks of ten")
        self.assertEqual(row["amount"], 51.0)
        self.assertAlmostEqual(row["amount_guest"], 0.255)
        self.assertTrue(row["within_budget"])
        self.college.hub_meal_budget = 0.25
        self.assertFalse(self._count(primary=200)[0]["within_budget"])
        self.college.hub_meal_budget = 0
        self.assertIsNone(self._count(primary=200)[0]["within_budget"])

    def test_ages_add_up_and_figures_are_editable(self):
        (row,) = self._count(nursery=50, primary=100, secondary=20)
        self.assertAlmostEqual(row["gross_kg"], (50 + 100 + 30) / 10 / 0.856 / 0.9, 6)
        self.food.inedible_percent = 40
        self.dish.safety_percent = 10
        (row,) = self._count(primary=200)
        self.assertAlmostEqual(row["gross_kg"], 20 / 0.856 / 0.6 * 1.1, 6)
        self.carrot.hub_preparation = "peeled"
        (row,) = self._count(primary=200)
        self.assertAlmostEqual(row["gross_kg"], 20 / 0.856 * 1.1, 6)
        self.assertFalse(self._count(), "nobody eats")

    def test_every_figure_names_its_source(self):
        for model in ("hub.dish", "hub.food"):
            self.assertTrue(all(self.env[model].search([]).mapped("source")))
        with self.assertRaises(AccessError):
            user = self._make_user("t_plain", "base.group_user")
            self.dish.with_user(user).grams_primary = 1

    def test_guests_without_sense(self):
        for text in ("-1", "abc", "nan", "1e9", "99999999", "1.5", "²"):
            with self.assertRefused("between 0 and"):
                self.env["hub.dish"]._read_guests({"primary": text})
        guests = self.env["hub.dish"]._read_guests({"primary": " 12 ", "other": "x"})
        self.assertEqual(guests, {"nursery": 0, "primary": 12, "secondary": 0})


class TestPortionPages(PortalWorld, HubHttpCase):
    """The page, and its way into the basket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_cook", cls.college)
        cls._make_portal_user("t_farmer", cls.farm)
        cls.carrot.hub_food_id = cls.env.ref("milperche_hub.food_carrot")
        cls.carrot.hub_pack_qty = 10
        cls.catalogue = cls._make_catalogue()
        cls.url = f"/my/catalogue/{cls.catalogue.id}"

    def test_from_the_dish_to_the_basket(self):
        dish = self.env.ref("milperche_hub.dish_cooked_vegetables")
        self.authenticate("t_cook", "t_cook")
        page = self.url_open(f"{self.url}/portions?dish={dish.id}&primary=200").text
        self.assertIn("25.96", page)
        self.assertIn("30", page)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        data = {"offer": str(offer.id), "quantity": "30.0"}
        wrong = self.url_open(f"{self.url}/portion", data=data | {"csrf_token": "x"})
        self.assertEqual(wrong.status_code, 400)
        for hostile in ({"offer": "0"}, {"quantity": "-5"}, {"quantity": "nan"}):
            self.url_open(
                f"{self.url}/portion", data={**data, **hostile, "csrf_token": token}
            )
        Order = self.env["sale.order"]
        self.assertFalse(Order._find_portal_order(self.catalogue, self.college))
        self.url_open(f"{self.url}/portion", data={**data, "csrf_token": token})
        order = Order._find_portal_order(self.catalogue, self.college)
        self.assertEqual(order.order_line.product_uom_qty, 30)
        self.assertFalse(order.hub_date_placed)

    def test_pages_for_clients_only_and_whatever_is_typed(self):
        self.authenticate("t_cook", "t_cook")
        page = self.url_open(f"{self.url}/portions?dish=x&primary=-3")
        self.assertIn("between 0 and", page.text)
        self.authenticate("t_farmer", "t_farmer")
        self.assertNotIn("portions", self.url_open(f"{self.url}/portions").url)
