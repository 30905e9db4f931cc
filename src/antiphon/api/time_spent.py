"""Time spent on people: a timer, minutes that were typed, and what they came to."""

from datetime import date, datetime, timedelta
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Json
from antiphon.lib import clock
from antiphon.lib.wall_time import midnight
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Person
from antiphon.relationships.actions.spending import correct_time, note_minutes, start_timer, stop_timer
from antiphon.relationships.models import Opportunity, TimeSpent
from antiphon.relationships.queries import Sum, running_timer, time_sums
from antiphon.relationships.rules import week_of

router = Router(tags=["people"])


class TimeJson(Json, frozen=True, kw_only=True):
    """Minutes of a member; null while the timer runs. An `unsure` one was forgotten and counts nowhere yet."""

    id: int
    person: int | None
    opportunity: int | None
    purpose: str
    note: str
    started_at: datetime
    ended_at: datetime | None
    minutes: int | None
    unsure: bool


class SumJson(Json, frozen=True, kw_only=True):
    """Minutes of `n` entries; what they cost by currency, as decimal numbers; minutes without a rate."""

    minutes: int
    n: int
    unpriced: int
    costs: dict[str, str]


class WeekJson(Json, frozen=True, kw_only=True):
    """A week, by its Monday."""

    week: date
    sum: SumJson


class OfPersonJson(Json, frozen=True, kw_only=True):
    """The time for one person; null for time without one."""

    person: int | None
    name: str
    sum: SumJson


class SumsJson(Json, frozen=True, kw_only=True):
    """What time went into; `unsure` counts forgotten timers that are left out."""

    whole: SumJson
    weeks: list[WeekJson]
    people: list[OfPersonJson]
    purposes: dict[str, SumJson]
    opportunities: dict[int, SumJson]
    unsure: int
    running: TimeJson | None


class Started(Schema):
    """For whom, or for which opportunity, a timer runs; null for nobody in particular."""

    person: int | None = None
    opportunity: int | None = None
    purpose: str = Field(default="talk", max_length=8)


class Minutes(Started):
    """Minutes that one spent."""

    minutes: int
    note: str = Field(default="", max_length=200)


class Corrected(Schema):
    """How many minutes it really was."""

    minutes: int


@router.get("/brands/{brand}/time")
def read_time(
    request: Asked, brand: str, weeks: Annotated[int, Query(ge=1, le=104)] = 12, *, team: bool = False
) -> SumsJson:
    """Read what one's time went into; with `team`, for owners, that of everybody."""
    member = member_of(request, brand)
    whose = list(member.brand.members.all()) if team and allows(member, Duty.MANAGE) else [member]
    monday = week_of(clock.now().astimezone(member.brand.zone).date()) - timedelta(weeks=weeks - 1)
    found = time_sums(whose, member.brand, midnight(monday, member.brand.zone), priced=True)
    running = running_timer(member)
    return SumsJson(
        whole=_sum(found.whole),
        weeks=[WeekJson(week=week, sum=_sum(one)) for week, one in found.weeks.items()],
        people=[OfPersonJson(person=who, name=name, sum=_sum(one)) for (who, name), one in found.people.items()],
        purposes={purpose: _sum(one) for purpose, one in found.purposes.items()},
        opportunities={pk: _sum(one) for (pk, _title), one in found.opportunities.items()},
        unsure=found.unsure,
        running=_time(running) if running else None,
    )


@router.post("/brands/{brand}/time")
def add_minutes(request: Asked, brand: str, body: Minutes) -> TimeJson:
    """Note minutes that one spent."""
    member = member_of(request, brand)
    person, about = _person(member, body.person), _opportunity(member, body.opportunity)
    return _time(note_minutes(member, person, body.minutes, body.purpose, note=body.note, opportunity=about))


@router.post("/brands/{brand}/timer/start")
def start(request: Asked, brand: str, body: Started) -> TimeJson:
    """Let a timer run; one runs at a time."""
    member = member_of(request, brand)
    about = _opportunity(member, body.opportunity)
    return _time(start_timer(member, _person(member, body.person), body.purpose, opportunity=about))


@router.post("/brands/{brand}/timer/stop")
def stop(request: Asked, brand: str) -> TimeJson:
    """Stop one's timer."""
    return _time(stop_timer(member_of(request, brand)))


@router.post("/time/{time_id}/correct")
def correct(request: Asked, time_id: int, body: Corrected) -> TimeJson:
    """Say how many minutes it really was."""
    spent = get_object_or_404(TimeSpent, brand__in=brands_of(request), pk=time_id)
    return _time(correct_time(member_in(request, spent.brand_id), spent, body.minutes))


def _person(member: Member, pk: int | None) -> Person | None:
    return None if pk is None else get_object_or_404(Person, brand=member.brand, pk=pk)


def _opportunity(member: Member, pk: int | None) -> Opportunity | None:
    return None if pk is None else get_object_or_404(Opportunity, brand=member.brand, pk=pk)


def _sum(one: Sum) -> SumJson:
    costs = {currency: str(amount) for currency, amount in one.costs.items()}
    return SumJson(minutes=one.minutes, n=one.n, unpriced=one.unpriced, costs=costs)


def _time(spent: TimeSpent) -> TimeJson:
    return TimeJson(
        id=spent.pk,
        person=spent.person_id,
        opportunity=spent.opportunity_id,
        purpose=spent.purpose,
        note=spent.note,
        started_at=spent.started_at,
        ended_at=spent.ended_at,
        minutes=spent.minutes,
        unsure=spent.unsure,
    )
