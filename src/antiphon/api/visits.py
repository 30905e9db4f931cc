"""Sites, what happens on them and what is reached there, as programs tell and read it."""

from datetime import UTC, date, datetime, time, timedelta

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, page_of, place_of
from antiphon.api.periods import moments_of
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.visits.actions.aiming import give_up_goal, set_goal
from antiphon.visits.at_the_door import door
from antiphon.visits.door import Knock, Taken
from antiphon.visits.hit_files import Full
from antiphon.visits.models import Goal, TrackedSite, Visit
from antiphon.visits.queries.figures import (
    By,
    Sums,
    left_out_between,
    lines_of,
    sums_of,
    visits_before,
    visits_between,
)
from antiphon.visits.queries.goals import goals_told
from antiphon.visits.queries.keeping import old_days
from antiphon.visits.rules.hits import Act, Way
from antiphon.visits.rules.visitors import house_of

router = Router(tags=["visits"])
MOST_HITS = 1_000
_MOMENT = timedelta(microseconds=1)


class TakenHitJson(Json, frozen=True, kw_only=True):
    """What became of a hit: `counted` with the `visitor`’s key, which is good for that day, or `left_out`.

    `not_taken` are those for which there was no room: they can be sent again, the others must not.
    """

    outcome: str
    visitor: str


class VisitJson(Json, frozen=True, kw_only=True):
    """A visit: when, by which way it was counted, what brought it, and the goals it reached.

    `visitor` tells visitors of a site apart within a day, and leads to nobody. `channel` is how attribution calls
    where it came from.
    """

    id: int
    site: int
    visitor: str
    began_at: datetime
    last_at: datetime
    pages: int
    way: str
    channel: str
    source_kind: str
    source: str
    medium: str
    campaign: str
    link: str
    referrer: str
    landing_path: str
    goals: list[int]


class LineJson(Json, frozen=True, kw_only=True):
    """Visits that have something in common: `key` is what, as kind and source, campaign and source, path or day."""

    key: list[str]
    visits: int
    visitors: int
    pages: int
    reached: int


class LeftOutJson(Json, frozen=True, kw_only=True):
    """How many hits were left out, and why."""

    reason: str
    hits: int


class VisitFiguresJson(Json, frozen=True, kw_only=True):
    """Visits of a period: `visitors` is added up day by day, `reached` are visits that reached any goal."""

    visits: int
    visitors: int
    pages: int
    reached: int
    lines: list[LineJson]
    left_out: list[LeftOutJson]


class GoalJson(Json, frozen=True, kw_only=True):
    """A goal: how many of the `visits` to its site in the period `reached` it."""

    id: int
    site: int
    name: str
    kind: str
    pattern: str
    ended_at: datetime | None
    reached: int
    visits: int


class HitTyped(Schema):
    """Something that happened: `address` and `agent` are those of who came, used for the key of the day, never kept.

    `asked_not` says that their browser asks not to be tracked. Without `at`, or with one that lies ahead, now holds;
    one before today is not taken.
    """

    url: str = Field(max_length=4000)
    address: str = Field(max_length=60)
    agent: str = Field(max_length=2000)
    referrer: str = Field(default="", max_length=4000)
    act: Act = Act.PAGE
    name: str = Field(default="", max_length=200)
    asked_not: bool = False
    at: AwareDatetime | None = None


class VisitorTyped(Schema):
    """The address and the browser of who comes, used for the key and not kept."""

    address: str = Field(max_length=60)
    agent: str = Field(max_length=2000)


class VisitorJson(Json, frozen=True, kw_only=True):
    """A visitor's key, which is good for today (UTC) and leads to nobody."""

    visitor: str


class HitsTyped(Schema):
    """Hits, at most a thousand."""

    hits: list[HitTyped] = Field(max_length=MOST_HITS)


class GoalTyped(Schema):
    """A goal as it is to be: `kind` is path, event or form."""

    site: int
    name: str = Field(max_length=120)
    kind: str
    pattern: str = Field(max_length=300)


@router.post("/sites/{site_id}/hits")
def send_hits(request: Asked, site_id: int, body: HitsTyped) -> list[TakenHitJson]:
    """Tell what happened on a site, from its server; it is counted within seconds."""
    site = get_object_or_404(TrackedSite.objects.there(), brand__in=brands_of(request), pk=site_id)
    require(member_in(request, site.brand_id), Duty.CONNECT)
    today = datetime.combine(clock.now().astimezone(UTC), time.min, UTC)
    if any(hit.at is not None and hit.at < today for hit in body.hits):
        raise Refusal(_("Only what happened today (UTC) can be told: the key of earlier days is gone."), field="at")
    return [_taken(_knock(site, hit)) for hit in body.hits]


@router.post("/sites/{site_id}/visitor")
def read_visitor(request: Asked, site_id: int, body: VisitorTyped) -> VisitorJson:
    """Read the key that a visitor has on a site today, for a shop to hand on with an order; counts nothing."""
    site = get_object_or_404(TrackedSite.objects.there(), brand__in=brands_of(request), pk=site_id)
    require(member_in(request, site.brand_id), Duty.CONNECT)
    visitor = door().visitor(site.pk, house_of(body.address), body.agent, clock.now().timestamp())
    return VisitorJson(visitor=visitor)


