"""Reads about series."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from antiphon.lib.recurrence import recurrence_of, times
from antiphon.lib.wall_time import resolve, zone_named
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Content, Delivery, Occurrence, Post, Series
from antiphon.publishing.rules.delivering import State
from antiphon.publishing.rules.evergreen import Lack, Used, what_lacks

#: States in which a delivery was not said and will not be.
_UNSAID = frozenset({State.CANCELLED, State.REMOVED, State.REFUSED, State.MISSED})


def series_of(brand: Brand) -> list[Series]:
    """Return the series of a brand, those that go on first. Two queries."""
    found = Series.objects.filter(brand=brand).select_related("content", "category", "author__user", "campaign")
    return sorted(found.prefetch_related("channels__identity"), key=lambda one: (one.stopped_at is not None, -one.pk))


def occurrences_of(series: Series, limit: int) -> list[Occurrence]:
    """Return the latest occurrences of a series, the last first, with their posts and deliveries. Two queries."""
    found = series.occurrences.select_related("post__content").prefetch_related("post__deliveries")
    return list(found.order_by("-wall_time")[:limit])


def originals(series: Series) -> QuerySet[Post]:
    """Return the posts whose contents are the pool of an evergreen series: live ones of its category, said once."""
    found = Post.objects.filter(brand_id=series.brand_id, content__category=series.category_id)
    here = found.filter(in_reply_to=None, continues=None, occurrence=None, deliveries__state=State.LIVE)
    return here.distinct()


def original_of(content: int) -> Post:
    """Return the post by which a content was said first and stands."""
    found = Post.objects.select_related("content__category", "campaign").filter(content=content, occurrence=None)
    return found.filter(deliveries__state=State.LIVE).order_by("pk")[0]


def pool_of(series: Series) -> list[Used]:
    """Return the contents that an evergreen series may say, with when each was said or will be. Three queries."""
    contents = set(originals(series).values_list("content", flat=True))
    said: dict[int, list[datetime]] = {pk: [] for pk in contents}
    again = Occurrence.objects.filter(source__in=contents, skipped_at=None)
    sources = dict(again.filter(post__isnull=False).values_list("post__content", "source"))
    due = Delivery.objects.exclude(state__in=_UNSAID).filter(
        post__content__in=[*contents, *sources], due_at__isnull=False
    )
    for content, at in due.values_list("post__content", "due_at"):
        if at is not None:
            said[sources.get(content, content)].append(at)
    counted = again.filter(series=series).values("source").annotate(times=Count("pk"))
    cycles = dict(counted.values_list("source", "times"))
    return [Used(pk, tuple(times), cycles.get(pk, 0)) for pk, times in sorted(said.items()) if times]


def times_ahead(series: Series, now: datetime, horizon: timedelta) -> list[datetime]:
    """Return the wall times at which a series comes round within a horizon from now."""
    until = timezone.localtime(now + horizon, zone_named(series.time_zone)).replace(tzinfo=None)
    return [wall for wall in times(recurrence_of(series), until) if resolve(wall, series.time_zone).at > now]


def missing_times(series: Series, now: datetime, horizon: timedelta) -> list[datetime]:
    """Return those wall times ahead for which no occurrence stands. One query."""
    standing = set(series.occurrences.values_list("wall_time", flat=True))
    return [wall for wall in times_ahead(series, now, horizon) if wall.isoformat(timespec="minutes") not in standing]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of the times ahead an evergreen series leaves empty, the first of them, and what that one waits for.

    While all rest, `post` comes next: at `comes_at`, if that is planned, else it is free again from `until` on.
    """

    empty: int
    of: int
    first: datetime
    lack: Lack
    post: Post | None
    comes_at: datetime | None
    until: datetime | None


def waiting_of(series: Series, now: datetime, horizon: timedelta) -> Waiting | None:
    """Return what an evergreen series waits for, or None if it has something to say at every time. Six queries."""
    if not series.is_evergreen or series.stopped_at is not None:
        return None
    pool, rest = pool_of(series), timedelta(days=series.cool_down_days)
    missing = missing_times(series, now, horizon)
    waits = (
        (wall, what_lacks(pool, _moment(series, wall), cool_down=rest, most_cycles=series.most_cycles))
        for wall in missing
    )
    wall, wait = next(((wall, wait) for wall, wait in waits if wait), (now, None))
    if wait is None:
        return None
    return Waiting(
        empty=len(missing),
        of=len(times_ahead(series, now, horizon)),
        first=wall,
        lack=wait.lack,
        post=original_of(wait.content) if wait.content else None,
        comes_at=wait.comes_at,
        until=wait.until,
    )


def _moment(series: Series, wall: datetime) -> datetime:
    return resolve(wall, series.time_zone).at


def pool_size(series: Series) -> int:
    """Return how many contents an evergreen series has to say."""
    return Content.objects.filter(pk__in=originals(series).values("content")).count()
