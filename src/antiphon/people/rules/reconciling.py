"""Two books that tell of one person: what changed on which side since they were last compared. Pure.

Each side is compared with itself as it was then, never with the other: that two books call somebody differently is no
change, and what one side never had is not taken from the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from antiphon.people.rules.contacts import Contact

#: What is carried over as one value, and what is carried over piece by piece. A note stays where it was written.
SINGLE, MANY = ("name", "organization", "role", "birthday"), ("mails", "phones", "urls")

type Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clash:
    """Both sides changed the same thing, each otherwise."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What follows: `send` goes there, `take` comes from there, `clashes` wait for a person.

    `base` is our side as it is compared the next time: what was not sent yet still counts as changed.
    """

    send: dict[str, Any] = field(default_factory=dict)
    take: dict[str, Any] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    base: dict[str, Any] = field(default_factory=dict)


def carried(contact: Contact) -> dict[str, Any]:
    """Return of a contact what is carried over, as JSON."""
    single = {name: getattr(contact, name) for name in SINGLE}
    single["name"] = contact.called
    return single | {name: list(getattr(contact, name)) for name in MANY}


def reconciled(ours_before: Told, ours: Told, theirs_before: Told, theirs: Told) -> Reconciled:
    """Return what changed on which side. What is empty now on our side was not deleted there.

    >>> before, renamed = {"name": "Dora"}, {"name": "Dora Conti"}
    >>> reconciled(before, renamed, before, before).send
    {'name': 'Dora Conti'}
    >>> reconciled(before, before, before, renamed).take
    {'name': 'Dora Conti'}
    >>> reconciled(before, renamed, before, {"name": "Dori"}).clashes
    (Clash(field='name', ours='Dora Conti', theirs='Dori'),)
    """
    found = Reconciled(base=dict(ours))
    clashes = []
    for name in SINGLE:
        was, now, there_was, there = (one.get(name, "") for one in (ours_before, ours, theirs_before, theirs))
        mine, yours = now not in (was, "", there), there not in (there_was, "", now)
        if mine and yours:
            clashes.append(Clash(name, now, there))
        elif mine:
            found.send[name], found.base[name] = now, was
        elif yours:
            found.take[name] = there
    for name in MANY:
        added = _added(ours_before.get(name, ()), ours.get(name, ()), theirs.get(name, ()))
        if added:
            found.send[name] = added
            found.base[name] = [one for one in ours.get(name, ()) if one not in added]
    return Reconciled(found.send, found.take, tuple(clashes), found.base)


def _added(before: Iterable[str], now: Iterable[str], there: Iterable[str]) -> list[str]:
    known = {one.casefold().rstrip("/") for one in (*before, *there)}
    return [one for one in now if one.casefold().rstrip("/") not in known]
