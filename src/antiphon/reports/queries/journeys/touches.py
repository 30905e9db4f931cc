"""What people did on networks, in the community and with us directly, as touches of their journeys."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from antiphon.community.models import Event, LiveSession
from antiphon.integrity.queries import counted
from antiphon.ledger.rules import Direction, Verb
from antiphon.measures.rules.attribution import Touch
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Side

#: What is done for the record alone meets nobody; who leaves goes no further.
_NO_TOUCH = frozenset({Verb.LEAVE, Verb.BOUNCE, Verb.PLAN, Verb.SETTLE, Verb.DECIDE, Verb.WELCOME})
#: Of each kind of row so many may stand at one moment and still be told apart.
_KINDS = ("act", "visit", "link")


@dataclass(frozen=True, slots=True)
class Met:
    """A touch with the row behind it: `kind` is act (of the ledger), visit or link; `what` is the verb, or the path.

    `who` is one key for all that a person did, on whichever account. `uri` is only to look up by: it may name a group
    that not everybody may know of, and is shown to nobody.
    """

    who: str
    at: datetime
    kind: str
    row: int
    channel: str
    what: str
    uri: str = ""

    @property
    def touch(self) -> Touch:
        """The touch as the rules see it. Rows of all kinds stand in one order."""
        return Touch(self.at, self.row * len(_KINDS) + _KINDS.index(self.kind), self.channel)


def who_is(identity: int, person: int | None, whole: int | None) -> str:
    """Return the key of whoever is behind an account: the person that it belongs to today, else itself."""
    return f"person-{whole or person}" if person else f"account-{identity}"


def acts_of(brand: Brand, since: datetime, until: datetime, whose: Collection[str] | None = None) -> Iterator[Met]:
    """Return what others did in a time and integrity counts, in order; only some of them, if named. Three queries.

    What they said directly to each other is theirs alone: it is no touch. What they did in a group that not everybody
    reads is one; the words and the group stay there.
    """
    rows = counted(brand).filter(_done_by(whose), at__gte=since, at__lt=until, actor__side=Side.THEM)
    rows = rows.filter(direction__in=[Direction.IN, Direction.BETWEEN]).exclude(verb__in=_NO_TOUCH)
    rows = rows.exclude(verb=Verb.DIRECT, direction=Direction.BETWEEN)
    names = (
        "pk",
        "at",
        "verb",
        "subject",
        "root",
        "channel__kind",
        "actor",
        "actor__person",
        "actor__person__merged_into",
    )
    live, events = _roots(brand, LiveSession), _roots(brand, Event)
    found = rows.order_by("at", "pk").values(*names)
    return (_met(row, live, events) for row in found.iterator())


def _done_by(whose: Collection[str] | None) -> Q:
    return Q() if whose is None else Q(actor__in=Identity.objects.filter(accounts(whose, "")).values("pk"))


def accounts(whose: Collection[str], identity: str) -> Q:
    """Return the condition that an account is one of some people; `identity` leads to the account, with its `__`."""
    keys: dict[str, list[int]] = {"person": [], "account": []}
    for kind, _dash, key in (one.partition("-") for one in whose):
        if kind in keys:
            keys[kind].append(int(key))
    whole = {f"{identity}person__merged_into__in": keys["person"]}
    own = Q(**{f"{identity}person__in": keys["person"]}) | Q(**{f"{identity}pk__in": keys["account"]})
    return own | Q(**whole)


def _roots(brand: Brand, made: type[LiveSession] | type[Event]) -> set[str]:
    found = made._default_manager.filter(topic__brand=brand)  # noqa: SLF001
    return set(found.values_list("topic__conversation__root_uri", flat=True))


def _met(row: Mapping[str, Any], live: Collection[str], events: Collection[str]) -> Met:
    who = who_is(row["actor"], row["actor__person"], row["actor__person__merged_into"])
    channel = channel_of(row["verb"], row["channel__kind"] or "", row["root"] in live, row["root"] in events)
    return Met(who, row["at"], "act", row["pk"], channel, row["verb"], row["subject"])


def channel_of(verb: str, kind: str, live: bool = False, event: bool = False) -> str:  # noqa: FBT001, FBT002
    """Return the label under which attribution knows an act, by its verb and the kind of channel it stands on.

    >>> channel_of("like", "mastodon"), channel_of("reply", "community"), channel_of("meeting", "")
    ('social/mastodon', 'community/discussion', 'direct/meeting')
    """
    if verb in {Verb.MEET, Verb.DIRECT}:
        return "direct/meeting" if verb == Verb.MEET else "direct/conversation"
    if verb == Verb.SUBSCRIBE or kind == "newsletter":
        return "mail/newsletter"
    if verb == Verb.ATTEND or event:
        return "community/event"
    if live:
        return "community/live"
    if kind in {"", "community"}:
        return "community/discussion"
    return "direct/conversation" if kind == "mail" else f"social/{kind}"


def channel_of_link(kind: str) -> str:
    """Return the label of a link by the kind of channel it stood on; empty where it was made by hand.

    >>> channel_of_link("mastodon"), channel_of_link("newsletter"), channel_of_link("")
    ('social/mastodon', 'mail/newsletter', 'link')
    """
    known = {"": "link", "newsletter": "mail/newsletter", "community": "community/discussion"}
    return known.get(kind, f"social/{kind}")


def side_of(channel: str) -> str:
    """Return the side of the house that a channel belongs to: call, response, or neither (an empty text).

    >>> side_of("social/mastodon"), side_of("community/live"), side_of("search")
    ('call', 'response', '')
    """
    first = channel.partition("/")[0]
    return {
        "social": "call", "mail": "call", "paid": "call", "campaign": "call", "link": "call",
        "community": "response", "direct": "response" if "/" in channel else "",
    }.get(first, "")  # fmt: skip
