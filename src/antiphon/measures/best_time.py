"""The best time to post, from what a channel's own posts have brought; never a guess where they are too few.

An observation is a post of ours on one channel. Its responses are the replies, quotes, mentions, likes and shares of
others that are counted and came within `WINDOW` of it. Posts younger than that are left out, as are channels on which
nobody listens: what was not heard is not nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from antiphon.channels.connector import Capability
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.integrity.queries import counted
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.lib import clock
from antiphon.measures.rules.best_time import Cell, Heat, Hour, Observed, best, heat_of
from antiphon.organizations.models import Brand

#: How long after a post its responses are counted, and how far back posts are looked at.
WINDOW, PAST = timedelta(hours=48), timedelta(days=365)
_RESPONSES = (Verb.REPLY, Verb.QUOTE, Verb.MENTION, Verb.LIKE, Verb.SHARE)
#: Taken back and done again by the same account, these are done once.
_ONCE = frozenset({Verb.LIKE, Verb.SHARE})


@dataclass(frozen=True, slots=True)
class Sent:
    """A post of ours as it was observed: its address, when it went out, and the ledger rows of its responses."""

    subject: str
    at: datetime
    hour: Hour
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BestHour:
    """An hour of the week that brought more than usual, with the number of posts it stands on."""

    weekday: int
    hour: int
    mean: float
    n: int


def can_be_known(channel: Channel) -> bool:
    """Whether responses are heard on a channel at all."""
    return connector_for(channel.kind).can(Capability.LISTEN)


def sent_posts(brand: Brand, channel: Channel, as_of: datetime) -> list[Sent]:
    """Return our posts on a channel within the past year, each with its responses, the latest first. Two queries."""
    if not can_be_known(channel):
        return []
    ours = Interaction.objects.filter(
        brand=brand, channel=channel, verb=Verb.POST, direction=Direction.OUT, parent="",
        at__gte=as_of - PAST, at__lte=as_of - WINDOW,
    )  # fmt: skip
    began = dict(ours.order_by("at", "pk").values_list("subject", "at"))
    rows = _responses(brand, channel, began, as_of)
    zone = brand.zone
    return [
        Sent(subject, at, _hour(timezone.localtime(at, zone)), tuple(rows.get(subject, ())))
        for subject, at in reversed(began.items())
    ]


def heat_map(brand: Brand, channel: Channel, as_of: datetime | None = None) -> Heat:
    """Return what the posts of a channel brought by the hour of the week, on the brand's clock. Two queries."""
    found = sent_posts(brand, channel, as_of or clock.now())
    return heat_of(Observed(one.hour, len(one.rows)) for one in found)


def best_hours(brand: Brand, channel: Channel, most: int = 3) -> list[BestHour]:
    """Return the hours of the week that brought more than usual on a channel, the best first, if any."""
    heat = heat_map(brand, channel)
    return [_best(hour, heat.hours[hour]) for hour in best(heat, most)]


def _best(hour: Hour, cell: Cell) -> BestHour:
    return BestHour(hour[0], hour[1], cell.mean or 0.0, cell.n)


def _responses(brand: Brand, channel: Channel, began: dict[str, datetime], as_of: datetime) -> dict[str, list[int]]:
    """Return the rows of the counted responses of others to our posts, each within its window, by the post."""
    heard = counted(brand).filter(
        channel=channel, verb__in=_RESPONSES, direction__in=[Direction.IN, Direction.BETWEEN],
        at__gte=as_of - PAST, at__lte=as_of,
    )  # fmt: skip
    found: dict[str, list[int]] = {}
    once: set[tuple[str, int, str]] = set()
    for pk, root, at, actor, verb in heard.order_by("at", "pk").values_list("pk", "root", "at", "actor", "verb"):
        sent, act = began.get(root), (root, actor, verb)
        repeated = verb in _ONCE and act in once
        if sent is not None and sent <= at <= sent + WINDOW and not repeated:
            found.setdefault(root, []).append(pk)
            once.add(act)
    return found


def _hour(here: datetime) -> Hour:
    return here.weekday(), here.hour
