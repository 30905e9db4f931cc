"""What of all that happens in a room is said or done to us, and what stands under a post."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from antiphon.channels.connector import Act, Did, Profile, Reference, Said
from antiphon.channels.wire.matrix.events import REACTION, Event, events_of, moment, page, profile, uri


@dataclass(frozen=True, slots=True)
class Ear:
    """Understands events for us: `ours` is our room as an account, `user` who writes there for us.

    `event` returns an event of the room or None, `name` what a user calls themselves there.
    """

    ours: Profile
    user: str
    room: str
    event: Callable[[str], Event | None]
    name: Callable[[str], str]

    def reference(self, *events: str) -> Reference:
        """Return where a post stands: its first event, and those that belong to it."""
        return Reference(
            uri=uri(self.room, events[0]), id=",".join(events), url=page(self.user, self.room, events[0])
        )

    def said(self, events: Iterable[Event]) -> tuple[Said, ...]:
        """Return what was said to us: what answers us, and what names us."""
        found = [self._heard(one) for one in events if one.is_spoken and one.sender != self.user]
        return tuple(one for one in found if one)

    def did(self, events: Iterable[Event]) -> tuple[Did, ...]:
        """Return who reacted to what we said, and who came into the room."""
        found = [self._done(one) for one in events if one.sender != self.user]
        return tuple(one for one in found if one)

    def below(self, root: Reference, events: Iterable[Event]) -> tuple[Said, ...]:
        """Return of these events, oldest first, what answers a post at any depth."""
        first = events_of(root)[0]
        under = {**dict.fromkeys(events_of(root), first)}
        found = []
        for one in events:
            if not one.is_spoken or one.answers not in under or one.event_id in under:
                continue
            under[one.event_id] = one.event_id
            found.append(self._words(one, Act.REPLY, uri(self.room, under[one.answers]), root.uri))
        return tuple(found)

    def _heard(self, one: Event) -> Said | None:
        answered = self.event(one.answers) if one.answers else None
        thread = self.event(one.thread) if one.thread else None
        if thread and thread.sender == self.user:
            return self._words(one, Act.REPLY, self._uri(answered or thread), self._uri(thread))
        if answered and answered.sender == self.user:
            root = "" if answered.answers else self._uri(answered)
            return self._words(one, Act.REPLY, self._uri(answered), root)
        return self._words(one, Act.MENTION) if one.names(self.user) else None

    def _done(self, one: Event) -> Did | None:
        who: dict[str, Any] = {"actor": self._profile(one.sender), "at": moment(one.origin_server_ts)}
        if one.joins:
            return Did(Act.FOLLOW, source=one.event_id, **who)
        liked = self.event(one.reacts_to) if one.type == REACTION and one.reacts_to else None
        if liked is None or liked.sender != self.user:
            return None
        return Did(Act.LIKE, source=one.event_id, subject_uri=self._uri(liked), **who)

    def _words(self, one: Event, act: Act, parent: str = "", root: str = "") -> Said:
        text, html = one.words()
        return Said(
            act=act,
            reference=self.reference(one.event_id),
            actor=self.ours if one.sender == self.user else self._profile(one.sender),
            at=moment(one.origin_server_ts),
            text=text,
            html=html,
            parent_uri=parent,
            root_uri=root,
        )

    def _profile(self, user: str) -> Profile:
        return profile(user, self.name(user))

    def _uri(self, event: Event) -> str:
        return uri(self.room, event.post if event.sender == self.user else event.event_id)
