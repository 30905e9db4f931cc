"""Starters and welcomes of a community: what is in whose hands, planned, done and left out."""

from datetime import date, datetime

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.api.community import viewer_in
from antiphon.community.actions import starting, welcoming
from antiphon.community.actions.starting import StarterGiven
from antiphon.community.actions.welcoming import StepGiven
from antiphon.community.models import Starter, StarterTurn, Welcome, WelcomeStep
from antiphon.community.permissions import require_host
from antiphon.community.queries.cases import groups_moderated, require_keeping
from antiphon.community.queries.starters import starters_kept, turns_of_month, turns_read
from antiphon.community.queries.welcoming import steps_of, welcomes_seen
from antiphon.lib import clock
from antiphon.lib.errors import Refusal

router = Router(tags=["community"])

_PAGE = 50


class TurnJson(Json, frozen=True, kw_only=True):
    """One day of a starter; `state` is open, done or skipped. `wall_time` is on the clock of `time_zone`."""

    id: int
    starter: int
    title: str
    group: str
    responsible: str | None
    wall_time: str
    time_zone: str
    due_at: datetime
    told_at: datetime | None
    state: str
    settled_at: datetime | None
    settled_by: str | None
    topic: int | None
    why_not: str


class StarterJson(Json, frozen=True, kw_only=True):
    """A starter; `rule` is of RFC 5545, empty for once."""

    id: int
    title: str
    source: str
    group: str
    responsible: str | None
    rule: str
    first: str
    ends_on: date | None
    count: int | None
    ended_at: datetime | None


class StarterBody(Schema):
    """What is started, where, when (a wall time without offset, on the brand's clock) and by whom (a handle)."""

    title: str
    group: str
    first: datetime
    source: str = ""
    responsible: str = ""
    rule: str = ""
    ends_on: date | None = None
    count: int | None = None

    @property
    def given(self) -> StarterGiven:
        """The starter, as the house knows it."""
        if self.first.tzinfo is not None:
            raise Refusal(_("Give the hour on the brand’s clock, without an offset."), field="first")
        first = self.first.replace(second=0, microsecond=0)
        return StarterGiven(
            title=self.title,
            source=self.source,
            first=first,
            responsible=self.responsible,
            rule=self.rule,
            ends_on=self.ends_on,
            count=self.count,
        )


class SettleBody(Schema):
    """How something was settled: done, or left out for a reason."""

    done: bool
    why_not: str = ""


class StepJson(Json, frozen=True, kw_only=True):
    """A welcome step; `stewards` are handles, who take turns."""

    id: int
    words: str
    draft: str
    days: int
    stewards: list[str]


class StepBody(Schema):
    """What is done for each newcomer, so many days after joining, by whom."""

    words: str
    stewards: list[str]
    days: int = 0
    draft: str = ""


class WelcomeJson(Json, frozen=True, kw_only=True):
    """A step for one newcomer; `how` is empty while it is open, else written, by_hand or skipped."""

    id: int
    step: int
    words: str
    newcomer: str
    steward: str | None
    due_at: datetime
    told_at: datetime | None
    settled_at: datetime | None
    settled_by: str | None
    how: str
    why_not: str


@router.get("/communities/{brand}/starters")
def list_starters(request: Asked, brand: str) -> list[StarterJson]:
    """List the starters that go on in the groups that the token's user looks after."""
    viewer = viewer_in(request, brand)
    require_keeping(viewer)
    return [_starter(one) for one in starters_kept(viewer)]


@router.post("/communities/{brand}/starters")
def create_starter(request: Asked, brand: str, body: StarterBody) -> Created[StarterJson]:
    """Plan a starter; who is named is told on the day."""
    viewer = viewer_in(request, brand)
    require_keeping(viewer)
    group = get_object_or_404(groups_moderated(viewer), slug=body.group)
    return Created(_starter(starting.plan_starter(viewer, group, body.given)))


@router.post("/communities/{brand}/starters/{starter_id}/end")
def finish_starter(request: Asked, brand: str, starter_id: int) -> StarterJson:
    """Let a starter come round no more."""
    viewer = viewer_in(request, brand)
    require_keeping(viewer)
    starting.end_starter(viewer, get_object_or_404(starters_kept(viewer), pk=starter_id))
    return _starter(Starter.objects.select_related("group", "responsible").get(pk=starter_id))


