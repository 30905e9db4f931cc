"""How far an account has listened to an AT Protocol network, which shows late what it indexed early."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from antiphon.channels.wire import atproto_library as library
from antiphon.channels.wire.atproto import as_moment, moment

if TYPE_CHECKING:
    from atproto import Client

_PAGES, _PAGE = 20, 100
#: How long the network may take to show what it has indexed.
_SETTLING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Listened:
    """How far we have heard: the latest moment that the network indexed, and marks of what was heard shortly before.

    The network is consistent only after a while: what it indexed earlier may be shown later. So a
    stretch before the latest moment is read again, and what is marked is left out.
    """

    latest: str = ""
    marks: frozenset[str] = frozenset()

    @classmethod
    def read(cls, cursor: str) -> "Listened":
        """Return what a cursor says."""
        latest, _, marks = cursor.partition(" ")
        return cls(latest if as_moment(latest) else "", frozenset(marks.split(",")) - {""})

    @property
    def horizon(self) -> datetime | None:
        """How far back to read; None for as far as it goes."""
        latest = as_moment(self.latest)
        return latest - _SETTLING if latest else None

    def and_then(self, notes: list[Any]) -> "Listened":
        """Return how far we have heard with these."""
        latest = max((note.indexed_at for note in notes), default=self.latest)
        until = Listened(latest).horizon
        marks = {mark(note) for note in notes if until is None or moment(note.indexed_at, "") >= until}
        return Listened(max(latest, self.latest), frozenset(marks))

    def written(self) -> str:
        """Return it as a cursor."""
        return f"{self.latest} {','.join(sorted(self.marks))}".strip()


def a_little_before(latest: str) -> str:
    """Return the moment from which on to search anew after this one: what was indexed late comes too."""
    moment = as_moment(latest)
    return (moment - _SETTLING).isoformat().replace("+00:00", "Z") if moment else ""


def mark(note: Any) -> str:
    """Return what a notification is remembered by."""
    return hashlib.sha256(f"{note.reason} {note.uri}".encode()).hexdigest()[:12]


def since(client: "Client", horizon: datetime | None) -> Iterator[Any]:
    """Yield notifications back to a moment, the newest first; all that there are without one."""
    page: str | None = None
    for _ in range(_PAGES):
        answer = client.app.bsky.notification.list_notifications(
            library.models.AppBskyNotificationListNotifications.Params(limit=_PAGE, cursor=page)
        )
        for note in answer.notifications:
            if horizon is not None and moment(note.indexed_at, "") < horizon:
                return
            yield note
        page = answer.cursor
        if not page:
            return
