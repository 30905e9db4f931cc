"""Reads of the ledger with more than one caller."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import SAID, carried_on
from antiphon.organizations.models import Brand

_judges: list[Callable[[], QuerySet[Any, Any]]] = []


def judged_by(set_aside: Callable[[], QuerySet[Any, Any]]) -> None:
    """Let somebody above say which interactions are set aside: a query of one column, their ids.

    So those who act leave out what was judged without knowing who judges.
    """
    _judges.append(set_aside)


def set_aside() -> list[QuerySet[Any, Any]]:
    """Return the queries of the ids of interactions that are set aside. No query is made."""
    return [judge() for judge in _judges]


def aside() -> Q:
    """Return the condition that somebody has set an interaction aside."""
    return Q(*(Q(pk__in=ids) for ids in set_aside()), _connector=Q.OR) if _judges else Q(pk__in=[])


def admissible() -> Q:
    """Return the condition that nobody has set an interaction aside."""
    return ~aside() if _judges else Q()


@dataclass(frozen=True, slots=True)
class Part:
    """A later part of a post of ours, or a first comment: where it stands, and since when."""

    uri: str
    at: datetime


def parts_of(brand: Brand, roots: Collection[str]) -> dict[str, list[Part]]:
    """Return the later parts of posts by the address of the first, in order. One query, however many there are."""
    rows = Interaction.objects.filter(brand=brand, root__in=roots, verb__in=SAID, actor=F("channel__identity"))
    said: dict[str, dict[str, tuple[str, datetime]]] = {root: {} for root in roots}
    for root, uri, upon, at in rows.order_by("at", "pk").values_list("root", "subject", "parent", "at"):
        said[root].setdefault(uri, (upon, at))
    return {
        root: [Part(uri, own[uri][1]) for uri in carried_on(root, [(uri, upon) for uri, (upon, _at) in own.items()])]
        for root, own in said.items()
    }


type Teller = Callable[[Brand, Collection[str]], Mapping[str, str]]
_tellers: list[Teller] = []


def told_by(teller: Teller) -> None:
    """Let somebody above tell what messages say, by their address: the ledger itself keeps no words."""
    _tellers.append(teller)


def words_of(brand: Brand, uris: Collection[str]) -> dict[str, str]:
    """Return what messages say, as far as anybody keeps their words."""
    found: dict[str, str] = {}
    for teller in _tellers:
        found |= teller(brand, uris)
    return found


@dataclass(frozen=True, slots=True)
class Rewarded:
    """An account with a reward at stake, from when and until when; whether it `came` for it or brings others."""

    account: int
    reward: str
    since: datetime
    until: datetime | None
    came: bool


_rewarders: list[Callable[[int], list[Rewarded]]] = []


def rewarded_by(rewarder: Callable[[int], list[Rewarded]]) -> None:
    """Let somebody above tell who has a reward at stake in a brand, by the brand's key."""
    _rewarders.append(rewarder)


def rewards_in(brand: int) -> list[Rewarded]:
    """Return who has a reward at stake in a brand."""
    return [one for rewarder in _rewarders for one in rewarder(brand)]
