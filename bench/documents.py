"""What a week leaves behind, counted: both sides must have made the same."""

from odoo.tools import groupby


def count(week):
    """The documents of a week, as ``{what: figure}``."""
    return {
        **_count_orders(week.orders),
        **_count_goods(week.orders.picking_ids, "deliveries"),
        **_count_goods(week.receipts, "receipts"),
        **_count_stock(week),
        **_count_invoices(week.invoices),
    }


def differences(plain, hub):
    """Figures that differ, as sentences."""
    return [
        f"{what}: {plain.get(what)} in plain Odoo, {hub.get(what)} in the hub"
        for what in {**plain, **hub}
        if plain.get(what) != hub.get(what)
    ]


def _count_orders(orders):
    lines = orders.order_line
    return {
        "orders confirmed": len(orders.filtered(lambda o: o.state == "sale")),
        "order lines": len(lines),
        "quantity delivered": _total(lines, "qty_delivered"),
        "quantity invoiced": _total(lines, "qty_invoiced"),
        "orders' total": _total(orders, "amount_total"),
    }


def _count_goods(pickings, name):
    lines = pickings.move_line_ids.filtered(lambda ml: ml.state == "done")
    traced = lines.filtered(lambda ml: ml.lot_id and ml.owner_id)
    return {
        f"{name} done": len(pickings.filtered(lambda p: p.state == "done")),
        f"{name}, moves done": len(
            pickings.move_ids.filtered(lambda m: m.state == "done")
        ),
        f"{name}, lines with lot and owner": len(traced),
        f"{name}, quantity with lot and owner": _total(traced, "quantity"),
        f"{name}, rounds done": len(
            pickings.batch_id.filtered(lambda b: b.state == "done")
        ),
        f"{name}, stops": len(pickings.filtered("batch_id")),
        f"{name}, backorders": len(pickings.backorder_ids),
    }


def _count_stock(week):
    quants = week.env["stock.quant"].search(
        [
            ("lot_id", "in", week.receipts.move_line_ids.lot_id.ids),
            ("location_id.usage", "=", "internal"),
        ]
    )
    return {
        "lots": len(week.receipts.move_line_ids.lot_id),
        "left in stock": _total(quants, "quantity"),
        "left reserved": _total(quants, "reserved_quantity"),
    }


def _count_invoices(invoices):
    posted = invoices.filtered(lambda m: m.state == "posted")
    figures = {
        "invoices posted": len(posted),
        "clients invoiced": len(posted.partner_id),
        "invoiced excl. tax": _total(posted, "amount_untaxed"),
        "tax": _total(posted, "amount_tax"),
        "invoiced incl. tax": _total(posted, "amount_total"),
    }
    # Headings are text: the hub's name the kitchen and the delivery.
    entries = posted.line_ids.filtered("account_id")
    for (kind, account, taxes), lines in groupby(
        entries, lambda line: _get_entry_key(line)
    ):
        what = f"entries on {account} ({kind}, {taxes})"
        records = entries.browse([line.id for line in lines])
        figures[what] = (len(records), _total(records, "balance"))
    return figures


def _get_entry_key(line):
    taxes = ", ".join((line.tax_ids | line.tax_line_id).mapped("name"))
    return line.display_type, line.account_id.code, taxes or "no tax"


def _total(records, field):
    return round(sum(records.mapped(field)), 2)
