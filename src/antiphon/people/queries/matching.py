"""Who may be one person, found by what they have in common: never all compared with all."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import product

from django.db.models import Count, Q

from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, KnownTrait, Rejection, Side
from antiphon.people.rules import MOST_ALIKE, Candidate, Kind, Match, Trait, match

type Two = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Two people, by their keys, the smaller first, and how likely they are one."""

    one: int
    other: int
    match: Match


@dataclass(slots=True)
class _Known:
    """A person as they are read: their accounts, and what is known of these."""

    accounts: set[int] = field(default_factory=set)
    traits: set[Trait] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    networks: set[str] = field(default_factory=set)

    @property
    def candidate(self) -> Candidate:
        return Candidate(frozenset(self.traits), frozenset(self.names), frozenset(self.networks))


def alike(brand: Brand, people: Collection[int]) -> list[Found]:
    """Return with whom of the brand's people these may be one, and how likely. Six queries, however many they are.

    Two are compared only if they have a key in common that at most fifty accounts have: a mail address, a rare
    username, a full name, an address of theirs. Rejected pairs are left out, and so is what speaks for nothing.
    """
    pairs = _with_a_key_in_common(brand, people)
    known = _known({one for pair in pairs for one in pair})
    rejected = _rejected(brand, known)
    found = []
    for one, other in sorted(pairs):
        if one not in known or other not in known or (one, other) in rejected:
            continue
        likely = match(known[one].candidate, known[other].candidate)
        if likely.likely or likely.certain:
            found.append(Found(one, other, likely))
    return found


def known_people(people: Collection[int]) -> dict[int, Candidate]:
    """Return people as far as they are known, to compare them with somebody. Two queries."""
    return {key: one.candidate for key, one in _known(people).items()}


def _with_a_key_in_common(brand: Brand, people: Collection[int]) -> set[Two]:
    own = KnownTrait.objects.filter(brand=brand, identity__person__in=people, identity__side=Side.THEM)
    keys = set(own.values_list("key", flat=True))
    same = KnownTrait.objects.filter(brand=brand, key__in=keys)
    few = same.values("key").annotate(n=Count("pk")).filter(n__lte=MOST_ALIKE, n__gt=1)
    blocks: dict[str, set[int]] = {}
    shared = KnownTrait.objects.filter(brand=brand, key__in=[row["key"] for row in few.order_by()])
    for key, person in shared.filter(identity__person__isnull=False).values_list("key", "identity__person"):
        blocks.setdefault(key, set()).add(person)
    wanted = set(people)
    return {
        (min(one, other), max(one, other))
        for block in blocks.values()
        for one, other in product(block & wanted, block)
        if one != other
    }


def _known(people: Collection[int]) -> dict[int, _Known]:
    theirs = Identity.objects.filter(person__in=people, side=Side.THEM, anonymized_at=None)
    found: dict[int, _Known] = {}
    for pk, person, name, network in theirs.values_list("pk", "person", "name", "network"):
        if person is not None:
            one = found.setdefault(person, _Known())
            one.accounts.add(pk)
            one.networks.add(network)
            one.names |= {name} if name else set()
    rows = KnownTrait.objects.filter(identity__person__in=list(found))
    for person, kind, key, verified in rows.values_list("identity__person", "kind", "key", "verified"):
        if person in found:
            found[person].traits.add(Trait(Kind(kind), key, verified))
    return found


def _rejected(brand: Brand, known: dict[int, _Known]) -> set[Two]:
    whose = {account: person for person, one in known.items() for account in one.accounts}
    accounts = list(whose)
    said = Rejection.objects.filter(Q(one__in=accounts) & Q(other__in=accounts), brand=brand)
    return set(_people_of(said.values_list("one", "other"), whose))


def _people_of(pairs: Iterable[Two], whose: dict[int, int]) -> Iterable[Two]:
    for one, other in pairs:
        first, second = sorted((whose[one], whose[other]))
        yield first, second
