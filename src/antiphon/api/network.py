"""The network of a brand and who brought whom, as programs read them."""

from datetime import date, datetime

from django.utils import timezone
from ninja import Router

from antiphon.api.access import Asked, member_of
from antiphon.api.answers import Json
from antiphon.api.periods import moments_of
from antiphon.measures.rules.referral import Cycle
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.reports.queries.acts_among import Place
from antiphon.reports.queries.network import Member, Network, network
from antiphon.reports.queries.referrals import referrals

router = Router(tags=["people"])


class MovesJson(Json, frozen=True, kw_only=True):
    """Of the `n` who were in a circle when the period began: how many are in a closer one, the same, a farther."""

    closer: int
    held: int
    farther: int
    n: int


class NetworkFiguresJson(Json, frozen=True, kw_only=True):
    """The network in numbers; shares in [0, 1], strength in points; what cannot be said is null.

    `start`, `new`, `returned`, `lost` and `end` count people with whom something passed in each direction within 180
    days; `people` and `ties` are those of the answer.
    """

    people: int
    ties: int
    start: int
    new: int
    returned: int
    lost: int
    end: int
    growth: float | None
    retention: float | None
    quick_ratio: float | None
    density: float | None
    reciprocity: float | None
    median_strength: float | None
    tied_to_others: float | None
    gini: float | None
    first_hundredth: float | None
    next_nine_hundredths: float | None
    moves: MovesJson | None
    flagged: int


class NetworkPersonJson(Json, frozen=True, kw_only=True):
    """A person of the network: `x` and `y` on its map, `part` the island from 0; what is not known is null.

    `betweenness` is that among a person's own contacts, for the fifty of the largest effective size; `embeddedness`
    the mean of their ties.
    """

    id: int
    name: str
    x: float
    y: float
    part: int
    strength: float | None
    gap_days: int | None
    rhythm_days: float | None
    drifting: bool
    acts: int
    ties: int
    constraint: float | None
    effective_size: float | None
    betweenness: float | None
    embeddedness: float | None
    shares: int
    brought: int


class TieBetweenJson(Json, frozen=True, kw_only=True):
    """Two people and how much passed between them, in acts; whether the tie is a bridge between two parts."""

    one: int
    other: int
    acts: int
    bridge: bool


class NetworkJson(Json, frozen=True, kw_only=True):
    """Who speaks with whom around a brand. `roles` names who stands first in each, by id; they are never added up."""

    since: datetime
    until: datetime
    figures: NetworkFiguresJson
    people: list[NetworkPersonJson]
    ties: list[TieBetweenJson]
    roles: dict[str, list[int]]
    drifting: list[int]


class CycleJson(Json, frozen=True, kw_only=True):
    """What came of invitations; `k` = `invited_each` · `converted`; what cannot be said is null."""

    members: int
    invitations: int
    joined: int
    activated: int
    invited_each: float | None
    converted: float | None
    k: float | None
    amplification: float | None


class BringerJson(Json, frozen=True, kw_only=True):
    """Somebody who brought others: `ref` is what they set in motion, in people."""

    person: int | None
    name: str
    ref: float
    came: int
    activated: int
    rewarded: int


class NewcomerJson(Json, frozen=True, kw_only=True):
    """Somebody who came by a friend: whether they spoke within 30 days, and whether the link gave a reward."""

    person: int | None
    name: str
    by: str
    by_person: int | None
    at: datetime
    generation: int
    activated: bool
    rewarded: bool


class ReferralsJson(Json, frozen=True, kw_only=True):
    """Who brought whom; `cycle_days` is the median from joining to the first friend who spoke."""

    since: datetime
    until: datetime
    of_itself: CycleJson
    rewarded: CycleJson
    generations: list[int]
    depth: int
    ratios: list[float | None]
    cycle_days: float | None
    cycle_n: int
    bringers: list[BringerJson]
    newcomers: list[NewcomerJson]


