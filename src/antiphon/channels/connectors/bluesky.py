"""Bluesky and other AT Protocol servers, through atproto: the record's key is ours, so a post is made once."""

import json
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import httpx

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Fence,
    Field,
    Figure,
    Heard,
    Limits,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Said,
)
from antiphon.channels.wire import atproto_library as library
from antiphon.channels.wire.atproto import (
    DID,
    SAID,
    Reader,
    answered_with_an_error,
    code,
    embed,
    facets,
    file_type,
    reply_of,
    trouble,
    uploads,
)
from antiphon.channels.wire.atproto_listening import Listened, a_little_before, mark, since
from antiphon.lib.errors import ChannelError, UnknownAfterSend
from antiphon.lib.http import guarded_transport
from antiphon.lib.ids import new_tid
from antiphon.lib.words import gettext_noop

if TYPE_CHECKING:
    from atproto import Client, Session, SessionEvent

_POST = "app.bsky.feed.post"
_DEPTH = 100
#: So many posts a search gives at once, the most that the network does.
_FOUND = 100


class BlueskyCredentials(Credentials, frozen=True, kw_only=True):
    """An app password of the account: it can be withdrawn alone."""

    service: Annotated[
        str,
        Field(
            gettext_noop("Server"),
            gettext_noop("Where the account lives."),
            placeholder="https://bsky.social",
            https=True,
        ),
    ]
    handle: Annotated[str, Field(gettext_noop("Handle"), placeholder="name.bsky.social")]
    app_password: Annotated[
        str,
        Field(
            gettext_noop("App password"),
            gettext_noop("On Bluesky: Settings → Privacy and security → App passwords."),
            secret=True,
        ),
    ]
    pages: Annotated[
        str, Field(gettext_noop("Reader"), gettext_noop("The web address at which people read posts."))
    ] = "https://bsky.app"


