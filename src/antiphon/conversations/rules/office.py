"""When a brand is there for people, as its hours changed over the years. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from antiphon.lib.wall_time import zone_named

from .business_time import Opening, check_week, moments_of, wall_seconds

#: How far ahead a due moment is looked for: a brand that opens no more in two years has none.
_FARTHEST = timedelta(days=731)
_DAY = timedelta(days=1)
_ALWAYS: tuple[Opening, ...] = ((time(0), time(0)),)


@dataclass(frozen=True, slots=True)
class Office:
    """The opening hours of a brand: each of `weeks` holds from its day on, until the next.

    Before the first week, and without any, the brand is always open: business time is that of the clock. `zone` is
    the IANA name of the brand's zone; holidays have no hours. Raises ValueError for a week that `check_week` refuses.
    """

    zone: str
    weeks: tuple[tuple[date, Mapping[int, tuple[Opening, ...]]], ...] = ()
    holidays: frozenset[date] = frozenset()
    _days: dict[date, tuple[tuple[datetime, datetime], ...]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        zone_named(self.zone)
        for _since, week in self.weeks:
            check_week(week)
        if any(later <= earlier for (earlier, _), (later, _) in pairwise(self.weeks)):
            raise ValueError("weeks are given in the order of the days from which they hold")

    @property
    def always(self) -> bool:
        """Whether no hours are known: business time is the time of the clock."""
        return not self.weeks

    def seconds(self, start: datetime, end: datetime) -> float:
        """Return the seconds from start to end in which the brand is open, ≥ 0.

        Monday to Friday 9 to 18 in Rome: from Friday 2026-03-06 17:30 to Monday 09:15 there are 2,700.
        """
        if self.always:
            return wall_seconds(start, end)
        found, day, last = 0.0, self._day_of(start), self._day_of(end)
        while day <= last:
            found += sum(wall_seconds(max(start, opens), min(end, closes)) for opens, closes in self._openings(day))
            day += _DAY
        return found

    def due(self, start: datetime, seconds: float) -> datetime | None:
        """Return the moment at which so many seconds of business have passed since start.

        None if the brand does not open for so long within two years.

        Monday to Friday 9 to 18 in Rome: four hours after Friday 2026-03-06 17:30 is Monday 12:30.
        """
        if self.always:
            return start + timedelta(seconds=seconds)
        left, day, last = seconds, self._day_of(start), self._day_of(start + _FARTHEST)
        while day <= last:
            for opens, closes in self._openings(day):
                begins = max(start, opens)
                there = wall_seconds(begins, closes)
                if there and there >= left:
                    return begins + timedelta(seconds=left)
                left -= there
            day += _DAY
        return None

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(zone_named(self.zone)).date()

    def _openings(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = moments_of(day, self._hours_on(day), self.zone)
        return known

    def _hours_on(self, day: date) -> tuple[Opening, ...]:
        in_force = [week for since, week in self.weeks if since <= day]
        if not in_force:
            return _ALWAYS
        return () if day in self.holidays else in_force[-1].get(day.weekday(), ())
