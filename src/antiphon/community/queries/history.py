"""How a writing stood from its first words on, and what each edit changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from antiphon.community.models import Writing
from antiphon.lib.differences import Piece, differences


@dataclass(frozen=True, slots=True)
class Stand:
    """How a writing stood: `until` when, None for as it stands; what it changed against the one before, or all."""

    until: datetime | None
    pieces: Sequence[Piece]
    warnings: Sequence[Piece]
    is_first: bool


def history_of(writing: Writing) -> list[Stand]:
    """Return how a writing stood, the latest first."""
    kept: list[tuple[str, str, datetime | None]] = [
        (one.source, one.warning, one.until) for one in writing.revisions.order_by("until", "pk")
    ]
    kept.append((writing.source, writing.warning, None))
    before = [("", "", None), *kept]
    stands = [
        Stand(until, differences(old[0], source), differences(old[1], warning), place == 0)
        for place, ((source, warning, until), old) in enumerate(zip(kept, before, strict=False))
    ]
    return stands[::-1]
