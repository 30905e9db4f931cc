"""Series: what is said again and again, and each of its occurrences."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field, NaiveDatetime

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.recurrence import Recurrence
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.planning_ahead import HORIZON, plan_series
from antiphon.publishing.actions.recurring import (
    SeriesGiven,
    change_series,
    make_series,
    skip_occurrence,
    stop_series,
)
from antiphon.publishing.drafts import Draft
from antiphon.publishing.models import Campaign, Category, Content, Occurrence, Post, Series
from antiphon.publishing.queries.drafts import draft_of_content
from antiphon.publishing.queries.recurring import occurrences_of, series_of, waiting_of

router = Router(tags=["plan"])
_ROW = Field(default=None, ge=1, lt=2**63)


class SeriesJson(Json, frozen=True, kw_only=True):
    """A series: `text` is said again, or the live posts of `category` in turn.

    `rule` is a recurrence rule of RFC 5545; `first` is a wall time in `time_zone`. `trouble` names why not
    everything could be planned: no_channel, not_allowed, refused, resting.
    """

    id: int
    name: str
    text: str
    language: str
    category: int | None
    campaign: int | None
    channels: list[int]
    rule: str
    first: str
    time_zone: str
    ends_on: date | None
    count: int | None
    as_draft: bool
    cool_down_days: int
    most_cycles: int | None
    stopped_at: datetime | None
    trouble: str


class OccurrenceJson(Json, frozen=True, kw_only=True):
    """One time of a series, named by the wall time of its rule; `post` is null if it was skipped or thrown away."""

    at: str
    post: int | None
    skipped: bool


class WaitingJson(Json, frozen=True, kw_only=True):
    """Why times of an evergreen series are empty: how many `of` those ahead, the wall time of the first, what lacks.

    `lack` is empty (nothing is live), spent (all were said often enough) or resting; then `post` comes next, at
    `comes_at` if that is planned, else it is free again from `until` on.
    """

    empty: int
    of: int
    first: str
    lack: str
    post: int | None
    comes_at: datetime | None
    until: datetime | None


class WholeSeriesJson(SeriesJson, frozen=True, kw_only=True):
    """A series with its latest occurrences; `waiting` is what keeps some of its times empty, or null."""

    occurrences: list[OccurrenceJson]
    waiting: WaitingJson | None


class SeriesBody(Schema):
    """A series as it is to be: `text`, or what the post `like` says, or the posts of a `category` in turn."""

    name: str = Field(max_length=120)
    text: str = ""
    language: str = ""
    like: int | None = _ROW
    category: int | None = _ROW
    campaign: int | None = _ROW
    channels: list[int]
    rule: str = Field(max_length=300)
    first: NaiveDatetime
    time_zone: str = ""
    ends_on: date | None = None
    count: int | None = None
    as_draft: bool = False
    cool_down_days: int = 30
    most_cycles: int | None = None


class Skipped(Schema):
    """The wall time of the occurrence that is left out."""

    at: NaiveDatetime


@router.get("/brands/{brand}/series")
def list_series(request: Asked, brand: str) -> list[SeriesJson]:
    """List the series of a brand, those that go on first."""
    return [SeriesJson(**_fields(one)) for one in series_of(member_of(request, brand).brand)]


@router.post("/brands/{brand}/series")
def create_series(request: Asked, brand: str, body: SeriesBody) -> Created[WholeSeriesJson]:
    """Make a series; what comes round in the next sixty days is planned at once."""
    by = member_of(request, brand)
    require(by, Duty.WRITE)
    made = make_series(by, _given(by, body, None))
    plan_series(made.pk)
    return Created(_whole(made.pk))


@router.get("/series/{series_id}")
def read_series(request: Asked, series_id: int) -> WholeSeriesJson:
    """Read a series with its latest occurrences."""
    return _whole(_found(request, series_id).pk)


@router.put("/series/{series_id}")
def replace_series(request: Asked, series_id: int, body: SeriesBody) -> WholeSeriesJson:
    """Change a series from now on; occurrences that somebody has rewritten or moved stay."""
    series = _found(request, series_id)
    by = member_in(request, series.brand_id)
    change_series(by, series, _given(by, body, series.content))
    plan_series(series.pk)
    return _whole(series.pk)


@router.post("/series/{series_id}/stop")
def end_series(request: Asked, series_id: int) -> WholeSeriesJson:
    """End a series; what it had planned and nobody has touched is withdrawn."""
    series = _found(request, series_id)
    stop_series(member_in(request, series.brand_id), series)
    return _whole(series.pk)


@router.post("/series/{series_id}/skip")
def skip_time(request: Asked, series_id: int, body: Skipped) -> WholeSeriesJson:
    """Leave out one time of a series."""
    series = _found(request, series_id)
    skip_occurrence(member_in(request, series.brand_id), series, body.at.replace(second=0, microsecond=0))
    return _whole(series.pk)


def _found(request: Asked, pk: int) -> Series:
    return get_object_or_404(Series.objects.select_related("content", "brand"), brand__in=brands_of(request), pk=pk)


def _given(by: Member, body: SeriesBody, before: Content | None) -> SeriesGiven:
    channels = {one.pk: one for one in by.brand.channels.connected().select_related("identity")}
    if set(body.channels) - set(channels):
        raise Refusal(_("The brand has no connected channel of this id."), field="channels")
    chosen = [channels[pk] for pk in dict.fromkeys(body.channels)]
    campaign = _row(Campaign, by, body.campaign, "campaign")
    category = _row(Category, by, body.category, "category")
    return SeriesGiven(
        name=body.name,
        recurrence=Recurrence(body.rule, body.first.replace(second=0, microsecond=0), body.ends_on, body.count),
        channels=chosen,
        draft=None if category else _draft(by, body, chosen, before),
        category=category,
        campaign=campaign,
        zone=body.time_zone,
        as_draft=body.as_draft,
        cool_down_days=body.cool_down_days,
        most_cycles=body.most_cycles,
    )


def _draft(by: Member, body: SeriesBody, channels: list[Channel], before: Content | None) -> Draft:
    like = _row(Post, by, body.like, "like")
    source = like.content if like else before
    language = body.language or (source.language if source else by.brand.language)
    if source is None:
        return Draft(body.text, channels, language)
    return replace(draft_of_content(source, channels), text=body.text or source.text, language=language)


def _row[M: (Campaign, Category, Post)](model: type[M], by: Member, pk: int | None, field: str) -> M | None:
    if pk is None:
        return None
    found = model.objects.filter(brand=by.brand, pk=pk).first()
    if found is None:
        raise Refusal(_("The brand has nothing of this id."), field=field)
    return found


def _whole(pk: int) -> WholeSeriesJson:
    series = Series.objects.select_related("content").get(pk=pk)
    occurrences = [_occurrence(one) for one in occurrences_of(series, 100)]
    return WholeSeriesJson(**_fields(series), occurrences=occurrences, waiting=_waiting(series))


def _waiting(series: Series) -> WaitingJson | None:
    found = waiting_of(series, clock.now(), HORIZON)
    if found is None:
        return None
    return WaitingJson(
        empty=found.empty,
        of=found.of,
        first=found.first.isoformat(timespec="minutes"),
        lack=found.lack,
        post=found.post.pk if found.post else None,
        comes_at=found.comes_at,
        until=found.until,
    )


def _occurrence(one: Occurrence) -> OccurrenceJson:
    return OccurrenceJson(at=one.wall_time, post=one.post_id, skipped=one.skipped_at is not None)


def _fields(series: Series) -> dict[str, Any]:
    return {
        "id": series.pk,
        "name": series.name,
        "text": series.content.text if series.content else "",
        "language": series.content.language if series.content else "",
        "category": series.category_id,
        "campaign": series.campaign_id,
        "channels": [one.pk for one in series.channels.all()],
        "rule": series.rule,
        "first": series.first_wall,
        "time_zone": series.time_zone,
        "ends_on": series.ends_on,
        "count": series.count,
        "as_draft": series.as_draft,
        "cool_down_days": series.cool_down_days,
        "most_cycles": series.most_cycles,
        "stopped_at": series.stopped_at,
        "trouble": series.trouble,
    }
