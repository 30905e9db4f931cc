"""An act as the detectors see it, and what a detector says of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from antiphon.ledger.rules import SAID


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the ledger: `actor` did `verb` to `subject`, of `target`. `source` orders acts of one moment.

    `words` counts what was said. `ours`: an account of ours did it; `to_us`: to one of ours. `bare`: the account has
    neither a picture nor a name beside its handle. `told`: the moment is when it happened, not when we heard of it.
    `seen`: when the account was first met, if that is known.
    """

    id: int
    source: str
    verb: str
    at: datetime
    actor: int
    target: int | None
    subject: str
    parent: str = ""
    root: str = ""
    words: int = 0
    ours: bool = False
    to_us: bool = True
    bare: bool = False
    told: bool = True
    seen: datetime | None = None

    @property
    def upon(self) -> str:
        """Return what it was done to: of an answer what it answers."""
        return self.parent if self.verb in SAID and self.parent else self.subject


def public(acts: Iterable[Act], verbs: Collection[str]) -> list[Act]:
    """Return what others than we did of some verbs, in the order in which it happened."""
    found = [one for one in acts if one.verb in verbs and one.told and not one.ours]
    return sorted(found, key=lambda one: (one.at, one.source))


@dataclass(frozen=True, slots=True)
class Finding:
    """One interaction to be set aside, on what evidence (plain JSON values), and the acts that show it, by id."""

    interaction_id: int
    evidence: dict[str, str] = field(default_factory=dict)
    behind: tuple[int, ...] = ()


def beside(key: int, keys: Iterable[int], most: int = 50) -> tuple[int, ...]:
    """Return the first of many acts that show a finding, itself left out; as few are looked at as are shown.

    >>> beside(2, [1, 2, 3, 4], most=2)
    (1, 3)
    """
    return tuple(islice((one for one in keys if one != key), most))