@router.get("/communities/{brand}/starters/turns")
def list_turns(request: Asked, brand: str, month: str = "") -> list[TurnJson]:
    """List the days of starters in a month (2026-11), this one if none is named: those one keeps in view."""
    viewer = viewer_in(request, brand)
    today = clock.now().astimezone(viewer.brand.zone).date()
    return [_turn(one) for one in turns_of_month(viewer, _first_of(month) if month else today)]


@router.post("/communities/{brand}/starters/turns/{turn_id}/settle")
def settle_turn(request: Asked, brand: str, turn_id: int, body: SettleBody) -> TurnJson:
    """Note the day of a starter as done, or leave it out with a reason. A topic is opened under one's own name."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(turns_read(viewer), pk=turn_id)
    if body.done:
        starting.finish_turn(viewer, found)
    else:
        starting.skip_turn(viewer, found, body.why_not)
    return _turn(turns_read(viewer).get(pk=turn_id))


@router.get("/communities/{brand}/welcome-steps")
def list_steps(request: Asked, brand: str) -> list[StepJson]:
    """List the welcome steps that go on."""
    viewer = viewer_in(request, brand)
    require_host(viewer)
    return [_step(one) for one in steps_of(viewer)]


@router.post("/communities/{brand}/welcome-steps")
def create_step(request: Asked, brand: str, body: StepBody) -> Created[StepJson]:
    """Keep a welcome step."""
    given = StepGiven(words=body.words, stewards=body.stewards, days=body.days, draft=body.draft)
    return Created(_step(welcoming.keep_step(viewer_in(request, brand), given)))


@router.get("/communities/{brand}/welcomes")
def list_welcomes(request: Asked, brand: str, *, settled: bool = False, after: str = "") -> Page[WelcomeJson]:
    """List the welcomes in the hands of the token's user, all of them to a host: open ones, or those settled."""
    seen, viewer = seen_of(after), viewer_in(request, brand)
    found = welcomes_seen(viewer)
    kept = found.exclude(settled_at=None).order_by("-settled_at", "-pk") if settled else found.open()
    rows = list(kept[seen : seen + _PAGE + 1])
    more = cursor(seen + _PAGE) if len(rows) > _PAGE else None
    return Page(items=[_welcome(one) for one in rows[:_PAGE]], next=more)


@router.post("/communities/{brand}/welcomes/{welcome_id}/settle")
def settle_welcome(request: Asked, brand: str, welcome_id: int, body: SettleBody) -> WelcomeJson:
    """Note a welcome as done, or leave it out with a reason. To write to them, start a talk."""
    viewer = viewer_in(request, brand)
    found = get_object_or_404(Welcome, step__brand=viewer.brand, pk=welcome_id)
    if body.done:
        welcoming.finish_welcome(viewer, found)
    else:
        welcoming.skip_welcome(viewer, found, body.why_not)
    return _welcome(welcomes_seen(viewer).get(pk=welcome_id))


def _first_of(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Refusal(_("Give the month as 2026-11."), field="month") from error


def _starter(one: Starter) -> StarterJson:
    return StarterJson(
        id=one.pk,
        title=one.title,
        source=one.source,
        group=one.group.slug,
        responsible=one.responsible.handle if one.responsible else None,
        rule=one.rule,
        first=one.first_wall,
        ends_on=one.ends_on,
        count=one.count,
        ended_at=one.ended_at,
    )


def _turn(one: StarterTurn) -> TurnJson:
    responsible = one.starter.responsible
    return TurnJson(
        id=one.pk,
        starter=one.starter_id,
        title=one.starter.title,
        group=one.starter.group.slug,
        responsible=responsible.handle if responsible else None,
        wall_time=one.wall_time,
        time_zone=one.time_zone,
        due_at=one.due_at,
        told_at=one.told_at,
        state="skipped" if one.is_skipped else "done" if one.settled_at else "open",
        settled_at=one.settled_at,
        settled_by=one.settled_by.handle if one.settled_by else None,
        topic=one.topic_id,
        why_not=one.why_not,
    )


def _step(one: WelcomeStep) -> StepJson:
    stewards = [steward.handle for steward in one.stewards.all()]
    return StepJson(id=one.pk, words=one.words, draft=one.draft, days=one.days, stewards=stewards)


def _welcome(one: Welcome) -> WelcomeJson:
    return WelcomeJson(
        id=one.pk,
        step=one.step_id,
        words=one.step.words,
        newcomer=one.newcomer.handle,
        steward=one.steward.handle if one.steward else None,
        due_at=one.due_at,
        told_at=one.told_at,
        settled_at=one.settled_at,
        settled_by=one.settled_by.handle if one.settled_by else None,
        how=one.how,
        why_not=one.why_not,
    )
