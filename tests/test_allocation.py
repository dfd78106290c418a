"""Sharing goods that are too few, and lots in the order they expire."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.milperche_hub.tools import due_date
from odoo.addons.milperche_hub.tools.allocation import first_expired_first_out, share

quantities = st.integers(0, 10**7).map(lambda units: Decimal(units).scaleb(-3))
lots = st.lists(
    st.tuples(st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)), quantities)
).map(lambda rows: [(key, *row) for key, row in enumerate(rows)])
wants = st.lists(quantities).map(lambda rows: list(enumerate(rows)))


@given(quantities, st.lists(quantities))
def test_share_gives_all_there_is_and_never_more_than_wanted(available, wanted):
    shares = share(available, wanted)
    assert sum(shares) == min(available, sum(wanted))
    assert all(0 <= got <= want for got, want in zip(shares, wanted, strict=True))


@given(quantities, st.lists(quantities, min_size=1))
def test_share_is_proportional_to_the_thousandth(available, wanted):
    total = sum(wanted)
    ratio = min(available, total) / total if total else 0
    for got, want in zip(share(available, wanted), wanted, strict=True):
        assert abs(got - want * ratio) < Decimal("0.001") + Decimal("1e-15")


@given(st.floats(0, 1e4), st.lists(st.floats(0, 1e4)))
def test_share_of_floats_leaves_no_dust(available, wanted):
    shares = share(available, wanted)
    assert shares == [round(got, 3) for got in shares]
    dust = Decimal("1e-9")
    assert sum(Decimal(str(got)) for got in shares) <= Decimal(str(available)) + dust


def test_share_reads_a_float_as_it_is_written():
    assert share(0.1 + 0.2, [0.3]) == [0.3]
    assert share(4.725, [4.725, 0.0]) == [4.725, 0.0]


@given(lots, wants)
def test_no_lot_gives_more_than_it_holds(lots, wants):
    taken = first_expired_first_out(lots, wants)
    given_by, given_to = Counter(), Counter()
    for want, lot, quantity in taken:
        assert quantity > 0
        given_by[lot] += quantity
        given_to[want] += quantity
    assert all(given_by[lot] <= held for lot, _expiry, held in lots)
    assert all(given_to[want] <= wanted for want, wanted in wants)
    assert sum(given_by.values()) == min(
        sum(held for _lot, _expiry, held in lots),
        sum(wanted for _want, wanted in wants),
    )


@given(lots, wants)
def test_what_expires_first_goes_first(lots, wants):
    expiry = {lot: day or date.max for lot, day, _held in lots}
    taken = first_expired_first_out(lots, wants)
    days = [expiry[lot] for _want, lot, _quantity in taken]
    assert days == sorted(days)
    order = [want for want, _lot, _quantity in taken]
    assert order == sorted(order)


def test_a_day_without_goods_takes_nothing():
    assert first_expired_first_out([], [("school", 3.0)]) == []
    assert first_expired_first_out([("a", None, 0.0)], [("school", 3.0)]) == []


@given(st.dates(date(2026, 1, 1), date(2036, 12, 31)))
def test_periods_cut_the_month_without_gap_or_overlap(day):
    for kind in ("decade", "half_month", "month"):
        first, last = due_date.period_of(day, kind)
        assert first <= day <= last
        assert first.month == last.month
        following = due_date.period_of(last + timedelta(days=1), kind)
        assert following[0] == last + timedelta(days=1)


@given(st.dates(date(2026, 1, 1), date(2036, 12, 31)))
def test_legal_delays_count_from_the_delivery(day):
    for rule in due_date.TERMS:
        limit = due_date.latest_payment_date(rule, day)
        assert timedelta(days=20) <= limit - day <= timedelta(days=41)
    assert due_date.latest_payment_date("meat", day) - day == timedelta(days=20)


def test_a_hub_may_agree_on_other_delays():
    terms = {"alcohol": due_date.Term(45, "decade")}
    day = date(2026, 11, 3)
    assert due_date.latest_payment_date("alcohol", day, terms) == date(2026, 12, 25)
    assert due_date.latest_payment_date("meat", day, terms) == date(2026, 11, 23)
    assert due_date.public_payment_date(day, days=45) == date(2026, 12, 18)
