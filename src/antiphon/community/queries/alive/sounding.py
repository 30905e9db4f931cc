"""How groups sound beside their own history."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, F, IntegerField, Value, When

from antiphon.community.models import Group
from antiphon.community.permissions import Viewer
from antiphon.community.queries.alive.said import LATELY, said_by_people
from antiphon.community.queries.cases import groups_moderated
from antiphon.community.rules.silence import LAST_INTERVALS, Silence, silence
from antiphon.lib.wall_time import resolve

#: How far back a group's own rhythm is looked for; a lively one is known from the weeks that are counted anyway.
REMEMBERED = timedelta(days=365)

#: The messages of a group since a moment: its key, when that part of a day began, and how many they are.
type Part = tuple[int, datetime, int]


@dataclass(frozen=True, slots=True)
class GroupSound:
    """How a group sounds: its silence, and how many messages it had in the last 28 days and in the 28 before."""

    group: Group
    silence: Silence
    lately: int
    before: int


def sounds(viewer: Viewer, now: datetime) -> list[GroupSound]:
    """Return how the open groups sound, the most silent beside their own rhythm first. Three queries at most."""
    groups = list(groups_moderated(viewer).filter(closed_at=None).order_by("name", "pk"))
    keys = [one.pk for one in groups]
    parts = _parts(viewer, keys, now - 2 * LATELY, now)
    spoken = _days_with_words(viewer, keys, parts, now)
    today, counted = now.astimezone(viewer.brand.zone).date(), _counted(parts, now)
    found = [
        GroupSound(one, silence(spoken[one.pk], today), counted[one.pk, True], counted[one.pk, False])
        for one in groups
    ]
    return sorted(found, key=lambda one: -(one.silence.times or 0))


def _counted(parts: Iterable[Part], now: datetime) -> Counter[tuple[int, bool]]:
    """Return how many messages each group had, by its key and whether they are of the last 28 days."""
    counted = Counter[tuple[int, bool]]()
    for key, at, n in parts:
        counted[key, at >= now - LATELY] += n
    return counted


def _days_with_words(
    viewer: Viewer, groups: Collection[int], parts: Iterable[Part], now: datetime
) -> dict[int, set[date]]:
    """Return the days with words of each group, by the clock of the brand: as many as its rhythm needs."""
    found: dict[int, set[date]] = {key: set() for key in groups}
    zone = viewer.brand.zone
    for key, at, _n in parts:
        found[key].add(at.astimezone(zone).date())
    lacking = [key for key, days in found.items() if len(days) <= LAST_INTERVALS]
    for key, at, _n in _parts(viewer, lacking, now - REMEMBERED, now - 2 * LATELY) if lacking else ():
        found[key].add(at.astimezone(zone).date())
    return found


def _parts(viewer: Viewer, groups: Collection[int], since: datetime, until: datetime) -> list[Part]:
    """Return how many messages each group had in each part of the span: a day, or less at its ends and at 28 days.

    The database compares moments and knows no zone: a function of a zone costs it twenty times as much a message.
    """
    starts = _starts(viewer, since, until)
    said = said_by_people(viewer).filter(sent_at__gt=since, sent_at__lte=until, conversation__topic__group__in=groups)
    nth = Case(
        *(When(sent_at__gte=start, then=Value(n)) for n, start in reversed(list(enumerate(starts)))),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = said.values(group=F("conversation__topic__group"), nth=nth).annotate(n=Count("pk")).order_by()
    return [(group, starts[nth], n) for group, nth, n in rows.values_list("group", "nth", "n")]


def _starts(viewer: Viewer, since: datetime, until: datetime) -> list[datetime]:
    """Return the moments at which the parts of a span begin: itself, each midnight of the brand, and its middle."""
    zone = viewer.brand.zone
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    midnights = (resolve(datetime.combine(day, time.min), viewer.brand.time_zone).at for day in days)
    return sorted({since, since + LATELY, *midnights} - {until})
