"""Series: how what is said again is kept, and how its occurrences are planned ahead, each once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.recurrence import BadRule, Recurrence, checked
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.composing import check, write_content
from antiphon.publishing.drafts import Draft, Moment
from antiphon.publishing.hours import moment_of
from antiphon.publishing.models import Campaign, Category, Content, Delivery, Occurrence, Post, Series
from antiphon.publishing.queries.wording import spelled_out
from antiphon.publishing.rules.delivering import State

#: States of an occurrence that nobody has touched yet, so that a changed series may make it anew.
_UNTOUCHED = frozenset({State.DRAFT, State.SCHEDULED, State.IN_REVIEW, State.APPROVED})
_LONGEST_REST, _MOST_TIMES = 3650, 10_000


@dataclass(frozen=True, slots=True)
class SeriesGiven:
    """A series as somebody wants it: a `draft` that is said again, or the `category` whose contents are."""

    name: str
    recurrence: Recurrence
    channels: Sequence[Channel]
    draft: Draft | None = None
    category: Category | None = None
    campaign: Campaign | None = None
    zone: str = ""
    as_draft: bool = False
    cool_down_days: int = 30
    most_cycles: int | None = None


@transaction.atomic
def make_series(by: Member, given: SeriesGiven) -> Series:
    """Keep a series; its occurrences are planned by the worker. Raise Refusal if it cannot be followed."""
    _check(by, given)
    series = Series(brand=by.brand, made_at=clock.now(), author=by)
    _write(by, series, given)
    return series


@transaction.atomic
def change_series(by: Member, series: Series, given: SeriesGiven) -> Series:
    """Say something else or at other times from now on; occurrences that somebody has rewritten or moved stay."""
    _check_own(by, series)
    _check(by, given)
    series = Series.objects.select_for_update().get(pk=series.pk)
    before = series.content
    withdraw_untouched(series)
    series.author = by
    _write(by, series, given)
    if before and before.pk != series.content_id and not before.posts.exists():
        before.delete()
    return series


@transaction.atomic
def stop_series(by: Member, series: Series) -> None:
    """End a series; what it had planned and nobody has touched is withdrawn."""
    _check_own(by, series)
    Series.objects.filter(pk=series.pk, stopped_at=None).update(stopped_at=clock.now())
    withdraw_untouched(series)


@transaction.atomic
def skip_occurrence(by: Member, series: Series, wall: datetime) -> Occurrence:
    """Leave out one time of a series; what was planned for it and nobody has touched is withdrawn."""
    _check_own(by, series)
    kept = wall.isoformat(timespec="minutes")
    found, _made = Occurrence.objects.get_or_create(
        series=series, wall_time=kept, defaults={"made_at": clock.now(), "skipped_at": clock.now()}
    )
    if found.skipped_at is None:
        Occurrence.objects.filter(pk=found.pk).update(skipped_at=clock.now())
        _withdraw([found])
    found.refresh_from_db()
    return found


def withdraw_untouched(series: Series) -> int:
    """Take back what is planned ahead and nobody has rewritten or moved; return how many occurrences."""
    ahead = series.occurrences.filter(skipped_at=None, post__isnull=False).select_related("post", "series")
    gone = _withdraw(ahead)
    Occurrence.objects.filter(pk__in=gone).delete()
    return len(gone)


def _withdraw(occurrences: Iterable[Occurrence]) -> list[int]:
    """Erase the posts of occurrences that are as they were made and that nobody can have seen; return which."""
    gone = [one for one in occurrences if is_untouched(one)]
    posts = Post.objects.filter(occurrence__in=gone)
    contents = list(posts.values_list("content", flat=True))
    posts.delete()
    Content.objects.filter(pk__in=contents, posts=None).delete()
    return [one.pk for one in gone]


def is_untouched(occurrence: Occurrence) -> bool:
    """Whether an occurrence still says what it was made to say, at its hour, and nothing of it was tried."""
    post = occurrence.post
    if post is None or post.content_id != occurrence.content_id:
        return False
    deliveries = list(Delivery.objects.filter(post=post))
    now = clock.now()
    untried = not Delivery.objects.filter(post=post, attempts__isnull=False).exists()
    ahead = all(one.due_at is not None and one.due_at > now for one in deliveries)
    at_its_hour = {one.wall_time for one in deliveries} <= {_hour_of(occurrence)}
    return untried and ahead and at_its_hour and {State(one.state) for one in deliveries} <= _UNTOUCHED


def _hour_of(occurrence: Occurrence) -> str:
    """Return the wall time at which an occurrence stands; the clocks may have skipped the one of its name."""
    wall = datetime.fromisoformat(occurrence.wall_time)
    return moment_of(wall, occurrence.series.time_zone, past=True).wall.isoformat(timespec="minutes")


def _write(by: Member, series: Series, given: SeriesGiven) -> None:
    recurrence = _followed(given.recurrence)
    series.name, series.category, series.campaign = given.name.strip()[:120], given.category, given.campaign
    series.rule, series.first_wall = recurrence.rule, recurrence.first.isoformat(timespec="minutes")
    series.time_zone = given.zone or by.brand.time_zone
    series.ends_on, series.count = recurrence.ends_on, recurrence.count
    series.as_draft, series.cool_down_days, series.most_cycles = (
        given.as_draft, given.cool_down_days, given.most_cycles,
    )  # fmt: skip
    series.content = None
    if given.draft:
        series.content = write_content(by, given.draft, check(by, given.draft, Moment(as_draft=True)), clock.now())
    series.stopped_at, series.planned_until, series.trouble = None, None, ""
    series.save()
    series.channels.set(given.channels)


def _check(by: Member, given: SeriesGiven) -> None:
    require(by, Duty.WRITE if given.as_draft else Duty.PUBLISH)
    if not given.name.strip():
        raise Refusal(_("Give the series a name."), field="name")
    if not given.channels or any(one.brand_id != by.brand_id or one.disconnected_at for one in given.channels):
        raise Refusal(_("Choose at least one channel."), field="channels")
    if (given.draft is None) == (given.category is None):
        raise Refusal(_("Say what is said again: words of your own, or a category."), field="text")
    for kept in (given.category, given.campaign):
        if kept is not None and kept.brand_id != by.brand_id:
            raise NotAllowed(_("This belongs to another brand."))
    if given.draft:
        check(by, spelled_out(by.brand, given.draft), Moment(as_draft=given.as_draft))
    _check_end(by, given)


def _check_end(by: Member, given: SeriesGiven) -> None:
    moment_of(given.recurrence.first, given.zone or by.brand.time_zone, past=True)
    last, count = given.recurrence.ends_on, given.recurrence.count
    if last and last < given.recurrence.first.date():
        raise Refusal(_("The last day lies before the first."), field="ends_on")
    if count is not None and not 0 < count <= _MOST_TIMES:
        raise Refusal(_("Give a number of times from 1 to 10,000."), field="count")
    if not 0 <= given.cool_down_days <= _LONGEST_REST:
        raise Refusal(_("Give a number of days from 0 to 3,650."), field="cool_down_days")
    if given.most_cycles is not None and not 0 < given.most_cycles <= _MOST_TIMES:
        raise Refusal(_("Give a number of times from 1 to 10,000."), field="most_cycles")
    _followed(given.recurrence)


def _followed(recurrence: Recurrence) -> Recurrence:
    try:
        return checked(recurrence)
    except BadRule as error:
        raise Refusal(_("This rule never comes round, or is none."), field="rule") from error


def _check_own(by: Member, series: Series) -> None:
    if series.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    require(by, Duty.WRITE if series.as_draft else Duty.PUBLISH)
