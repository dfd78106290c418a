"""The sums of "ma cantine", made from purchases as the operator makes them.

Rural code art. L.230-5-1 asks canteens for a share of quality and sustainable food, in
value excl. tax, per restaurant and calendar year. Labels count, "local" never does. A
purchase with several labels counts once, where the first of them counts.

>>> lines = [
...     Purchase(Decimal("100"), "FRUITS_ET_LEGUMES", ("BIO", "COMMERCE_EQUITABLE")),
...     Purchase(Decimal("60"), "VIANDES_VOLAILLES", ("LABEL_ROUGE",), "FRANCE"),
...     Purchase(Decimal("40"), "VIANDES_VOLAILLES", ()),
...     Purchase(Decimal("50"), "CHARCUTERIE", ("FERMIER",)),
... ]
>>> sums = add_up(lines)
>>> sums["valeur_totale"], sums["valeur_bio"], sums["valeur_siqo"]
(Decimal('250'), Decimal('100'), Decimal('60'))
>>> sums["valeur_viandes_volailles"], sums["valeur_viandes_volailles_egalim"]
(Decimal('100'), Decimal('60'))
>>> [(gauge.name, gauge.share) for gauge in gauges(sums)]
[('quality', 84.0), ('organic', 40.0), ('meat', 60.0), ('fish', None)]
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

#: in the order in which the first of several labels counts
CODES = (
    "BIO",
    "LABEL_ROUGE",
    "AOCAOP",
    "IGP",
    "STG",
    "HVE",
    "PECHE_DURABLE",
    "RUP",
    "COMMERCE_EQUITABLE",
    "FERMIER",
    "EXTERNALITES",
    "PERFORMANCE",
)
SIQO = {"LABEL_ROUGE", "AOCAOP", "IGP", "STG"}
OTHERS = {"HVE", "PECHE_DURABLE", "RUP", "COMMERCE_EQUITABLE", "FERMIER"}
COSTS = {"EXTERNALITES", "PERFORMANCE"}
#: the detailed declaration names three signs together
DETAILED = {
    "IGP": "AOCAOP_IGP_STG",
    "STG": "AOCAOP_IGP_STG",
    "AOCAOP": "AOCAOP_IGP_STG",
}
NO_LABEL = "NON_EGALIM"
#: families with an objective of their own
WATCHED = {
    "VIANDES_VOLAILLES": "valeur_viandes_volailles",
    "PRODUITS_DE_LA_MER": "valeur_produits_de_la_mer",
}
TOTALS = (
    "valeur_totale",
    "valeur_bio",
    "valeur_bio_dont_commerce_equitable",
    "valeur_siqo",
    "valeur_egalim_autres",
    "valeur_egalim_autres_dont_commerce_equitable",
    "valeur_externalites_performance",
    *(
        f"{name}{part}"
        for name in WATCHED.values()
        for part in ("", "_egalim", "_france")
    ),
    "valeur_france",
    "valeur_europe",
    "valeur_circuit_court",
    "valeur_local",
)


class Purchase(NamedTuple):
    """One line bought: euros excl. tax and what is known of the goods."""

    amount: Decimal
    family: str
    codes: tuple = ()
    origin: str = ""
    is_short: bool = False
    is_local: bool = False


class Gauge(NamedTuple):
    """A share in percent (None when nothing was bought) and its legal aim."""

    name: str
    value: Decimal
    total: Decimal
    share: float | None
    aim: int


def sort_codes(codes):
    """Sort EGalim codes, the one that counts first; what is none is refused.

    >>> sort_codes({"FERMIER", "BIO"})
    ['BIO', 'FERMIER']
    """
    return sorted(codes, key=CODES.index)


def category(codes):
    """Which of the four sums a purchase counts in, None for none.

    >>> category(("BIO", "LABEL_ROUGE")), category(("HVE", "IGP")), category(())
    ('valeur_bio', 'valeur_siqo', None)
    >>> category(("PERFORMANCE",))
    'valeur_externalites_performance'
    """
    codes = set(codes)
    if "BIO" in codes:
        return "valeur_bio"
    if codes & SIQO:
        return "valeur_siqo"
    if codes & OTHERS:
        return "valeur_egalim_autres"
    return "valeur_externalites_performance" if codes & COSTS else None


def detailed_label(codes):
    """The one label of a purchase in the detailed declaration.

    >>> detailed_label(("COMMERCE_EQUITABLE", "HVE")), detailed_label(("STG",))
    ('HVE', 'AOCAOP_IGP_STG')
    >>> detailed_label(())
    'NON_EGALIM'
    """
    first = next(iter(sort_codes(set(codes))), NO_LABEL)
    return DETAILED.get(first, first)


def add_up(purchases):
    """Return the sums of the simple declaration: ``{name: Decimal}``."""
    sums = dict.fromkeys(TOTALS, Decimal())
    for line in purchases:
        for name in _counted_in(line):
            sums[name] += line.amount
    return sums


def _counted_in(line):
    yield "valeur_totale"
    counted = category(line.codes)
    if counted:
        yield counted
    fair = f"{counted}_dont_commerce_equitable"
    if "COMMERCE_EQUITABLE" in line.codes and fair in TOTALS:
        yield fair
    watched = WATCHED.get(line.family)
    if watched:
        yield watched
        if counted:
            yield f"{watched}_egalim"
        if line.origin == "FRANCE":
            yield f"{watched}_france"
    if line.origin in ("FRANCE", "EUROPE"):
        yield f"valeur_{line.origin.lower()}"
    if line.is_short:
        yield "valeur_circuit_court"
    if line.is_local:
        yield "valeur_local"


def add_up_details(purchases):
    """Return the sums of the detailed declaration: ``{(family, label): Decimal}``.

    >>> add_up_details([Purchase(Decimal("8"), "BOISSONS", ("IGP", "BIO"))])
    {('BOISSONS', 'BIO'): Decimal('8')}
    """
    sums = defaultdict(Decimal)
    for line in purchases:
        sums[line.family, detailed_label(line.codes)] += line.amount
    return dict(sums)


def share(value, total):
    """Percentage, rounded to two decimals; None of nothing.

    >>> share(Decimal("1"), Decimal("3")), share(Decimal("1"), Decimal("0"))
    (33.33, None)
    """
    return float(round(value / total * 100, 2)) if total > 0 else None


def gauges(sums):
    """The four shares the law gives an aim to, from :func:`add_up`'s sums."""
    total = sums["valeur_totale"]
    quality = sum(
        sums[name]
        for name in (
            "valeur_bio",
            "valeur_siqo",
            "valeur_egalim_autres",
            "valeur_externalites_performance",
        )
    )
    meat, fish = WATCHED.values()
    parts = (
        ("quality", quality, total, 50),
        ("organic", sums["valeur_bio"], total, 20),
        ("meat", sums[f"{meat}_egalim"], sums[meat], 60),
        ("fish", sums[f"{fish}_egalim"], sums[fish], 60),
    )
    return [
        Gauge(name, value, whole, share(value, whole), aim)
        for name, value, whole, aim in parts
    ]
