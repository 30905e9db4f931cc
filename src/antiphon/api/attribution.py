"""Attribution: what every model credits every channel with, and the journeys behind it."""

from datetime import date, datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Accepted, Json
from antiphon.api.periods import moments_of
from antiphon.api.reckoned import ReckoningJson, reckoning
from antiphon.lib.errors import Refusal
from antiphon.measures.rules.interval import Interval
from antiphon.organizations.models import Member
from antiphon.reports.answers.attribution import AttributionAsked, attribution_told, journeys_told
from antiphon.reports.queries.attribution import Cell
from antiphon.reports.queries.journeys import Kind, Traveled
from antiphon.reports.rules.spans import Span
from antiphon.visits.models import Goal

router = Router(tags=["figures"])

_Days = Annotated[int, Query(ge=1, le=365)]
_Order = Annotated[int, Query(ge=1, le=4)]
_Limit = Annotated[int, Query(ge=1, le=500)]
_Page = Annotated[int, Query(ge=1, le=10_000)]


class CreditJson(Json, frozen=True, kw_only=True):
    """What one model credits a channel with; the intervals hold it in 90 of 100 such cases, null if not known."""

    conversions: float
    conversions_between: list[float] | None
    value: float
    value_between: list[float] | None


class ChannelCreditJson(Json, frozen=True, kw_only=True):
    """A channel: its side (call, response, or empty), on the way to how many it was met, its credit by model."""

    channel: str
    side: str
    n: int
    models: dict[str, CreditJson]


class AnswerJson(Json, frozen=True, kw_only=True):
    """A coupon, or what buyers answered to how they heard of you: evidence that is in no credit."""

    words: str
    by_coupon: bool
    stands_for: str
    n: int
    value: str


class AttributionJson(Json, frozen=True, kw_only=True):
    """All models over the same journeys. `conversions` are divided, `untouched` of them are not; none is causal."""

    as_of: datetime
    kind: str
    currency: str
    journeys: int
    conversions: int
    value: float
    untouched: int
    without_rate: dict[str, tuple[int, str]]
    markov_order: int
    channels: list[ChannelCreditJson]
    answers: list[AnswerJson]


class JourneyTouchJson(Json, frozen=True, kw_only=True):
    """A touch: `kind` act, visit or link, and the id of that row."""

    at: datetime
    channel: str
    kind: str
    id: int
    what: str


class JourneyJson(Json, frozen=True, kw_only=True):
    """One journey to a conversion; `value` is in the currency the brand reckons in, null without one."""

    conversion: str
    at: datetime
    person: int | None
    value: str | None
    touches: list[JourneyTouchJson]


@router.get("/brands/{brand}/attribution")
def read_attribution(
    request: Asked,
    brand: str,
    of: Kind = Kind.PURCHASE,
    since: date | None = None,
    until: date | None = None,
    goal: int | None = None,
    look_back: _Days = 30,
    order: _Order = 1,
) -> AttributionJson | Accepted[ReckoningJson]:
    """Divide the purchases, leads, goals (or one) or opportunities won of some days; the last 90 without any.

    Of a large brand a worker reckons it; ask again for as long as the answer is 202.
    """
    member = member_of(request, brand)
    span = Span(*moments_of(member.brand, since, until))
    told = attribution_told(member.brand, AttributionAsked(span, of, look_back, order, _goal(member, of, goal)))
    found = told.value
    if found is None:
        return reckoning(told)
    made = found.made
    return AttributionJson(
        as_of=told.as_of,
        kind=of.value,
        currency=found.currency,
        journeys=made.journeys,
        conversions=made.conversions,
        value=made.value,
        untouched=found.untouched,
        without_rate={currency: (n, str(amount)) for currency, (n, amount) in found.apart.items()},
        markov_order=order,
        channels=[
            ChannelCreditJson(
                channel=one.channel,
                side=one.side,
                n=one.n,
                models={name: _credit(cell) for name, cell in one.cells.items()},
            )
            for one in made.channels
        ],
        answers=[
            AnswerJson(
                words=one.words, by_coupon=one.by_coupon, stands_for=one.stands_for, n=one.n, value=str(one.value)
            )
            for one in found.answers
        ],
    )


@router.get("/brands/{brand}/attribution/journeys")
def read_journeys(
    request: Asked,
    brand: str,
    of: Kind = Kind.PURCHASE,
    since: date | None = None,
    until: date | None = None,
    goal: int | None = None,
    look_back: _Days = 30,
    channel: str = "",
    limit: _Limit = 100,
    page: _Page = 1,
) -> list[JourneyJson] | Accepted[ReckoningJson]:
    """Tell the journeys to the purchases, leads or opportunities won of some days, the latest first."""
    member = member_of(request, brand)
    span = Span(*moments_of(member.brand, since, until))
    asked = AttributionAsked(span, of, look_back, goal=_goal(member, of, goal))
    told = journeys_told(member.brand, asked, channel, (page - 1) * limit, limit)
    if told.value is None:
        return reckoning(told)
    return [shown for one in told.value.page if (shown := _journey(one.told_to(member)))]


def _goal(member: Member, of: Kind, goal: int | None) -> int | None:
    """Return the goal that is asked for; raise Refusal for one that the brand has not."""
    if goal is None or of != Kind.GOAL:
        return None
    if not Goal.objects.filter(brand=member.brand, pk=goal).exists():
        raise Refusal(_("There is no such goal."), field="goal")
    return goal


def _credit(cell: Cell) -> CreditJson:
    return CreditJson(
        conversions=cell.conversions,
        conversions_between=_between(cell.sure),
        value=cell.value,
        value_between=_between(cell.sure_of_value),
    )


def _between(sure: Interval | None) -> list[float] | None:
    return None if sure is None else [sure.low, sure.high]


def _journey(one: Traveled) -> JourneyJson | None:
    made = one.conversion
    if made is None:
        return None
    value = None if made.value is None else str(made.value)
    touches = [
        JourneyTouchJson(at=met.at, channel=met.channel, kind=met.kind, id=met.row, what=met.what)
        for met in one.met[-500:]
    ]
    return JourneyJson(conversion=made.key, at=made.at, person=made.person, value=value, touches=touches)
