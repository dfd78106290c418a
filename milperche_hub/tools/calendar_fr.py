"""The French calendar: Easter, the public holidays, the next working day."""

from datetime import date, timedelta

# Code du travail, art. L3133-1: eleven days, of which three follow Easter.
FIXED = {
    (1, 1): "new_year",
    (5, 1): "labour",
    (5, 8): "victory",
    (7, 14): "bastille",
    (8, 15): "assumption",
    (11, 1): "all_saints",
    (11, 11): "armistice",
    (12, 25): "christmas",
}
AFTER_EASTER = {1: "easter_monday", 39: "ascension", 50: "whit_monday"}
SUNDAY = 6


def easter(year):
    """Easter Sunday of a Gregorian year (Meeus, Jones, Butcher).

    >>> easter(2026), easter(2027), easter(2038)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28), datetime.date(2038, 4, 25))
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, left = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - shift + 15) % 30
    quarters, odd = divmod(rest, 4)
    sunday = (32 + 2 * left + 2 * quarters - moon - odd) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year):
    """``{day: code}`` of the French public holidays of a year, in order.

    >>> [day.strftime("%d/%m") for day in public_holidays(2027)]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['01/01', '29/03', '01/05', '06/05', '08/05', '17/05', '14/07', '15/08', '01/11',
     '11/11', '25/12']
    """
    days = {date(year, month, day): code for (month, day), code in FIXED.items()}
    sunday = easter(year)
    for offset, code in AFTER_EASTER.items():
        # Ascension may fall on the 1st or the 8th of May: one day, one name.
        days.setdefault(sunday + timedelta(days=offset), code)
    return dict(sorted(days.items()))


def holiday_code(day):
    """The code of a public holiday, or '' on any other day.

    >>> holiday_code(date(2026, 12, 25)), holiday_code(date(2026, 12, 24))
    ('christmas', '')
    """
    return public_holidays(day.year).get(day, "")


def next_working_day(day, closed=()):
    """``day`` itself, or the first later day that is no holiday, Sunday or closed.

    >>> next_working_day(date(2027, 3, 29))  # Easter Monday
    datetime.date(2027, 3, 30)
    >>> next_working_day(date(2026, 12, 25), closed=[date(2026, 12, 26)])
    datetime.date(2026, 12, 28)
    >>> next_working_day(date(2026, 12, 22))
    datetime.date(2026, 12, 22)
    """
    while holiday_code(day) or day in closed:
        day += timedelta(days=1)
        while day.weekday() == SUNDAY:
            day += timedelta(days=1)
    return day


def next_weekday(day, weekday):
    """The first day from ``day`` on that falls on ``weekday`` (0 is Monday).

    >>> next_weekday(date(2026, 11, 22), 1)
    datetime.date(2026, 11, 24)
    >>> next_weekday(date(2026, 11, 24), 1)
    datetime.date(2026, 11, 24)
    """
    return day + timedelta(days=(weekday - day.weekday()) % 7)