@router.get("/brands/{brand}/network")
def read_network(
    request: Asked,
    brand: str,
    since: date | None = None,
    until: date | None = None,
    channel: int | None = None,
    group: int | None = None,
) -> NetworkJson:
    """Tell who speaks with whom around a brand on these days; the last 90 without any. At most 5,000 people."""
    found = member_of(request, brand).brand
    start, end = moments_of(found, since, until)
    told = network(found, Place(start, end, channel, group), timezone.localdate())
    bridges = set(told.bridges)
    return NetworkJson(
        since=start,
        until=end,
        figures=_figures(told),
        people=[_person(told, one) for one in told.members.values()],
        ties=[
            TieBetweenJson(one=one, other=other, acts=acts, bridge=(one, other) in bridges)
            for (one, other), acts in told.ties.items()
        ],
        roles={
            role: [one.person for one in told.first(role)]
            for role in ("connector", "broker", "amplifier", "convener")
        },
        drifting=[one.person for one in told.drifting],
    )


@router.get("/brands/{brand}/referrals")
def read_referrals(request: Asked, brand: str, since: date | None = None, until: date | None = None) -> ReferralsJson:
    """Tell who brought whom into the community on these days, the last 90 without any; for hosts."""
    member = member_of(request, brand)
    require(member, Duty.HOST)
    found = member.brand
    start, end = moments_of(found, since, until)
    told = referrals(found, start, end)
    return ReferralsJson(
        since=start,
        until=end,
        of_itself=_cycle(told.of_itself),
        rewarded=_cycle(told.rewarded),
        generations=told.generations,
        depth=told.depth,
        ratios=told.ratios,
        cycle_days=told.cycle_days,
        cycle_n=told.cycle_n,
        bringers=[
            BringerJson(
                person=one.person,
                name=one.name,
                ref=one.ref,
                came=one.came,
                activated=one.activated,
                rewarded=one.rewarded,
            )
            for one in told.bringers
        ],
        newcomers=[
            NewcomerJson(
                person=one.person,
                name=one.name,
                by=one.by,
                by_person=one.by_person,
                at=one.at,
                generation=one.generation,
                activated=one.activated,
                rewarded=one.rewarded,
            )
            for one in told.newcomers
        ],
    )


def _figures(told: Network) -> NetworkFiguresJson:
    all_in_all, grown = told.figures, told.figures.growth
    went = all_in_all.moves
    return NetworkFiguresJson(
        people=all_in_all.people,
        ties=all_in_all.pairs,
        start=grown.start,
        new=grown.new,
        returned=grown.returned,
        lost=grown.lost,
        end=grown.end,
        growth=grown.rate,
        retention=grown.retention,
        quick_ratio=grown.quick_ratio,
        density=all_in_all.density,
        reciprocity=all_in_all.reciprocity,
        median_strength=all_in_all.median_strength,
        tied_to_others=all_in_all.tied_to_others,
        gini=all_in_all.gini,
        first_hundredth=all_in_all.first_hundredth,
        next_nine_hundredths=all_in_all.next_nine,
        moves=MovesJson(closer=went.closer, held=went.held, farther=went.farther, n=went.n) if went else None,
        flagged=told.flagged,
    )


def _person(told: Network, one: Member) -> NetworkPersonJson:
    x, y = told.map.people[one.person]
    return NetworkPersonJson(
        id=one.person,
        name=one.name,
        x=x,
        y=y,
        part=one.part,
        strength=one.strength,
        gap_days=one.gap,
        rhythm_days=one.rhythm_days,
        drifting=one.drifting,
        acts=one.said,
        ties=one.ties,
        constraint=one.constraint,
        effective_size=one.effective_size,
        betweenness=one.betweenness,
        embeddedness=one.embeddedness,
        shares=one.shares,
        brought=one.brought,
    )


def _cycle(one: Cycle) -> CycleJson:
    return CycleJson(
        members=one.members,
        invitations=one.invitations,
        joined=one.joined,
        activated=one.activated,
        invited_each=one.invited_each,
        converted=one.converted,
        k=one.k,
        amplification=one.amplification,
    )
