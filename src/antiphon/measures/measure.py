"""The promise that every measure keeps, and the figure it returns."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext

from antiphon.ledger.rules import Verb
from antiphon.measures.evidence import Evidence, Line
from antiphon.measures.rounding import rounded


class Side(StrEnum):
    """To which voice a measure belongs: what we call out, what comes back, what it is worth."""

    CALL = "call"
    RESPONSE = "response"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it stands on.

    `value` is None where it is not known, which is not 0; `n` the number of observations; `rows`,
    `readings`: the ids of the interactions and readings behind it; `excluded`: the ids of the
    interactions that were set aside; `sentence` says it in words, or why it is not known.
    """

    value: float | None
    n: int
    sentence: str
    rows: tuple[int, ...] = ()
    readings: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    params_version: str = "1"


@dataclass(frozen=True, slots=True)
class ExampleAct:
    """One act of a worked example: `who` is "us" or a name; `upon` the act it is done to; `after` the post."""

    id: str
    verb: Verb
    who: str
    upon: str = ""
    after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: told in words, as acts and readings of the ledger, with the value it must give.

    The post is the act "R". `readings` are (name, value) in the order they were told.
    """

    told: Promise
    value: float
    acts: tuple[ExampleAct, ...]
    readings: tuple[tuple[str, int], ...] = ()


class Measure(ABC):
    """One figure of a post. Subclass it in a file of its own in `catalogue/`.

    `name` stands in addresses and is never changed; `unit` follows the number; `definition` is one
    sentence; `source` says where the formula is from; `compared`: whether it is shown against the
    brand's own history; `place` orders it within its side; `reading` names the number that networks
    tell of the same thing, to be shown beside what was heard; `needs_hearing`: whether it is a figure
    of what was heard.
    """

    name: ClassVar[str]
    title: ClassVar[Promise]
    unit: ClassVar[Promise]
    definition: ClassVar[Promise]
    source: ClassVar[Promise]
    example: ClassVar[Example]
    side: ClassVar[Side]
    decimals: ClassVar[int] = 0
    compared: ClassVar[bool] = False
    place: ClassVar[int] = 50
    reading: ClassVar[str] = ""
    needs_hearing: ClassVar[bool] = True

    def figure(self, evidence: Evidence) -> Figure:
        """Return the figure, or that it is not known where nobody listens."""
        if evidence.deaf and self.needs_hearing:
            return Figure(None, 0, gettext("Nobody listens where this post stands, so it is not known."))
        return self.of(evidence)

    @abstractmethod
    def of(self, evidence: Evidence) -> Figure:
        """Return the figure of the messages that the evidence is about, as of its moment."""

    def format(self, value: float) -> str:
        """Return the number as it is written in the language of who reads."""
        return rounded(value, self.decimals)


def ids(lines: Iterable[Line], *, counted: bool) -> tuple[int, ...]:
    """Return the ids of those lines that are counted, or of those that are not."""
    return tuple(line.id for line in lines if line.counted == counted)
