"""How far was heard of a network that is asked again and again and shows some things late."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import msgspec

#: How long after it was said something may be shown for the first time.
_SETTLING = timedelta(minutes=10)


class _Stream(msgspec.Struct, array_like=True):
    """How far one stream was heard: its latest moment, and marks of what was said shortly before it."""

    latest: datetime
    marks: list[str]


class Ear:
    """Tells what is new of several streams (the comments of one post, mentions); made from a cursor and ends in one.

    A stretch before the latest moment of a stream counts as unsettled: what is found there is new unless it is
    marked. A cursor that cannot be read is as good as none.
    """

    def __init__(self, cursor: str) -> None:
        self._before = _read(cursor)
        self._after: dict[str, _Stream] = {}

    def since(self, stream: str) -> datetime | None:
        """Return how far back to ask; None for as far as the network gives."""
        known = self._before.get(stream)
        return known.latest - _SETTLING if known else None

    def keep(self, stream: str) -> None:
        """Go on from where a stream was left that is not asked this time."""
        if stream in self._before:
            self._after[stream] = self._before[stream]

    def new[T](
        self, stream: str, found: Iterable[T], name: Callable[[T], str], at: Callable[[T], datetime]
    ) -> list[T]:
        """Return what of a stream was not heard before, the oldest first."""
        known, since = self._before.get(stream), self.since(stream)
        told = sorted(((at(one), _mark(name(one)), one) for one in found), key=lambda told: told[:2])
        settled = [entry for entry in told if since is None or entry[0] >= since]
        self._note(stream, [(moment, mark) for moment, mark, _ in settled])
        marks = set(known.marks) if known else set()
        return [one for _, mark, one in settled if mark not in marks]

    def cursor(self) -> str:
        """Return where to go on the next time."""
        return msgspec.json.encode(self._after, order="deterministic").decode() if self._after else ""

    def _note(self, stream: str, told: list[tuple[datetime, str]]) -> None:
        known = self._before.get(stream)
        if not told:
            self.keep(stream)
            return
        latest = max([moment for moment, _ in told] + ([known.latest] if known else []))
        marks = {mark for moment, mark in told if moment >= latest - _SETTLING}
        if known and latest - known.latest < _SETTLING:
            marks.update(known.marks)
        self._after[stream] = _Stream(latest.astimezone(UTC), sorted(marks))


def _read(cursor: str) -> dict[str, _Stream]:
    try:
        return msgspec.json.decode(cursor or "{}", type=dict[str, _Stream])
    except (msgspec.DecodeError, ValueError):
        return {}


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]
