"""Posts of a period with what their networks told, each beside the last 20 on its channel at the same age."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from antiphon.channels.models import Channel
from antiphon.ledger.queries import Part, parts_of
from antiphon.measures.rules import engagement_rate
from antiphon.organizations.models import Brand
from antiphon.publishing.models import Delivery
from antiphon.publishing.rules.delivering import HAS_STOOD
from antiphon.reports.queries.told import ByName, last_told, readings_of
from antiphon.reports.rules.comparison import LAST, Past, Place, Usual, usual, usual_at
from antiphon.reports.rules.readings import ENGAGEMENTS, Told, as_one, engagements, value_at

#: What is read at most for one page.
MOST = 200


@dataclass(frozen=True)
class Followed:
    """A post on one channel with what was told of it up to a moment, and the posts before it there.

    A thread is one post: `told` is of the whole, `pieces` of its first post and then of each later part and first
    comment. The posts before it are whole too.
    """

    delivery: Delivery
    live_at: datetime
    as_of: datetime
    told: ByName
    before: Sequence[tuple[datetime, ByName]]
    pieces: Sequence[ByName]
    followers: int | None = None

    @property
    def parts(self) -> int:
        """How many later parts and first comments of ours stand below it."""
        return len(self.pieces) - 1

    @property
    def age(self) -> timedelta:
        """How long it stands."""
        return self.as_of - self.live_at

    @cached_property
    def last(self) -> Mapping[str, Told]:
        """What was told last, by name."""
        return last_told(self.told, self.as_of)

    def number(self, name: str) -> int | None:
        """Return the number that was told last under a name; None: not known."""
        return self.last[name].value if name in self.last else None

    @cached_property
    def engagements(self) -> int | None:
        """What people did with it, as its network tells; None where it tells nothing of it."""
        return engagements({name: told.value for name, told in self.last.items()})

    @cached_property
    def first_engagements(self) -> int | None:
        """What people did with the first post alone: it is of this one that views are told."""
        return self.engagements if not self.parts else _engagements_at(self.pieces[0], self.as_of)

    @property
    def rate_by_views(self) -> float | None:
        """Engagements for each view, both of the first post; None where the network does not tell both."""
        known = self.first_engagements
        return None if known is None else engagement_rate(known, self.number("views"))

    @property
    def rate_by_followers(self) -> float | None:
        """Engagements for each follower on the day it went out; None where one of both is not known."""
        known = self.engagements
        return None if known is None else engagement_rate(known, self.followers)

    @cached_property
    def usual(self) -> Usual:
        """What was usual of the engagements of the last 20 before it, each at the age that it has."""
        ages = [(at, told) for at, told in self.before[-LAST:] if at + self.age <= self.as_of]
        known = [_engagements_at(told, at + self.age) for at, told in ages]
        return usual([value for value in known if value is not None])

    @property
    def place(self) -> Place | None:
        """Where its engagements lie against what was usual; None where they cannot be compared."""
        return self.usual.place(self.engagements)

    def usual_of(self, name: str, age: timedelta | None = None) -> Usual:
        """Return what was usual of one number at an age, that of the post without one."""
        past = [Past(at, told.get(name, ())) for at, told in self.before]
        return usual_at(past, self.age if age is None else age, self.as_of)


def standing(brand: Brand, channels: Iterable[Channel]) -> QuerySet[Delivery]:
    """Return the deliveries that stand or stood on these channels.

    Without answers, which belong to conversations, and later parts, which belong to the post before them.
    """
    found = Delivery.objects.filter(channel__in=channels, post__brand=brand)
    found = found.filter(post__in_reply_to=None, post__continues=None)
    return found.filter(state__in=HAS_STOOD, live_at__isnull=False).exclude(uri="")


def posts_between(
    brand: Brand,
    channels: Iterable[Channel],
    since: datetime,
    until: datetime,
    as_of: datetime,
    followers: Mapping[int, Sequence[Told]],
    most: int = MOST,
    *,
    skip: int = 0,
) -> list[Followed]:
    """Return the posts of a period with their figures as of a moment, the latest first. Four queries."""
    shown = standing(brand, channels).filter(live_at__gte=since, live_at__lt=until).order_by("-live_at", "-pk")
    hydrated = shown.select_related("channel__identity", "post__content")[skip:][:most]
    return _followed(brand, list(hydrated), as_of, followers)


def one_post(brand: Brand, pk: int, as_of: datetime, followers: Sequence[Told] = ()) -> Followed | None:
    """Return one delivery with its figures as of a moment; None if there is none of this brand."""
    channels = Channel.objects.filter(brand=brand)
    found = standing(brand, channels).select_related("channel__identity", "post__content").filter(pk=pk)
    rows = list(found)
    return _followed(brand, rows, as_of, {row.channel_id: followers for row in rows})[0] if rows else None


def _followed(
    brand: Brand, rows: Sequence[Delivery], as_of: datetime, followers: Mapping[int, Sequence[Told]]
) -> list[Followed]:
    if not rows:
        return []
    history = _history(brand, rows)
    roots = {uri for some in history.values() for _at, uri in some} | {row.uri for row in rows}
    parts = parts_of(brand, roots)
    told = readings_of(brand, roots | {one.uri for some in parts.values() for one in some}, as_of)
    whole = {root: _whole(root, [one for one in parts[root] if one.at <= as_of], told) for root in roots}
    found = []
    for row in rows:
        live_at = row.live_at or as_of
        earlier = [(at, whole[uri]) for at, uri in history[row.channel_id] if at < live_at]
        then = value_at(followers.get(row.channel_id, ()), live_at)
        pieces = [told[row.uri], *(told[one.uri] for one in parts[row.uri] if one.at <= as_of)]
        base = then.value if then else None
        found.append(Followed(row, live_at, as_of, whole[row.uri], earlier[-LAST:], pieces, base))
    return found


def _whole(root: str, parts: Sequence[Part], told: Mapping[str, ByName]) -> ByName:
    return as_one(told[root], [told[one.uri] for one in parts], [one.at for one in parts])


def _history(brand: Brand, rows: Sequence[Delivery]) -> dict[int, list[tuple[datetime, str]]]:
    """Return when each post on these channels went out, and where it stands, from 20 before the first. One query."""
    channels = {row.channel_id for row in rows}
    moments = [row.live_at for row in rows if row.live_at]
    found = standing(brand, Channel.objects.filter(pk__in=channels)).filter(live_at__lte=max(moments))
    order = Window(RowNumber(), partition_by=F("channel"), order_by=F("live_at").desc())
    near = found.annotate(place=order).filter(place__lte=LAST + len(rows)).order_by("live_at", "pk")
    history: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for channel, live_at, uri in near.values_list("channel", "live_at", "uri"):
        if live_at:
            history[channel].append((live_at, uri))
    return history


def _engagements_at(told: ByName, moment: datetime) -> int | None:
    known = {name: value_at(told[name], moment) for name in ENGAGEMENTS if name in told}
    return engagements({name: one.value for name, one in known.items() if one})
