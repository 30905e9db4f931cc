"""How timely people are answered, and what was promised to them: figures, hours, holidays, targets."""

from datetime import date, datetime, time
from typing import Literal

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Json
from antiphon.api.periods import moments_of
from antiphon.conversations.actions import promising
from antiphon.conversations.models import Holiday, OfficeWeek
from antiphon.conversations.queries.answering import calls_between, office_of, targets_of
from antiphon.conversations.rules import CallKind, MedianWait
from antiphon.conversations.rules.answers import answers
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand

router = Router(tags=["conversations"])
_WRITERS = {True: "newcomers", False: "known"}


class WaitJson(Json, frozen=True, kw_only=True):
    """A median wait in seconds by Kaplan and Meier; null where fewer than half are answered: more than `longest`."""

    median: float | None
    longest: float | None
    n: int
    answered: int


class AnswersJson(Json, frozen=True, kw_only=True):
    """What became of the calls that were opened in a time; `met` is a share of the `decided` calls, in [0, 1]."""

    since: datetime
    until: datetime
    n: int
    still_open: int
    beyond: int
    business: WaitJson
    wall: WaitJson
    anybody: WaitJson
    met: float | None
    decided: int
    first: dict[str, int]
    machines: int


class WeekJson(Json, frozen=True, kw_only=True):
    """Hours of the week that hold from a day on; `openings` by weekday, "0" is Monday, on the brand's clock."""

    id: int
    since: date
    openings: dict[str, list[list[str]]]


class HolidayJson(Json, frozen=True, kw_only=True):
    """A day on which the brand is closed."""

    id: int
    day: date
    name: str


class PromisesJson(Json, frozen=True, kw_only=True):
    """When a brand is there for people, and within how many minutes of business it answers each kind of call."""

    time_zone: str
    weeks: list[WeekJson]
    holidays: list[HolidayJson]
    targets: dict[str, int]


class WeekGiven(Schema):
    """Hours of the week from a day on: by weekday, "0" is Monday, lists of [from, to] as "HH:MM"."""

    since: date
    openings: dict[str, list[tuple[time, time]]]


class HolidayGiven(Schema):
    """A day on which the brand is closed."""

    day: date
    name: str


class TargetsGiven(Schema):
    """Minutes of business by kind of call; null promises nothing. Kinds that are left out stay as they are."""

    targets: dict[CallKind, int | None]


@router.get("/brands/{brand}/answers")
def read_answers(
    request: Asked,
    brand: str,
    since: date | None = None,
    until: date | None = None,
    kind: CallKind | None = None,
    channel: int | None = None,
    writers: Literal["newcomers", "known"] | None = None,
) -> AnswersJson:
    """Tell how long people waited whose calls were opened on these days; the last 90 without any.

    `writers` asks for those alone who wrote for the first time, or for all others.
    """
    member = member_of(request, brand)
    found = member.brand
    start, end = moments_of(found, since, until)
    heard = [
        one.asked
        for one in calls_between(member, start, end)
        if kind in {None, one.kind}
        and channel in {None, one.channel}
        and writers in {None, _WRITERS[one.first_timer]}
    ]
    told = answers(heard, end, office_of(found).seconds)
    return AnswersJson(
        since=start,
        until=end,
        n=told.n,
        still_open=told.still_open,
        beyond=told.beyond,
        business=_wait(told.business),
        wall=_wait(told.wall),
        anybody=_wait(told.anybody),
        met=told.met,
        decided=told.decided,
        first={who.value: n for who, n in told.first.items()},
        machines=told.machines,
    )


@router.get("/brands/{brand}/office-hours")
def read_office_hours(request: Asked, brand: str) -> PromisesJson:
    """Tell when the brand is there for people, and what it promises them."""
    return _promises(member_of(request, brand).brand)


@router.put("/brands/{brand}/office-hours")
def set_office_week(request: Asked, brand: str, body: WeekGiven) -> PromisesJson:
    """Let hours of the week hold from a day on."""
    by = member_of(request, brand)
    if not set(body.openings) <= set("0123456"):
        raise Refusal(_("The days of the week are 0, Monday, to 6."), field="openings")
    promising.set_office_week(by, body.since, {int(day): spans for day, spans in body.openings.items()})
    return _promises(by.brand)


@router.post("/brands/{brand}/office-hours/{week_id}/forget")
def forget_office_week(request: Asked, brand: str, week_id: int) -> PromisesJson:
    """Take back that hours hold from a day on."""
    by = member_of(request, brand)
    promising.forget_office_week(by, get_object_or_404(OfficeWeek, brand=by.brand, pk=week_id))
    return _promises(by.brand)


@router.post("/brands/{brand}/holidays")
def add_holiday(request: Asked, brand: str, body: HolidayGiven) -> PromisesJson:
    """Be closed on a day."""
    by = member_of(request, brand)
    promising.add_holiday(by, body.day, body.name)
    return _promises(by.brand)


@router.post("/brands/{brand}/holidays/{holiday_id}/remove")
def remove_holiday(request: Asked, brand: str, holiday_id: int) -> PromisesJson:
    """Be open on a day after all."""
    by = member_of(request, brand)
    promising.remove_holiday(by, get_object_or_404(Holiday, brand=by.brand, pk=holiday_id))
    return _promises(by.brand)


@router.put("/brands/{brand}/answer-targets")
def set_targets(request: Asked, brand: str, body: TargetsGiven) -> PromisesJson:
    """Say within how many minutes of business each kind of call is answered."""
    by = member_of(request, brand)
    promising.set_targets(by, body.targets)
    return _promises(by.brand)


def _wait(told: MedianWait) -> WaitJson:
    return WaitJson(median=told.value, longest=told.longest, n=told.n, answered=told.answered)


def _promises(brand: Brand) -> PromisesJson:
    return PromisesJson(
        time_zone=brand.time_zone,
        weeks=[WeekJson(id=one.pk, since=one.since, openings=one.openings) for one in brand.office_weeks.all()],
        holidays=[HolidayJson(id=one.pk, day=one.day, name=one.name) for one in brand.holidays.all()],
        targets=targets_of(brand),
    )
