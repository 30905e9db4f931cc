"""Looks at what is new in a brand's ledger and reads the acts around it, block by block."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max

from antiphon.integrity.detector import WindowDetector, Words
from antiphon.integrity.models import Look
from antiphon.integrity.remembering import remembered
from antiphon.integrity.rules.acts import Act, Finding
from antiphon.integrity.rules.blocks import begin_of, block_of, to_judge_again
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import SAID
from antiphon.organizations.models import Brand
from antiphon.people.models import Side

#: How long a row may take to be seen by others after it was written, on a database with many writers.
SETTLED = timedelta(minutes=10)

type Judged = tuple[datetime, datetime, dict[int, Finding]]
"""A block that was judged: from when to when, and what was found in it."""


class Reader:
    """Reads the acts of a brand, each block once for all detectors of a look; only the last few are kept."""

    def __init__(self, brand: Brand) -> None:
        self._brand = brand
        self._kept: dict[tuple[timedelta, int], list[Act]] = {}

    def block(self, number: int, length: timedelta) -> list[Act]:
        """Return everything that happened in a block, in the order in which it happened."""
        key = (length, number)
        if key not in self._kept:
            while len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = self._read(number, length)
        return self._kept[key]

    def _read(self, number: int, length: timedelta) -> list[Act]:
        begin, end = begin_of(number, length), begin_of(number + 1, length)
        rows = Interaction.objects.filter(brand=self._brand, at__gte=begin, at__lt=end, automated=False)
        return [_act(row) for row in rows.order_by("at", "source").values(*_COLUMNS).iterator()]


def judged(detector: WindowDetector, reader: Reader, words: Words, fresh: Collection[int]) -> Iterator[Judged]:
    """Yield each block that has to be judged since some are `fresh`, with what is found among its acts.

    Reads a few blocks at a time. A window of which no act is new is not judged again as long as this process runs.
    """
    length = detector.block

    def window(number: int) -> dict[int, Finding]:
        """Return what is found in a block and the next one together."""
        acts = [*reader.block(number, length), *reader.block(number + 1, length)]
        return remembered(detector, acts, words)

    for number in to_judge_again(fresh):
        within = {one.id for one in reader.block(number, length)}
        before, after = window(number - 1), window(number)
        found = {key: after[key] for key in before.keys() & after.keys()} if detector.both else {**before, **after}
        yield (
            begin_of(number, length),
            begin_of(number + 1, length),
            {key: one for key, one in found.items() if key in within},
        )


def fresh_blocks(detector: WindowDetector, brand: Brand, after: int) -> set[int]:
    """Return the blocks with rows of later keys than one that a detector looks at; after 0 all that hold any."""
    new = Interaction.objects.filter(brand=brand, pk__gt=after, verb__in=detector.verbs | SAID)
    moments: Callable[[], Iterator[datetime]] = new.values_list("at", flat=True).iterator
    return {block_of(at, detector.block) for at in moments()}


def nothing_new(brand: Brand, look: Look, stood: tuple[int, int, int]) -> bool:
    """Whether the ledger holds the same rows as at the last look, though some of them may have settled since."""
    mark, last, beyond = stood
    if last != look.last:
        return False
    if mark != look.mark:
        beyond += Interaction.objects.filter(brand=brand, pk__gt=look.mark, pk__lte=mark).count()
    return beyond == look.beyond


def stand(brand: Brand, look: Look, now: datetime) -> tuple[int, int, int]:
    """Return where the ledger stands: up to which key it is settled, its last key, how many rows lie between."""
    new = Interaction.objects.filter(brand=brand, pk__gt=look.mark)
    settled = new.filter(recorded_at__lt=now - SETTLED).aggregate(last=Max("pk"))["last"] or look.mark
    told = new.filter(pk__gt=settled).aggregate(last=Max("pk"), rows=Count("pk"))
    return settled, told["last"] or settled, told["rows"]


_KEPT = 4
_COLUMNS = (
    "pk", "source", "verb", "at", "actor", "target", "subject", "parent", "root", "words", "inferred",
    "actor__side", "target__side", "actor__avatar_url", "actor__name", "actor__handle",
    "actor__first_seen",
)  # fmt: skip


def _act(row: Mapping[str, Any]) -> Act:
    name, handle = row["actor__name"], row["actor__handle"]
    return Act(
        id=row["pk"],
        source=row["source"],
        verb=row["verb"],
        at=row["at"],
        actor=row["actor"],
        target=row["target"],
        subject=row["subject"],
        parent=row["parent"],
        root=row["root"],
        words=row["words"],
        ours=row["actor__side"] == Side.US,
        to_us=row["target__side"] == Side.US,
        bare=not row["actor__avatar_url"] and (not name or name.casefold() in handle.casefold()),
        told=not row["inferred"],
        seen=row["actor__first_seen"],
    )


def no_words(_: Collection[str]) -> Mapping[str, str]:
    """Tell nothing of what was said."""
    return {}
