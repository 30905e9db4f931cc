"""For how long visits are kept one by one. Pure."""

from datetime import date

#: What a brand keeps where nobody set anything; source: what European authorities hold to be enough for measuring.
USUAL_MONTHS = 25
FEWEST_MONTHS, MOST_MONTHS = 1, 120
_YEAR = 12


def first_kept(today: date, months: int) -> date:
    """Return the first day of which visits are kept one by one: that of so many months ago, or the first after it.

    >>> first_kept(date(2026, 11, 23), 25), first_kept(date(2026, 3, 31), 1)
    (datetime.date(2024, 10, 23), datetime.date(2026, 3, 1))
    """
    year, month = divmod(today.year * _YEAR + today.month - 1 - months, _YEAR)
    try:
        return date(year, month + 1, today.day)
    except ValueError:  # that month has no such day
        return date(year + (month + 1) // _YEAR, (month + 1) % _YEAR + 1, 1)
