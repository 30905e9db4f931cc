"""What the files of a brand hold and how far they go: read as a whole, replaced as a whole."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

#: For how long rows with lower numbers may still appear: they belong to transactions that were under way.
LATE = timedelta(minutes=5)
_MARK_EVERY = timedelta(seconds=30)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A Parquet file: where it lies within the folder, of which month its rows are, how many, which numbers.

    `month` is a year of what is added up beside the rows, and `all` of what is not kept by time.
    """

    path: str
    month: str
    rows: int
    first: int
    last: int


class Mark(msgspec.Struct, kw_only=True):
    """At a moment the rows up to this number were written: so many of them."""

    at: datetime
    upto: int
    rows: int


class Written(msgspec.Struct, kw_only=True):
    """A table as it is written: its parts, what it was written as, and how far it goes.

    Until `rests_until` it is not written anew because rows changed: it took long enough the last time. `edition`
    counts how often it was.
    """

    made_as: str = ""
    signature: str = ""
    upto: int = 0
    parts: list[Part] = []
    marks: list[Mark] = []
    rests_until: datetime | None = None
    edition: int = 1

    @property
    def rows(self) -> int:
        """How many rows stand in the files."""
        return sum(part.rows for part in self.parts)

    @property
    def settled(self) -> Mark:
        """Up to where no row can appear any more."""
        return self.marks[0] if self.marks else Mark(at=datetime.min, upto=0, rows=0)  # noqa: DTZ901  never compared

    def note(self, now: datetime) -> None:
        """Note how far the rows go now; of older notes only the last is kept."""
        if not self.marks or now - self.marks[-1].at >= _MARK_EVERY:
            self.marks.append(Mark(at=now, upto=self.upto, rows=self.rows))
        while len(self.marks) > 1 and now - self.marks[1].at > LATE:
            del self.marks[0]
        if self.marks[0].upto and now - self.marks[0].at <= LATE:
            self.marks.insert(0, Mark(at=now - LATE - _MARK_EVERY, upto=0, rows=0))

    def came_late(self, ids: Iterable[int]) -> None:
        """Note rows that appeared below numbers that were written."""
        for pk in ids:
            for mark in self.marks:
                mark.rows += pk <= mark.upto


class Manifest(msgspec.Struct, kw_only=True):
    """All tables of a brand by name, and when the files last were as the database is."""

    tables: dict[str, Written] = {}
    at: datetime | None = None

    def table(self, name: str) -> Written:
        """Return a table as it is written, new if it is not."""
        return self.tables.setdefault(name, Written())