class Bluesky(Connector[BlueskyCredentials]):
    """A Bluesky account."""

    kind = "bluesky"
    name = "Bluesky"
    icon = "M12 11C9 5 4 3 3 4c-1 3 1 7 5 8-3 1-3 5 0 6 2 0 3-2 4-4 1 2 2 4 4 4 3-1 3-5 0-6 4-1 6-5 5-8-1-1-6 1-9 7Z"
    credentials = BlueskyCredentials
    withdrawn = gettext_noop("On Bluesky: Settings → Privacy and security → App passwords.")
    retry_safety = RetrySafety.EXACTLY_ONCE
    removal = gettext_noop("The record is deleted, and apps show it no more. Answers of others stay.")
    hears = frozenset({Act.REPLY, Act.MENTION, Act.QUOTE, Act.LIKE, Act.SHARE, Act.FOLLOW})
    continues = True
    told_of_parts = frozenset({"likes", "shares", "replies"})
    settles_after = timedelta(seconds=0)
    tested_against = "the real network (PDS and AppView), and a local server with faults"
    checked = "2026-11-22"

    @classmethod
    def warm_up(cls) -> None:
        """Import the library, and let it build what a record is checked with: together more than a second."""
        library.Client, library.models.AppBskyFeedPost.Record(text="", created_at="")
        library.models.ComAtprotoRepoCreateRecord.Data(repo="", collection=_POST, record={})

    @classmethod
    def new_operation(cls, at: datetime) -> str:
        """Return the record key: the second record of that key cannot be made."""
        return new_tid(at)

    def verify(self) -> Profile:
        """Sign in and return who we are."""
        with self._named(sent=False):
            client = self._client
            session = client.com.atproto.server.get_session()
            return Profile(stable_id=session.did, handle=session.handle, url=self._reader.page(session.did))

    def limits(self, table: Limits) -> Limits:
        """Return the table's limits, the size of a file lowered to what this server takes."""
        with self._named(sent=False):
            most = self._client.com.atproto.server.describe_server().blob_upload_limit
        lower = {
            name: most for name in ("image_bytes", "video_bytes") if most and (getattr(table, name) or most) >= most
        }
        if not lower:
            return table
        today = datetime.now(UTC).date().isoformat()
        return replace(table, **lower, source=self._credentials.service, checked=today)

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the files; a blob that no record names is seen by nobody and goes away by itself."""
        with self._named(sent=False):
            return tuple(self._uploaded(files) for files in uploads(outgoing))

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Make the record under the operation's key, or find that it stands there already."""
        with self._named(sent=False):
            client = self._client
            record = self._record(client, outgoing, prepared)
        fence.open()
        try:
            with self._named(sent=True):
                made = client.com.atproto.repo.create_record(
                    library.models.ComAtprotoRepoCreateRecord.Data(
                        repo=self._did(client), collection=_POST, rkey=outgoing.operation, record=record
                    )
                )
                return self._reference(client, outgoing, made.cid)
        except UnknownAfterSend as error:
            # That is also how a server answers when the key is taken: by an earlier try of ours.
            if not answered_with_an_error(error.__cause__):
                raise
            return self._standing_in_doubt(client, outgoing) or _still_in_doubt(error)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look whether the operation's record is there."""
        with self._named(sent=False):
            return self._standing(self._client, outgoing)

    def listen(self, cursor: str) -> Heard:
        """Return what was said and done to us since the cursor."""
        before = Listened.read(cursor)
        with self._named(sent=False):
            notes = list(since(self._client, before.horizon))
            fresh = [note for note in notes if mark(note) not in before.marks]
            said = tuple(self._reader.said(SAID[note.reason], note) for note in fresh if note.reason in SAID)
            did = tuple(self._reader.act(note) for note in fresh if note.reason in DID)
        return Heard(said, did, before.and_then(notes).written())

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return all that was said under one of our posts, as far as the network shows it."""
        with self._named(sent=False):
            params = library.models.AppBskyFeedGetPostThread.Params(uri=root.uri, depth=_DEPTH, parent_height=0)
            try:
                found = self._client.app.bsky.feed.get_post_thread(params).thread
            except library.BadRequestError as error:
                if code(error) == "NotFound":
                    return ()
                raise
            return tuple(self._reader.below(found))

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the counts the network shows. It tells no reach."""
        with self._named(sent=False):
            params = library.models.AppBskyFeedGetPosts.Params(uris=[reference.uri])
            found = self._client.app.bsky.feed.get_posts(params).posts
        if not found:
            return ()
        counts = {"likes": found[0].like_count, "shares": found[0].repost_count, "replies": found[0].reply_count}
        return Figure.each(counts)

    def remove(self, reference: Reference) -> None:
        """Delete the record; the network forgets it too. Deleting what is gone is no error there."""
        with self._named(sent=False):
            client = self._client
            client.com.atproto.repo.delete_record(
                library.models.ComAtprotoRepoDeleteRecord.Data(
                    repo=self._did(client), collection=_POST, rkey=reference.uri.rsplit("/", 1)[-1]
                )
            )

    def search(self, query: str, cursor: str) -> Heard:
        """Return the latest posts that hold words or a tag, as the network has indexed them; one page."""
        with self._named(sent=False):
            params = library.models.AppBskyFeedSearchPosts.Params(
                q=query, sort="latest", limit=_FOUND, since=cursor or None
            )
            found = self._client.app.bsky.feed.search_posts(params).posts
            said = tuple(self._reader.said(Act.POST, post) for post in found)
        latest = max((post.indexed_at for post in found), default="")
        return Heard(said, (), a_little_before(latest) or cursor)

    def followers(self) -> int:
        """Return how many follow the account, as the network has counted so far."""
        with self._named(sent=False):
            params = library.models.AppBskyActorGetProfile.Params(actor=self._did(self._client))
            return int(self._client.app.bsky.actor.get_profile(params).followers_count or 0)

    @property
    def _reader(self) -> Reader:
        return Reader(self._credentials.pages)

    @cached_property
    def _client(self) -> "Client":
        """The client with the kept session; signing in anew is rare, since servers allow few sign-ins."""
        request = library.Request(
            transport=guarded_transport(self._door.bounds),
            trust_env=False,
            timeout=httpx.Timeout(self._door.bounds.total_seconds),
        )
        weakref.finalize(self, request.close)
        client = library.Client(self._credentials.service, request=request)
        client.on_session_change(_keeping(self._door.keep))
        if not (self._door.kept and _resumed(client, self._door.kept)):
            client.login(self._credentials.handle, self._credentials.app_password, fetch_bsky_profile=False)
        return client

    def _uploaded(self, files: tuple[Path, ...]) -> str:
        upload = self._client.com.atproto.repo.upload_blob
        blobs = [upload(path.read_bytes(), headers={"Content-Type": file_type(path)}).blob for path in files]
        return json.dumps([json.loads(blob.model_dump_json(by_alias=True)) for blob in blobs])

    def _did(self, client: "Client") -> str:
        return str(client._session.did) if client._session else ""  # noqa: SLF001

    def _record(self, client: "Client", outgoing: Outgoing, prepared: tuple[str, ...]) -> Any:
        return library.models.AppBskyFeedPost.Record(
            text=outgoing.text,
            created_at=outgoing.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            langs=[outgoing.language] if outgoing.language else None,
            facets=facets(client, outgoing.text) or None,
            embed=embed(outgoing, prepared),
            reply=reply_of(replace(outgoing, reply_root=self._root(client, outgoing))),
        )

    def _root(self, client: "Client", outgoing: Outgoing) -> Reference | None:
        """Return the root of the thread that is answered; the network is asked for one that we never heard."""
        answered, root = outgoing.reply_to, outgoing.reply_root
        if answered is None or (root is not None and root.uri != answered.uri):
            return root
        found = client.app.bsky.feed.get_posts(library.models.AppBskyFeedGetPosts.Params(uris=[answered.uri])).posts
        above = getattr(found[0].record, "reply", None) if found else None
        return Reference(above.root.uri, above.root.uri, version=above.root.cid) if above else answered

    def _standing(self, client: "Client", outgoing: Outgoing) -> Reference | None:
        params = library.models.ComAtprotoRepoGetRecord.Params(
            repo=self._did(client), collection=_POST, rkey=outgoing.operation
        )
        try:
            found = client.com.atproto.repo.get_record(params)
        except library.BadRequestError as error:
            if code(error) == "RecordNotFound":
                return None
            raise
        return self._reference(client, outgoing, found.cid or "")

    def _standing_in_doubt(self, client: "Client", outgoing: Outgoing) -> Reference | None:
        with suppress(ChannelError), self._named(sent=False):
            return self._standing(client, outgoing)
        return None

    def _reference(self, client: "Client", outgoing: Outgoing, cid: str) -> Reference:
        did = self._did(client)
        uri = f"at://{did}/{_POST}/{outgoing.operation}"
        return Reference(uri=uri, id=uri, url=self._reader.page(did, uri), version=cid)

    @contextmanager
    def _named(self, *, sent: bool) -> Iterator[None]:
        """Name what goes wrong; while a record is being made, what is not a clear no is in doubt."""
        try:
            yield
        except Exception as error:
            raise trouble(error, sent=sent) from error


def _keeping(keep: Callable[[str], None]) -> "Callable[[SessionEvent, Session], None]":
    """Return what stores a session that is new or was renewed."""

    def changed(event: "SessionEvent", session: "Session") -> None:
        if event != library.SessionEvent.IMPORT:
            keep(session.encode())

    return changed


def _resumed(client: "Client", session: str) -> bool:
    """Whether the kept session still opens the door."""
    try:
        client.login(session_string=session, fetch_bsky_profile=False)
        client.com.atproto.server.get_session()
    except (library.BadRequestError, library.UnauthorizedError, ValueError):
        return False
    return True


def _still_in_doubt(error: UnknownAfterSend) -> Reference:
    raise error
