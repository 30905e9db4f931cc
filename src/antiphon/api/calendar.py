"""The plan by its days, how something gets another hour, and the best time to post."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, NaiveDatetime

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Json, Page, cursor, seen_of
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.measures.best_time import WINDOW, can_be_known, heat_map
from antiphon.measures.rules import N_MIN
from antiphon.measures.rules.best_time import best
from antiphon.organizations.models import Brand
from antiphon.publishing.actions.placing import movable_of, move_to_day, place
from antiphon.publishing.hours import days_between
from antiphon.publishing.models import Post
from antiphon.publishing.queries.calendar import STATES, Entry, Narrowed, entry_deliveries, listed, undated
from antiphon.publishing.rules.delivering import State
from antiphon.publishing.rules.spans import Span

router = Router(tags=["plan"])


class EntryJson(Json, frozen=True, kw_only=True):
    """A post at one minute of the plan, on one or several channels; `at` is null for a draft without an hour."""

    post: int
    at: datetime | None
    state: str
    text: str
    language: str
    channels: list[int]
    campaign: str
    category: str
    author: str


class HourJson(Json, frozen=True, kw_only=True):
    """An hour of the week on the brand's clock, 0 is Monday, and its `n` posts; below `n_min` nothing is known."""

    weekday: int
    hour: int
    n: int
    mean: float | None
    middle: float | None


class BestTimeJson(Json, frozen=True, kw_only=True):
    """What a channel's own posts brought by the hour of the week at which they went out.

    `heard` is false where nobody listens, so that nothing can be known; `best` are the hours that brought more
    than usual.
    """

    channel: int
    heard: bool
    n_min: int
    window_hours: int
    hours: list[HourJson]
    best: list[HourJson]


class Moving(Schema):
    """Another hour for the entry that is at `now_at` (null: without an hour): a `day` at the hour it has, or `at`."""

    now_at: AwareDatetime | None = None
    day: date | None = None
    at: NaiveDatetime | None = None
    time_zone: str = ""


@router.get("/brands/{brand}/calendar")
def read_calendar(
    request: Asked,
    brand: str,
    first: date | None = None,
    last: date | None = None,
    channel: int | None = None,
    campaign: int | None = None,
    category: int | None = None,
    state: str = "",
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[EntryJson]:
    """List what is planned between two days of the brand's calendar, both included, by its hour.

    Without days it is the month that begins today. `state` is draft, in_review, scheduled, live or stuck.
    """
    house, seen = member_of(request, brand).brand, seen_of(after)
    if state and state not in STATES:
        raise Refusal(_("Choose a state out of draft, in_review, scheduled, live and stuck."), field="state")
    narrowed = Narrowed(channel, campaign, category, state)
    days, more = listed(house, _span(house, first, last), narrowed, limit=limit, offset=seen)
    items = [_entry(entry) for day in days for entry in day.entries]
    return Page(items=items, next=cursor(seen + limit) if more else None)


@router.get("/brands/{brand}/undated")
def list_undated(request: Asked, brand: str) -> list[EntryJson]:
    """List the latest drafts that have no hour yet."""
    return [_entry(entry) for entry in undated(member_of(request, brand).brand, Narrowed(), 100)]


@router.post("/posts/{post_id}/move")
def move_post(request: Asked, post_id: int, body: Moving) -> list[EntryJson]:
    """Put one entry of a post on another day at the hour it has, or at another hour; a draft stays a draft.

    `now_at` names the entry by its minute. What is planned needs who may publish. Where the post has gone out already
    it stays as it is, and the channels that wait are moved.
    """
    post = get_object_or_404(Post.objects.select_related("brand").filter(brand__in=brands_of(request)), pk=post_id)
    by = member_in(request, post.brand_id)
    at = body.now_at.astimezone(UTC).replace(second=0, microsecond=0) if body.now_at else None
    deliveries = entry_deliveries(by.brand, post.pk, at)
    if not deliveries:
        raise Http404
    moving = movable_of(by, deliveries) or deliveries
    if body.at is not None:
        place(by, moving, body.at, body.time_zone or by.brand.time_zone)
    elif body.day is not None:
        move_to_day(by, moving, body.day)
    else:
        raise Refusal(_("Give a day."), field="day")
    return _entries_of(by.brand, post.pk)


@router.get("/channels/{channel_id}/best-time")
def read_best_time(request: Asked, channel_id: int) -> BestTimeJson:
    """Read what a channel's own posts brought by the hour of the week; unknown below five posts an hour."""
    channels = Channel.objects.select_related("brand", "identity").filter(brand__in=brands_of(request))
    found = get_object_or_404(channels, pk=channel_id)
    heat = heat_map(found.brand, found)
    hours = {
        hour: HourJson(weekday=hour[0], hour=hour[1], n=cell.n, mean=cell.mean, middle=cell.middle)
        for hour, cell in heat.hours.items()
    }
    return BestTimeJson(
        channel=found.pk,
        heard=can_be_known(found),
        n_min=N_MIN,
        window_hours=WINDOW // timedelta(hours=1),
        hours=list(hours.values()),
        best=[hours[hour] for hour in best(heat)],
    )


def _span(house: Brand, first: date | None, last: date | None) -> Span:
    return days_between(first or timezone.localdate(clock.now(), house.zone), last, 31)


def _entries_of(house: Brand, post: int) -> list[EntryJson]:
    """Return the entries of one post as they stand now."""
    found: dict[datetime | None, Entry] = {}
    rows = Post.objects.filter(pk=post).values_list("deliveries__due_at", "deliveries__state", "deliveries__channel")
    for due, state, channel in rows:
        at = due.astimezone(house.zone).replace(second=0, microsecond=0) if due else None
        entry = found.setdefault(at, Entry(post, at))
        entry.states.append(State(state))
        entry.channels.append(channel)
    return [_entry(entry) for entry in found.values()]


def _entry(entry: Entry) -> EntryJson:
    return EntryJson(
        post=entry.post,
        at=entry.at.astimezone(UTC) if entry.at else None,
        state=entry.state,
        text=entry.text,
        language=entry.language,
        channels=sorted(set(entry.channels)),
        campaign=entry.campaign,
        category=entry.category,
        author=entry.author,
    )
