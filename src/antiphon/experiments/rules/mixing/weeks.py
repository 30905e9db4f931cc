"""The weekly table of a marketing-mix model: what was sold, what was spent on what, what else moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from statistics import correlation, fmean, pstdev

from antiphon.experiments.rules.faults import Fault, Unfit

#: Two years at least: a year is seen twice, else a season cannot be told from a campaign.
LEAST_WEEKS, MOST_WEEKS = 104, 520
#: In so many weeks something has to be spent on each, and something sold.
LEAST_SPENT, LEAST_SOLD = 12, 52
MOST_SPENDS, MOST_CONTROLS = 8, 8
#: Spend that varies by less than this share of its mean tells nothing; nor do two that move as one.
_LEAST_VARIATION, _MOST_ALIKE = 0.1, 0.95
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class WeekTable:
    """A number for each week: money in one currency for sales and spend, whatever was handed in for controls.

    Weeks are named by their Monday, without gaps.
    """

    weeks: tuple[date, ...]
    sales: tuple[float, ...]
    spend: Mapping[str, tuple[float, ...]]
    controls: Mapping[str, tuple[float, ...]]

    def kept(self) -> dict[str, object]:
        """Return it as it is kept as JSON."""
        return {
            "weeks": [one.isoformat() for one in self.weeks],
            "sales": list(self.sales),
            "spend": {name: list(values) for name, values in self.spend.items()},
            "controls": {name: list(values) for name, values in self.controls.items()},
        }


def monday(day: date) -> date:
    """Return the Monday of a day's week.

    >>> monday(date(2026, 11, 22)), monday(date(2026, 11, 23))
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 23))
    """
    return day - timedelta(days=day.weekday())


def whole_weeks(first: date, last: date) -> tuple[date, ...]:
    """Return the Mondays of the weeks that lie wholly between two days, both included.

    >>> [one.day for one in whole_weeks(date(2026, 11, 1), date(2026, 11, 22))]
    [2, 9, 16]
    """
    begin = monday(first) if first == monday(first) else monday(first) + _WEEK
    many = ((last - begin).days + 1) // 7
    return tuple(begin + n * _WEEK for n in range(many))


def by_week(amounts: Iterable[tuple[date, float]], weeks: Sequence[date]) -> tuple[float, ...]:
    """Return the sum of amounts in each week; what lies in none of them is left out.

    >>> by_week([(date(2026, 11, 2), 3.0), (date(2026, 11, 8), 4.0)], [date(2026, 11, 2), date(2026, 11, 9)])
    (7.0, 0.0)
    """
    found = dict.fromkeys(weeks, 0.0)
    for day, amount in amounts:
        if monday(day) in found:
            found[monday(day)] += amount
    return tuple(found.values())


def spread(first: date, last: date, amount: float) -> list[tuple[date, float]]:
    """Return an amount spread evenly over days, both included.

    >>> spread(date(2026, 11, 2), date(2026, 11, 3), 9.0)
    [(datetime.date(2026, 11, 2), 4.5), (datetime.date(2026, 11, 3), 4.5)]
    """
    many = (last - first).days + 1
    return [(first + timedelta(days=n), amount / many) for n in range(many)]


def mean_by_week(known: Mapping[date, float], weeks: Sequence[date], name: str) -> tuple[float, ...]:
    """Return the mean of what is known of each week's days; raise Unfit where a week has none.

    >>> mean_by_week({date(2026, 11, 2): 3.0, date(2026, 11, 8): 5.0}, [date(2026, 11, 2)], "price")
    (4.0,)
    """
    found = []
    for week in weeks:
        values = [known[day] for n in range(7) if (day := week + timedelta(days=n)) in known]
        if not values:
            raise Unfit(Fault.CONTROL_GAP, name=name, week=week.isoformat())
        found.append(fmean(values))
    return tuple(found)


def check_weeks(many: int) -> None:
    """Raise Unfit where there are too few weeks, or more than can be worked on."""
    if many < LEAST_WEEKS:
        raise Unfit(Fault.TOO_FEW_WEEKS, have=max(many, 0), least=LEAST_WEEKS)
    if many > MOST_WEEKS:
        raise Unfit(Fault.TOO_MANY_WEEKS, have=many, most=MOST_WEEKS)


def check_table(table: WeekTable) -> None:
    """Raise Unfit where a table cannot carry a model: too short, too little sold, spend that tells nothing."""
    check_weeks(len(table.weeks))
    sold = sum(one > 0 for one in table.sales)
    if sold < LEAST_SOLD:
        raise Unfit(Fault.TOO_LITTLE_SOLD, have=sold, least=LEAST_SOLD)
    check_spend(table.spend)
    for name, values in table.controls.items():
        if pstdev(values) == 0:
            raise Unfit(Fault.CONTROL_STANDS_STILL, name=name)


def check_spend(spend: Mapping[str, Sequence[float]]) -> None:
    """Raise Unfit where what was spent tells nothing: nothing, in too few weeks, always the same, two as one."""
    if not spend:
        raise Unfit(Fault.NO_SPEND)
    if len(spend) > MOST_SPENDS:
        raise Unfit(Fault.TOO_MANY_SPENDS, have=len(spend), most=MOST_SPENDS)
    for name, values in spend.items():
        weeks = sum(one > 0 for one in values)
        if weeks < LEAST_SPENT:
            raise Unfit(Fault.TOO_LITTLE_SPENT, name=name, have=weeks, least=LEAST_SPENT)
        if pstdev(values) < _LEAST_VARIATION * fmean(values):
            raise Unfit(Fault.SPEND_STANDS_STILL, name=name)
    for (name, one), (other, two) in combinations(spend.items(), 2):
        if correlation(one, two) > _MOST_ALIKE:
            raise Unfit(Fault.SPENDS_ALIKE, name=name, other=other)
