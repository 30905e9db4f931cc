"""The promise of a table of the columns, and what a column says of itself."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise

from antiphon.measures.columns.pseudonyms import Pseudonyms
from antiphon.organizations.models import Brand

type Row = tuple[Any, ...]


class Kind(StrEnum):
    """What a column holds."""

    WHOLE = "whole number"
    AMOUNT = "amount"
    TEXT = "text"
    FLAG = "yes or no"
    MOMENT = "moment"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it holds, in a sentence what that means, and whether it may be empty."""

    name: str
    kind: Kind
    definition: Promise
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """Of whom rows are written: a brand, the numbers that stand for people and addresses; how many rows at once."""

    brand: Brand
    pseudonyms: Pseudonyms
    at_once: int

    def day(self, at: datetime) -> date:
        """Return the day on the brand’s wall."""
        return at.astimezone(self.brand.zone).date()


class Table(ABC):
    """A table of the columns. Subclass it in a file of its own in `tables/`, or register one from a floor above.

    `columns` begin with `id`, which grows: what is new has a higher one. `fields` are the lookups that `line` gets.
    `version` is another one where old files must be written anew. Where rows change after they were written,
    `signature` tells so. Tables `by_month` have a column `day`.
    """

    name: ClassVar[str]
    definition: ClassVar[Promise]
    columns: ClassVar[tuple[Column, ...]]
    fields: ClassVar[tuple[str, ...]]
    version: ClassVar[str] = "1"
    by_month: ClassVar[bool] = True
    place: ClassVar[int] = 50

    @abstractmethod
    def rows(self, brand: Brand) -> "QuerySet[Any, Any]":
        """Return the rows of a brand."""

    @abstractmethod
    def line(self, row: Row, scene: Scene) -> Row:
        """Return what the columns hold of a row of `fields`, the first of which is the primary key."""

    def signature(self, brand: Brand, upto: int) -> str:  # noqa: ARG002
        """Return what is another text once rows up to this id are no longer as they were written."""
        return ""

    def told(self, brand: Brand, upto: int, **sums: Any) -> str:
        """Return what these sums over the rows up to an id come to, as a text."""
        found = self.rows(brand).filter(pk__lte=upto).aggregate(**sums)
        return " ".join(str(found[name]) for name in sorted(found))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)
