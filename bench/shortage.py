"""How long a fair cut takes: 20 products short, 32 clients each.

Run in Odoo's shell, nothing is kept::

    ./hub shell < bench/shortage.py
"""

import time
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

CLIENTS, PRODUCTS, RUNS = 32, 20, 5


def make_week(env):
    """An open catalogue in which every client ordered every product.

    :return: its open shortages, each for half of what is ordered
    """
    now = fields.Datetime.now()
    products = env["product.product"].search([("producer_id", "!=", False)])
    products = products.filtered("product_tmpl_id.is_offerable")
    clients = env["res.partner"].search([("is_hub_client", "=", True)], limit=CLIENTS)
    for client in clients[::3]:
        client.hub_substitution = "accept"
    refused = env["hub.sale.restriction"]._get_reasons
    barred = products.browse().union(
        *(key for c in clients for key in refused(products, c, fields.Date.today()))
    )
    products = (products - barred)[: PRODUCTS * 2]
    catalogue = env["hub.catalogue"].create(
        {
            "date_open": now - timedelta(hours=1),
            "date_close": now + timedelta(days=2),
            "date_delivery": (now + timedelta(days=7)).date(),
        }
    )
    env["hub.offer"].create(
        [
            {"catalogue_id": catalogue.id, "product_id": p.id, "quantity_offered": 9999}
            for p in products
        ]
    )
    catalogue.action_open()
    short = products[:PRODUCTS]
    env["sale.order"].create(
        [
            {
                "partner_id": client.id,
                "catalogue_id": catalogue.id,
                "order_line": [
                    Command.create({"product_id": p.id, "product_uom_qty": 4})
                    for p in short
                ],
            }
            for client in clients
        ]
    ).action_place()
    shortages = env["hub.shortage"]
    for offer in catalogue.offer_ids.filtered(lambda o: o.product_id in short):
        shortages |= shortages._open(offer, offer.quantity_taken / 2)
    return shortages


def clock(env, work):
    """Seconds and queries of ``work()``, from an empty cache to the last write."""
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    work()
    env.flush_all()
    return time.perf_counter() - start, env.cr.sql_log_count - queries


def main(env):
    shortages = make_week(env)
    lines = len(shortages.line_ids)
    runs = [clock(env, shortages._propose) for _run in range(RUNS)]
    seconds = sorted(seconds for seconds, _queries in runs)
    print(f"{len(shortages)} shortages, {lines} lines")
    print(
        f"recomputed in {seconds[RUNS // 2]:.2f} s (median of {RUNS}, "
        f"{seconds[0]:.2f} to {seconds[-1]:.2f}), {runs[-1][1]} queries"
    )
    seconds, queries = clock(env, shortages.action_apply)
    print(f"applied and told in {seconds:.2f} s, {queries} queries")
    env.cr.rollback()


if "env" in globals():
    main(globals()["env"])
