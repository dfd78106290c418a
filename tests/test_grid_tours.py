"""The grid in Chromium: thirty lines on a phone, an order taken by phone."""

import time

from .common import HubHttpCase
from .test_portal_client import PortalWorld

THREE_MINUTES = 180


class TestThirtyLines(PortalWorld, HubHttpCase):
    """A cook types thirty lines on a phone of 375 px, and loses the connection."""

    browser_size = "375x740"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_portal_user("t_cook", cls.college)
        kg = cls.env.ref("uom.product_uom_kgm")
        cls.many = cls.env["product.product"]
        for number in range(40):
            cls.many |= cls._make_product(
                f"Légume {number:02}", cls.farm, "vegetable", 2.0, kg
            )
        cls.many[0].hub_preparation = "peeled"
        cls.catalogue = cls._make_catalogue(cls.many)
        cls._add_tour("catalogue_thirty_tour")

    def test_thirty_lines_in_three_minutes(self):
        began = time.monotonic()
        self.start_tour(
            "/my/catalogue",
            "hub_catalogue_thirty_tour",
            login="t_cook",
            timeout=THREE_MINUTES,
        )
        self.assertLess(time.monotonic() - began, THREE_MINUTES)
        order = self.env["sale.order"]._find_portal_order(self.catalogue, self.college)
        self.assertTrue(order.hub_date_placed)
        asked = {line.product_id: line.product_uom_qty for line in order.order_line}
        wanted = {self.many[n]: n + 1 for n in range(30)}
        self.assertEqual(asked, wanted)
        self.assertOffersHold(self.catalogue)


class TestStaffTour(PortalWorld, HubHttpCase):
    """The coordinator takes an order by phone with a few keys."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_user(
            "t_coord",
            "base.group_user,milperche_hub.group_coordinator",
            password="t_coord",
            lang="en_US",
        )
        cls.catalogue = cls._make_catalogue()
        cls._add_tour("staff_grid_tour")

    def test_an_order_by_phone(self):
        self.start_tour("/my/catalogue/for", "hub_staff_grid_tour", login="t_coord")
        order = self.env["sale.order"]._find_portal_order(self.catalogue, self.grocer)
        self.assertTrue(order.hub_date_placed)
        self.assertEqual(order.order_line.product_uom_qty, 120)
        self.assertOffersHold(self.catalogue)
