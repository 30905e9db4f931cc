"""What keeping in touch cost: minutes by week, by person and by purpose, and money where a rate is known."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from antiphon.lib import clock
from antiphon.organizations.models import Brand, Member
from antiphon.relationships.models import Capacity, TimeSpent
from antiphon.relationships.rules import LONGEST_TIMER, cost, week_of


@dataclass
class Sum:
    """Minutes and entries, and what they cost in each currency as far as rates are known; `unpriced` minutes."""

    minutes: int = 0
    n: int = 0
    unpriced: int = 0
    costs: dict[str, Decimal] = field(default_factory=dict)

    def add(self, minutes: int, rate: Decimal | None, currency: str) -> None:
        """Add an entry."""
        self.minutes, self.n = self.minutes + minutes, self.n + 1
        price = cost(minutes, rate)
        if price is None:
            self.unpriced += minutes
        else:
            self.costs[currency] = self.costs.get(currency, Decimal(0)) + price


@dataclass(frozen=True, slots=True)
class TimeSums:
    """The time of some members between two days: in all, by week (its Monday), person, purpose and opportunity.

    A person who is empty stands for time without one, or of one who was erased. `unsure` counts forgotten timers
    that were left out.
    """

    whole: Sum
    weeks: dict[date, Sum]
    people: dict[tuple[int | None, str], Sum]
    purposes: dict[str, Sum]
    opportunities: dict[tuple[int, str], Sum]
    unsure: int


def time_sums(members: Iterable[Member], brand: Brand, since: datetime, *, priced: bool) -> TimeSums:
    """Return what the members spent since a moment. Three queries. Costs only where they may be told (`priced`)."""
    own = list(members)
    rows = TimeSpent.objects.filter(brand=brand, member__in=own, started_at__gte=since, ended_at__isnull=False)
    rates = {one.member_id: one for one in Capacity.objects.filter(member__in=own)} if priced else {}
    found = TimeSums(Sum(), {}, {}, {}, {}, rows.filter(unsure=True).count())
    for one in rows.filter(unsure=False).select_related("person", "opportunity").order_by("-started_at", "-pk"):
        said = rates.get(one.member_id)
        week = week_of(one.started_at.astimezone(brand.zone).date())
        who = (one.person_id, one.person.name if one.person else "")
        places = [
            found.whole,
            found.weeks.setdefault(week, Sum()),
            found.people.setdefault(who, Sum()),
            found.purposes.setdefault(one.purpose, Sum()),
        ]
        if one.opportunity is not None:
            places.append(found.opportunities.setdefault((one.opportunity.pk, one.opportunity.title), Sum()))
        for place in places:
            place.add(one.minutes or 0, said.rate if said else None, said.currency if said else "")
    return found


def every_week(weeks: dict[date, Sum], last: date) -> dict[date, Sum]:
    """Return the weeks from the first one known to the last, the latest first; a week without entries holds none."""
    known = sorted(weeks)
    if not known:
        return {}
    number = max(0, (last - known[0]).days // 7)
    days = [last - timedelta(weeks=week) for week in range(number + 1)]
    return {day: weeks.get(day, Sum()) for day in days}


def running_timer(member: Member) -> TimeSpent | None:
    """Return the timer of a member that runs, if one does."""
    return TimeSpent.objects.filter(member=member, ended_at=None).select_related("person").first()


def unsure_times(member: Member) -> list[TimeSpent]:
    """Return the timers that a member forgot, and about which they are asked."""
    return list(TimeSpent.objects.filter(member=member, unsure=True).select_related("person").order_by("started_at"))


def forgotten_timers(limit: int = 100) -> list[TimeSpent]:
    """Return timers that run for so long that they were probably forgotten, the oldest first."""
    running = TimeSpent.objects.filter(ended_at=None, started_at__lt=clock.now() - LONGEST_TIMER)
    return list(running.order_by("started_at")[:limit])
