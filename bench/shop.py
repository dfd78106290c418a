"""The order grid beside Odoo's own web shop.

    ./hub bench shop                      300 and 3,000 offers, 300 products
    ./hub bench shop --write docs/bench_shop.md

Two real ``odoo`` servers run at the same time, each on its own copy of one database:
one with ``website_sale``, one with the add-on. A logged-in client asks both for the
page with everything on it, in turn; the medians are compared. The shop shows its
products on one page, as the grid does.
"""

import os
import statistics
import sys
import time
from pathlib import Path

import report
from server import Person, Server
from sides import Side
from world import PRODUCERS, HubWorld

from odoo import fields
from odoo.fields import Command

PRODUCTS = 300
SIZES = (300, 3000)
WARM_UPS = 2
TURNS = 9


class SmallHubWorld(HubWorld):
    """Producers and clients; products are made by size."""

    def make_offers(self, count):
        """An open catalogue with ``count`` offers of new products."""
        products = self.env["product.product"].create(
            [
                self._prepare_product(self.producers[number % PRODUCERS], number)
                for number in range(count)
            ]
        )
        now = fields.Datetime.now()
        catalogue = self.env["hub.catalogue"].create(
            {
                "date_open": fields.Datetime.subtract(now, hours=1),
                "date_close": fields.Datetime.add(now, days=2),
                "date_delivery": self.delivery_day,
            }
        )
        self.env["hub.offer"].create(
            [
                {
                    "catalogue_id": catalogue.id,
                    "product_id": product.id,
                    "quantity_offered": 100.0,
                }
                for product in products
            ]
        )
        catalogue.action_open()
        return f"/my/catalogue/{catalogue.id}"


def main(arguments):
    """Time both pages in turn, then print the table and write it down."""
    prefix = f"hub_shop_{os.getpid()}"
    sides = [Side(f"{prefix}_plain", None, None, "website_sale")]
    try:
        sides.append(Side(f"{prefix}_hub", None, None, "milperche_hub"))
        plain, hub = sides
        shop_login = make_shop(plain.env)
        hub_login, grids = make_hub(hub.env)
        for side in sides:
            side.cr.commit()
            side.cr.execute("ANALYZE")
            side.cr.commit()
        with Server(plain.name) as shop, Server(hub.name) as grid:
            cook, buyer = Person(hub_login), Person(shop_login)
            buyer.sign_in(shop, plain.name)
            cook.sign_in(grid, hub.name)
            pages = {"shop": (buyer, shop, "/shop", PRODUCTS, "oe_product_cart")}
            for size, path in grids.items():
                pages[size] = (cook, grid, path, size, 'class="o_hub_offer')
            seconds = time_in_turn(pages)
        text = page(report.describe_machine(hub.cr), seconds)
    finally:
        for side in sides:
            side.close()
    print(text)
    if arguments.write:
        Path(arguments.write).write_text(text, encoding="utf-8")


def make_shop(env):
    """Three hundred published products on one page, and a client who logs in."""
    website = env["website"].search([], limit=1)
    website.write({"shop_ppg": PRODUCTS})
    env["product.template"].create(
        [
            {
                "name": f"Product {number:03}",
                "list_price": 1 + number / 100,
                "is_published": True,
                "type": "consu",
            }
            for number in range(PRODUCTS)
        ]
    )
    return make_user(env, env["res.partner"].create({"name": "Client of the shop"}))


def make_hub(env):
    """The same number of offers, and ten times as many; and a client who logs in."""
    world = SmallHubWorld(env, 1)
    grids = {size: world.make_offers(size) for size in SIZES}
    contact = env["res.partner"].create(
        {"name": "Cook", "parent_id": world.clients[0].id}
    )
    return make_user(env, contact), grids


def make_user(env, partner):
    """A portal user; password = login."""
    login = f"client{partner.id}"
    env["res.users"].create(
        {
            "login": login,
            "password": login,
            "partner_id": partner.id,
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )
    return login


def time_in_turn(pages):
    """Seconds of each page, asked for one after the other, round after round."""
    seconds = {key: [] for key in pages}
    for turn in range(WARM_UPS + TURNS):
        for key, (person, server, path, count, mark) in pages.items():
            began = time.perf_counter()
            text = person.get(server, path)
            taken = time.perf_counter() - began
            if text.count(mark) < count:
                sys.exit(f"{path} shows {text.count(mark)} rows instead of {count}.")
            if turn >= WARM_UPS:
                seconds[key].append(taken)
    return {key: statistics.median(values) for key, values in seconds.items()}


def page(machine, seconds):
    """The page of the documentation."""
    command = " ".join(["./hub bench", *sys.argv[1:]])
    shop = seconds["shop"]
    rows = [f"| Odoo's web shop, {PRODUCTS} products | {shop:.2f} s | 1.00 |"]
    rows += [
        f"| order grid, {size:,} offers | {seconds[size]:.2f} s "
        f"| {seconds[size] / shop:.2f} |"
        for size in SIZES
    ]
    story = " ".join(__doc__.split("\n\n")[2].split())
    return (
        f"# The order grid beside Odoo's web shop\n\nMade by `{command}` on {machine}."
        f"\n\n{story}\n\n| page | median of {TURNS} | ratio |\n|---|--:|--:|\n"
        + "\n".join(rows)
        + "\n"
    )
