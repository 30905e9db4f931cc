"""A room on Matrix, through an account that has joined it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote

import msgspec

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Fence,
    Field,
    Figure,
    Heard,
    Limits,
    Media,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Said,
)
from antiphon.channels.wire.matrix.events import MEMBER, PART_OF, events_of, page
from antiphon.channels.wire.matrix.hearing import Ear
from antiphon.channels.wire.matrix.room import Known, Room, known, speaking
from antiphon.channels.wire.matrix.sending import Part, key_of, parts_of
from antiphon.channels.wire.multipart import file_name
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Gone, shaped
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.words import gettext_noop

_SIZES = ("image_bytes", "video_bytes", "document_bytes")


class MatrixCredentials(Credentials, frozen=True, kw_only=True):
    """An account that writes in one room."""

    server: Annotated[
        str,
        Field(
            gettext_noop("Server"),
            gettext_noop("Where the account lives."),
            placeholder="https://matrix.org",
            https=True,
        ),
    ]
    room: Annotated[
        str,
        Field(
            gettext_noop("Room"),
            gettext_noop("Its address or its internal ID. The account has joined it, and it is not encrypted."),
            placeholder="#room:matrix.org",
        ),
    ]
    access_token: Annotated[
        str,
        Field(
            gettext_noop("Access token"),
            gettext_noop("In Element, signed in as the account that shall speak: All settings → Help & About."),
            secret=True,
        ),
    ]


class Matrix(Connector[MatrixCredentials]):
    """A room on Matrix."""

    kind = "matrix"
    name = "Matrix"
    icon = "M2 3h4v2H4v14h2v2H2V3Zm16 0h4v18h-4v-2h2V5h-2V3ZM7 9h10v7h-2v-5h-2v5h-2v-5H9v5H7V9Z"
    credentials = MatrixCredentials
    withdrawn = gettext_noop("In Element: All settings → Sessions, sign the session of the token out.")
    retry_safety = RetrySafety.IDEMPOTENT
    removal = gettext_noop("The message is emptied for everybody. That something stood there can still be seen.")
    hears = frozenset({Act.REPLY, Act.MENTION, Act.LIKE, Act.FOLLOW})
    idempotency_lasts = timedelta(minutes=30)
    continues = True
    told_of_parts = frozenset({"likes"})
    tested_against = "a real server (Synapse), and a local server with faults"
    checked = "2026-11-22"

    def verify(self) -> Profile:
        """Return the room, if the account is in it and what is said there can be read."""
        self._known = self._learned()
        room = self._room
        if room.state(MEMBER, room.user).get("membership") != "join":
            raise ChannelError(Trouble.PERMISSION, "the account has not joined the room")
        if room.state("m.room.encryption"):
            raise ChannelError(Trouble.PERMISSION, "the room is encrypted: what is said there cannot be read here")
        alias = shaped(room.state("m.room.canonical_alias").get("alias") or "", str)
        name = shaped(room.state("m.room.name").get("name") or "", str)
        return Profile(room.id, alias or name or room.id, name, page(room.user, alias or room.id))

    def limits(self, table: Limits) -> Limits:
        """Return the table's limits, the size of files lowered to what this server takes."""
        told = shaped(self._api.get("client/v1/media/config"), dict[str, Any]).get("m.upload.size")
        if told is None:
            return table
        most = shaped(told, int)
        sizes: dict[str, Any] = {name: min(getattr(table, name) or most, most) for name in _SIZES}
        return replace(table, **sizes, source=self._credentials.server, checked=datetime.now(UTC).date().isoformat())

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the files; nobody knows the address of a file that no event names."""
        return tuple(self._upload(media) for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Send the events of the post, each under a key of its own: a repeated key makes no second event."""
        ear, sent = self._ear, list[str]()
        parts = parts_of(outgoing, prepared, self._thread_of(outgoing))
        fence.open()
        for part in parts:
            try:
                sent.append(self._send(part, sent[:1]))
            except ChannelError as error:
                if not sent:
                    raise
                # Its first part is seen already: that nothing stands is no longer certain.
                raise UnknownAfterSend(f"after {len(sent)} of {len(parts)} parts: {error.detail}") from error
        return ear.reference(*sent)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through what we said since the operation was due for events that were sent under its keys."""
        since = outgoing.at + min(self._api.ahead, timedelta(0)) - CLOCKS_DIFFER
        ours = {one.transaction: one.event_id for one in self._room.own_since(since)}
        keys = [key_of(outgoing.operation, number) for number in range(len(outgoing.media) + 1)]
        return self._ear.reference(*(ours[key] for key in keys if key in ours)) if keys[0] in ours else None

    def listen(self, cursor: str) -> Heard:
        """Return what answers us or names us, who reacted and who joined, since the cursor of the last time."""
        events, after = self._room.since(cursor)
        return Heard(self._ear.said(events), self._ear.did(events), after)

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return what answers a post in the room, at any depth; nothing if it was taken back."""
        first = events_of(root)[0]
        return self._ear.below(root, self._room.after(first)) if self._room.event(first) else ()

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return how many reactions the post has; nothing if it was taken back."""
        first = events_of(reference)[0]
        return (Figure("likes", self._room.reactions(first)),) if self._room.event(first) else ()

    def remove(self, reference: Reference) -> None:
        """Take every event of the post back; its place in the room stays, empty."""
        for event in events_of(reference):
            try:
                self._api.ask("PUT", self._room.path("redact", event, f"gone-{event[1:]}"), json={})
            except Gone:
                continue

    def followers(self) -> int:
        """Return how many have joined the room besides us."""
        return len(self._room.members() - {self._room.user})

    @cached_property
    def _known(self) -> Known:
        try:
            return msgspec.json.decode(self._door.kept, type=Known)
        except msgspec.DecodeError:
            return self._learned()

    def _learned(self) -> Known:
        typed = self._credentials
        learned = known(self._door, typed.server, typed.room, typed.access_token)
        self._door.keep(msgspec.json.encode(learned).decode())
        return learned

    @cached_property
    def _api(self) -> Any:
        return speaking(self._door, self._known.base, self._credentials.access_token)

    @cached_property
    def _room(self) -> Room:
        return Room(self._api, self._known)

    @cached_property
    def _ear(self) -> Ear:
        room = self._room
        return Ear(self._account or Profile(room.id, room.id), room.user, room.id, room.event, room.name)

    def _upload(self, media: Media) -> str:
        name = quote(file_name(media), safe="")
        with media.path.open("rb") as file:
            head = {"Content-Type": media.media_type}
            answer = self._api.ask("POST", f"media/v3/upload?filename={name}", data=file, headers=head)
        return shaped(shaped(answer, dict[str, Any]).get("content_uri"), str)

    def _send(self, part: Part, first: list[str]) -> str:
        content = part.content | ({PART_OF: first[0]} if first else {})
        answer = self._api.ask("PUT", self._room.path("send", part.type, part.key), sent=True, json=content)
        return shaped(shaped(answer, dict[str, Any], sent=True).get("event_id"), str, sent=True)

    def _thread_of(self, outgoing: Outgoing) -> str:
        """Return the root of the thread a post belongs into: ours if it goes on, else that of what it answers."""
        if outgoing.reply_to is None:
            return ""
        if outgoing.continues:
            return events_of(outgoing.reply_root or outgoing.reply_to)[0]
        answered = self._room.event(events_of(outgoing.reply_to)[0])
        return answered.thread if answered else ""