@router.get("/brands/{brand}/visits")
def list_visits(
    request: Asked, brand: str, since: date | None = None, until: date | None = None, limit: int = 30, after: str = ""
) -> Page[VisitJson]:
    """List the visits of some days of the brand, the latest first."""
    member, most = member_of(request, brand), max(1, min(limit, 100))
    found = visits_between(member.brand, *moments_of(member.brand, since, until))
    rows = visits_before(found, place_of(after) if after else None, most + 1)
    return page_of(rows, most, lambda one: (one.began_at, one.pk), _visits)


@router.get("/brands/{brand}/visits/figures")
def read_visit_figures(
    request: Asked, brand: str, since: date | None = None, until: date | None = None, by: By = By.SOURCE
) -> VisitFiguresJson:
    """Read what visits of some days come to, told apart by source, campaign, first page or day."""
    member = member_of(request, brand)
    begin, end = moments_of(member.brand, since, until)
    found = visits_between(member.brand, begin, end)
    old = old_days(member.brand, begin.date(), (end.astimezone(begin.tzinfo) - _MOMENT).date())
    left = left_out_between(member.brand, begin.date(), (end.astimezone(begin.tzinfo) - _MOMENT).date())
    return _figures(
        sums_of(found, old),
        [
            LineJson(key=[*one.key], visits=one.visits, visitors=one.visitors, pages=one.pages, reached=one.reached)
            for one in lines_of(found, by, member.brand.zone, old=old)
        ],
        [LeftOutJson(reason=reason, hits=hits) for reason, hits in left],
    )


@router.get("/brands/{brand}/goals")
def list_goals(request: Asked, brand: str, since: date | None = None, until: date | None = None) -> list[GoalJson]:
    """List the goals of a brand, with how many visits of some days reached each."""
    member = member_of(request, brand)
    told = goals_told(member.brand, *moments_of(member.brand, since, until))
    return [_goal(one.goal, one.reached, one.visits) for one in told]


@router.post("/brands/{brand}/goals")
def create_goal(request: Asked, brand: str, body: GoalTyped) -> Created[GoalJson]:
    """Count who reaches a goal from now on."""
    by = member_of(request, brand)
    site = get_object_or_404(TrackedSite.objects.there(), brand=by.brand, pk=body.site)
    return Created(_goal(set_goal(by, site, name=body.name, kind=body.kind, pattern=body.pattern), 0, 0))


@router.post("/goals/{goal_id}/end")
def stop_goal(request: Asked, goal_id: int) -> GoalJson:
    """Count no more who reaches a goal."""
    goal = get_object_or_404(Goal.objects.select_related("site"), brand__in=brands_of(request), pk=goal_id)
    give_up_goal(member_in(request, goal.brand_id), goal)
    goal.refresh_from_db()
    return _goal(goal, goal.reached.count(), goal.site.visits.count())


_OUTCOMES = {Taken.COUNTED: "counted", Taken.LEFT_OUT: "left_out", Taken.NO_SITE: "left_out"}


def _taken(knock: Knock) -> TakenHitJson:
    """Let a hit in; one that finds no room keeps nobody from knowing what became of those before it."""
    try:
        taken, visitor = door().knock(knock, clock.now().timestamp())
    except Full:
        return TakenHitJson(outcome="not_taken", visitor="")
    return TakenHitJson(outcome=_OUTCOMES[taken], visitor=visitor)


def _knock(site: TrackedSite, hit: HitTyped) -> Knock:
    return Knock(
        site=site.public_key,
        url=hit.url,
        way=Way.API,
        agent=hit.agent,
        address=house_of(hit.address),
        act=hit.act,
        name=hit.name,
        referrer=hit.referrer,
        asked_not=hit.asked_not,
        at=hit.at.timestamp() if hit.at else None,
    )


def _visits(rows: list[Visit]) -> list[VisitJson]:
    return [
        VisitJson(
            id=one.pk,
            site=one.site_id,
            visitor=one.visitor,
            began_at=one.began_at,
            last_at=one.last_at,
            pages=one.pages,
            way=one.way,
            channel=one.channel,
            source_kind=one.source_kind,
            source=one.source,
            medium=one.medium,
            campaign=one.campaign,
            link=one.code,
            referrer=one.referrer,
            landing_path=one.landing_path,
            goals=[reached.goal_id for reached in one.reached.all()],
        )
        for one in rows
    ]


def _figures(sums: Sums, lines: list[LineJson], left: list[LeftOutJson]) -> VisitFiguresJson:
    return VisitFiguresJson(
        visits=sums.visits, visitors=sums.visitors, pages=sums.pages, reached=sums.reached, lines=lines, left_out=left
    )


def _goal(goal: Goal, reached: int, visits: int) -> GoalJson:
    return GoalJson(
        id=goal.pk, site=goal.site_id, name=goal.name, kind=goal.kind, pattern=goal.pattern, ended_at=goal.ended_at,
        reached=reached, visits=visits,
    )  # fmt: skip
