"""Which open items a bank transaction pays. Plain Python, amounts in cents."""

import unicodedata
from itertools import combinations
from typing import NamedTuple

MAX_ITEMS = 14
"""More open items than that are not tried in all their combinations."""

MIN_NAME = 4
"""A shorter name would be found by chance."""


class Item(NamedTuple):
    """An open invoice or payment: its id, number, partner, cents left, due day."""

    id: int
    number: str
    partner: int
    cents: int
    due: object = None


def propose(cents, label, partner, items):
    """Choose the open items a transaction pays.

    :param int cents: amount of the transaction, positive when money comes in
    :param int partner: whose account it is, 0 when unknown
    :param items: ``[Item]``, whose cents have the sign of what would settle them
    :return: ``(ids, why)``; why is "number", "amount", "several", "alone" or ""

    One receipt for two invoices, by their numbers, then by the client alone:

    >>> items = [
    ...     Item(1, "FAC/2026/00012", 7, 10000),
    ...     Item(2, "FAC/2026/00015", 7, 2550),
    ...     Item(3, "FAC/2026/00019", 7, 990),
    ...     Item(4, "FAC/2026/00020", 8, 4200),
    ... ]
    >>> propose(12550, "VIR MAIRIE fac 2026 00012 ET 00015", 0, items)
    ([1, 2], 'number')
    >>> propose(3540, "VIR", 7, items)
    ([2, 3], 'several')
    >>> propose(4200, "VIR INCONNU", 0, items)
    ([4], 'alone')
    >>> propose(4200, "VIR", 7, items)
    ([], '')
    """
    same_way = [item for item in items if (item.cents > 0) == (cents > 0)]
    named = [item for item in same_way if _is_named(item.number, label)]
    if partner:
        # several payers may share the last figures of a number
        named = [item for item in named if item.partner in (partner, 0)] or named
    if named and sum(item.cents for item in named) == cents:
        return [item.id for item in named], "number"
    own = [item for item in same_way if item.partner == partner] if partner else []
    if partner:
        return _choose(cents, own)
    exact = [item for item in same_way if item.cents == cents]
    if len(exact) == 1:
        return [exact[0].id], "alone"
    return _choose_partner(cents, same_way)


def whose(label, names):
    """The only partner whose whole name a label quotes; None when none or several do.

    :param dict names: ``{partner: name}``

    >>> names = {7: "École Démo", 8: "École Démo d'En-Haut", 9: "Bar"}
    >>> whose("VIR SEPA RECU ECOLE DEMO D EN HAUT /REF 12", names)
    8
    >>> whose("VIR ECOLE DEMO", names)
    7
    >>> whose("VIR BARBIER", names) is None
    True
    """
    words = {partner: _plain_words(name) for partner, name in names.items()}
    label = f" {_plain_words(label)} "
    quoted = [
        partner
        for partner, name in words.items()
        if len(name) >= MIN_NAME and f" {name} " in label
    ]
    longest = max((words[partner] for partner in quoted), key=len, default="")
    # "École Démo" is within "École Démo d'En-Haut": the longer one is meant
    inside = all(words[partner] in longest for partner in quoted)
    found = [partner for partner in quoted if words[partner] == longest]
    return found[0] if inside and len(found) == 1 else None


def _plain_words(text):
    """Capitals without accents, one space between words, as banks write labels."""
    plain = unicodedata.normalize("NFKD", (text or "").upper())
    kept = (
        char if char.isalnum() else " "
        for char in plain
        if not unicodedata.combining(char)
    )
    return " ".join("".join(kept).split())


def _choose(cents, items):
    """Items of one partner that add up: one, all, or the only few that do."""
    exact = [item for item in items if item.cents == cents]
    if exact:
        # of two equal ones, the one due first
        first = min(exact, key=lambda item: (str(item.due or ""), item.id))
        return [first.id], "amount"
    if items and sum(item.cents for item in items) == cents:
        return [item.id for item in items], "several"
    found = _subsets(cents, items)
    return ([item.id for item in found[0]], "several") if len(found) == 1 else ([], "")


def _choose_partner(cents, items):
    """The only partner whose open items, all together, are this amount."""
    totals = {}
    for item in items:
        totals.setdefault(item.partner, []).append(item)
    found = [
        group
        for group in totals.values()
        if len(group) > 1 and sum(item.cents for item in group) == cents
    ]
    return ([item.id for item in found[0]], "several") if len(found) == 1 else ([], "")


def _subsets(cents, items):
    """At most two subsets that add up: a second one means nobody knows which."""
    items = sorted(items, key=lambda item: (str(item.due or ""), item.id))[:MAX_ITEMS]
    found = []
    for size in range(2, len(items)):
        for group in combinations(items, size):
            if sum(item.cents for item in group) == cents:
                found.append(group)
                if len(found) > 1:
                    return found
    return found


def _is_named(number, label):
    """Whether a label quotes an invoice number, whole or by its last five figures.

    >>> _is_named("FAC/2026/00012", "VIR FAC-2026-00012")
    True
    >>> _is_named("FAC/2026/00012", "facture 00012")
    True
    >>> _is_named("FAC/2026/00012", "reference 1000123")
    False
    """
    number, words = _squeeze(number), _words(label)
    if not number:
        return False
    tail = number[-5:]
    return number in _squeeze(label) or (tail.isdigit() and tail in words)


def _squeeze(text):
    return "".join(char for char in (text or "").upper() if char.isalnum())


def _words(text):
    kept = "".join(char if char.isalnum() else " " for char in (text or "").upper())
    return set(kept.split())
