"""Which fields tell money, by their type and their name."""

import functools
import re

MONEY_TYPES = ("float", "char", "text", "html", "json", "binary")
"""Types in which an amount can stand under another name than Odoo's monetary."""

PUBLIC = {
    ("account.tax", "amount"),
    ("account.tax.group", "preceding_subtotal"),
    ("account.payment.term", "discount_percentage"),
}
"""Rates and wordings that the law or the trade prints for everybody."""

GOODS = {
    "delivery.carrier",
    "hub.crate.line",
    "hub.crate.type",
    "hub.round",
    "hub.run.stop",
    "product.product",
    "product.template",
    "res.company",
    "stock.lot",
    "stock.move",
    "stock.move.line",
    "stock.picking",
    "stock.picking.batch",
    "stock.quant",
}
"""Models whose costs the programs read while someone moves goods."""

_WORDS = re.compile(
    r"(^|_)(prices?|costs?|amounts?|subtotal|discount|margin|commission|budget"
    r"|turnover|invoiced|revenue|tax_totals|fee|credit_warning|mandate_file"
    r"|acc_number|iban|current_balance|(order|dropoff)_minimum|credit_limit)(_|$)"
)


@functools.cache
def has_money_name(name):
    """Whether a field of that name tells a price, an amount, a rate of commission.

    >>> [has_money_name(n) for n in ("price_unit", "commission_rate", "list_price")]
    [True, True, True]
    >>> [has_money_name(n) for n in ("quantity", "priority", "costume", "rated")]
    [False, False, False, False]
    """
    return bool(_WORDS.search(name))


def is_money(model, name, kind):
    """Whether a field of a model shows money.

    >>> is_money("sale.order", "amount_total", "monetary")
    True
    >>> is_money("sale.order.line", "price_unit", "float")
    True
    >>> is_money("product.template", "price_history_ids", "one2many")
    False
    >>> is_money("account.tax", "amount", "float")
    False
    """
    if kind == "monetary":
        return True
    if name.startswith("qty_"):
        return False
    return kind in MONEY_TYPES and has_money_name(name) and (model, name) not in PUBLIC
