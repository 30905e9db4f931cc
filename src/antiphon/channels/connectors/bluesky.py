"""Bluesky and other AT Protocol servers, through atproto: the record's key is ours, so a post is made once."""

import hashlib
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any

import httpx
from atproto import Client, Request, Session, SessionEvent, models
from atproto.exceptions import (
    BadRequestError,
    RequestErrorBase,
    UnauthorizedError,
)
from atproto_client.models.blob_ref import BlobRef
from atproto_client.utils.facet_detection import detect_facets, detect_mentions

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Did,
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
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.http import AddressRefused, guarded_transport
from antiphon.lib.ids import new_tid
from antiphon.lib.retry_after import asked_wait
from antiphon.lib.words import gettext_noop

_POST = "app.bsky.feed.post"
_PAGES, _PAGE, _DEPTH = 20, 100, 100
#: How long the network may take to show what it has indexed.
_SETTLING = timedelta(minutes=10)
_SAID = {"reply": Act.REPLY, "mention": Act.MENTION, "quote": Act.QUOTE}
_DID = {"like": Act.LIKE, "repost": Act.SHARE, "follow": Act.FOLLOW}


class BlueskyCredentials(Credentials, frozen=True, kw_only=True):
    """An app password of the account: it can be withdrawn alone."""

    service: Annotated[
        str,
        Field(gettext_noop("Server"), gettext_noop("Where the account lives."), placeholder="https://bsky.social"),
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
    retry_safety = RetrySafety.EXACTLY_ONCE
    settles_after = timedelta(seconds=0)
    tested_against = "the real network (PDS and AppView), and a local server with faults"

    @classmethod
    def new_operation(cls, at: datetime) -> str:
        """Return the record key: the second record of that key cannot be made."""
        return new_tid(at)

    def verify(self) -> Profile:
        """Sign in and return who we are."""
        with self._named(sent=False):
            client = self._client
            session = client.com.atproto.server.get_session()
            return Profile(stable_id=session.did, handle=session.handle, url=self._page(session.did))

    def limits(self, table: Limits) -> Limits:
        """Return the table's limits, the size of a file lowered to what this server takes."""
        with self._named(sent=False):
            most = self._client.com.atproto.server.describe_server().blob_upload_limit
        if not most or (table.image_bytes and table.image_bytes <= most):
            return table
        return replace(
            table, image_bytes=most, source=self._credentials.service, checked=datetime.now(UTC).date().isoformat()
        )

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the pictures; a blob that no record names is seen by nobody and goes away by itself."""
        with self._named(sent=False):
            client = self._client if outgoing.media else None
            blobs = [client.upload_blob(media.path.read_bytes()).blob for media in outgoing.media] if client else []
            return tuple(blob.model_dump_json(by_alias=True) for blob in blobs)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Make the record under the operation's key, or find that it stands there already."""
        with self._named(sent=False):
            client = self._client
            record = self._record(client, outgoing, prepared)
        fence.open()
        try:
            with self._named(sent=True):
                made = client.com.atproto.repo.create_record(
                    models.ComAtprotoRepoCreateRecord.Data(
                        repo=self._did(client), collection=_POST, rkey=outgoing.operation, record=record
                    )
                )
                return self._reference(client, outgoing, made.cid)
        except UnknownAfterSend as error:
            # That is also how a server answers when the key is taken: by an earlier try of ours.
            if not _answered_with_an_error(error.__cause__):
                raise
            return self._standing_in_doubt(client, outgoing) or _still_in_doubt(error)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look whether the operation's record is there."""
        with self._named(sent=False):
            return self._standing(self._client, outgoing)

    def listen(self, cursor: str) -> Heard:
        """Return what was said and done to us since the cursor."""
        before = _Heard.read(cursor)
        with self._named(sent=False):
            notes = list(_since(self._client, before.horizon))
            fresh = [note for note in notes if _mark(note) not in before.marks]
            said = tuple(self._said(_SAID[note.reason], note) for note in fresh if note.reason in _SAID)
            did = tuple(self._act(note) for note in fresh if note.reason in _DID)
        return Heard(said, did, before.and_then(notes).written())

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return all that was said under one of our posts, as far as the network shows it."""
        with self._named(sent=False):
            params = models.AppBskyFeedGetPostThread.Params(uri=root.uri, depth=_DEPTH, parent_height=0)
            try:
                found = self._client.app.bsky.feed.get_post_thread(params).thread
            except BadRequestError as error:
                if _code(error) == "NotFound":
                    return ()
                raise
            return tuple(self._below(found))

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the counts the network shows. It tells no reach."""
        with self._named(sent=False):
            params = models.AppBskyFeedGetPosts.Params(uris=[reference.uri])
            found = self._client.app.bsky.feed.get_posts(params).posts
        if not found:
            return ()
        counts = {"likes": found[0].like_count, "shares": found[0].repost_count, "replies": found[0].reply_count}
        return tuple(Figure(name, count) for name, count in counts.items() if count is not None)

    @cached_property
    def _client(self) -> Client:
        """The client with the kept session; signing in anew is rare, since servers allow few sign-ins."""
        request = Request(
            transport=guarded_transport(self._door.bounds),
            trust_env=False,
            timeout=httpx.Timeout(self._door.bounds.total_seconds),
        )
        weakref.finalize(self, request.close)
        client = Client(self._credentials.service, request=request)
        client.on_session_change(_keeping(self._door.keep))
        if not (self._door.kept and _resumed(client, self._door.kept)):
            client.login(self._credentials.handle, self._credentials.app_password, fetch_bsky_profile=False)
        return client

    def _did(self, client: Client) -> str:
        return str(client._session.did) if client._session else ""  # noqa: SLF001

    def _record(self, client: Client, outgoing: Outgoing, prepared: tuple[str, ...]) -> Any:
        return models.AppBskyFeedPost.Record(
            text=outgoing.text,
            created_at=outgoing.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            langs=[outgoing.language] if outgoing.language else None,
            facets=_facets(client, outgoing.text) or None,
            embed=_embed(outgoing, prepared),
            reply=_reply(outgoing),
        )

    def _standing(self, client: Client, outgoing: Outgoing) -> Reference | None:
        params = models.ComAtprotoRepoGetRecord.Params(
            repo=self._did(client), collection=_POST, rkey=outgoing.operation
        )
        try:
            found = client.com.atproto.repo.get_record(params)
        except BadRequestError as error:
            if _code(error) == "RecordNotFound":
                return None
            raise
        return self._reference(client, outgoing, found.cid or "")

    def _standing_in_doubt(self, client: Client, outgoing: Outgoing) -> Reference | None:
        with suppress(ChannelError), self._named(sent=False):
            return self._standing(client, outgoing)
        return None

    def _reference(self, client: Client, outgoing: Outgoing, cid: str) -> Reference:
        did = self._did(client)
        uri = f"at://{did}/{_POST}/{outgoing.operation}"
        return Reference(uri=uri, id=uri, url=self._page(did, uri), version=cid)

    def _page(self, did: str, uri: str = "") -> str:
        post = f"/post/{uri.rsplit('/', 1)[-1]}" if uri else ""
        return f"{self._credentials.pages.rstrip('/')}/profile/{did}{post}"

    def _below(self, node: Any) -> Iterator[Said]:
        """Walk a thread without recursion; what is hidden or blocked has no post."""
        waiting = list(getattr(node, "replies", None) or [])
        while waiting:
            one = waiting.pop(0)
            post = getattr(one, "post", None)
            if post is not None:
                yield self._said(Act.REPLY, post)
                waiting += getattr(one, "replies", None) or []

    def _said(self, act: Act, post: Any) -> Said:
        record = post.record
        reply = getattr(record, "reply", None)
        return Said(
            act=Act.REPLY if reply and act != Act.QUOTE else act,
            reference=Reference(
                uri=post.uri, id=post.uri, url=self._page(post.author.did, post.uri), version=post.cid
            ),
            actor=self._profile(post.author),
            at=_moment(record.created_at, post.indexed_at),
            text=record.text or "",
            language=(getattr(record, "langs", None) or [""])[0],
            parent_uri=reply.parent.uri if reply else "",
            root_uri=reply.root.uri if reply else "",
        )

    def _profile(self, author: Any) -> Profile:
        return Profile(
            stable_id=author.did,
            handle=author.handle,
            name=author.display_name or "",
            url=self._page(author.did),
            avatar_url=author.avatar or "",
            automated=any(label.val == "bot" for label in getattr(author, "labels", None) or []),
        )

    def _act(self, note: Any) -> Did:
        return Did(
            act=_DID[note.reason],
            actor=self._profile(note.author),
            at=_moment(note.indexed_at, ""),
            source=note.uri,
            subject_uri=note.reason_subject or "",
        )

    @contextmanager
    def _named(self, *, sent: bool) -> Iterator[None]:
        """Name what goes wrong; while a record is being made, what is not a clear no is in doubt."""
        try:
            yield
        except Exception as error:
            raise _trouble(error, sent=sent) from error


def _keeping(keep: Callable[[str], None]) -> Callable[[SessionEvent, Session], None]:
    """Return what stores a session that is new or was renewed."""

    def changed(event: SessionEvent, session: Session) -> None:
        if event != SessionEvent.IMPORT:
            keep(session.encode())

    return changed


def _resumed(client: Client, session: str) -> bool:
    """Whether the kept session still opens the door."""
    try:
        client.login(session_string=session, fetch_bsky_profile=False)
        client.com.atproto.server.get_session()
    except (BadRequestError, UnauthorizedError, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Heard:
    """How far we have heard: the latest moment that the network indexed, and marks of what was heard shortly before.

    The network is consistent only after a while: what it indexed earlier may be shown later. So a
    stretch before the latest moment is read again, and what is marked is left out.
    """

    latest: str = ""
    marks: frozenset[str] = frozenset()

    @classmethod
    def read(cls, cursor: str) -> "_Heard":
        latest, _, marks = cursor.partition(" ")
        return cls(latest if _as_moment(latest) else "", frozenset(marks.split(",")) - {""})

    @property
    def horizon(self) -> datetime | None:
        """How far back to read; None for as far as it goes."""
        latest = _as_moment(self.latest)
        return latest - _SETTLING if latest else None

    def and_then(self, notes: list[Any]) -> "_Heard":
        """Return how far we have heard with these."""
        latest = max((note.indexed_at for note in notes), default=self.latest)
        until = _Heard(latest).horizon
        marks = {_mark(note) for note in notes if until is None or _moment(note.indexed_at, "") >= until}
        return _Heard(max(latest, self.latest), frozenset(marks))

    def written(self) -> str:
        """Return it as a cursor."""
        return f"{self.latest} {','.join(sorted(self.marks))}".strip()


def _mark(note: Any) -> str:
    return hashlib.sha256(f"{note.reason} {note.uri}".encode()).hexdigest()[:12]


def _since(client: Client, horizon: datetime | None) -> Iterator[Any]:
    page: str | None = None
    for _ in range(_PAGES):
        answer = client.app.bsky.notification.list_notifications(
            models.AppBskyNotificationListNotifications.Params(limit=_PAGE, cursor=page)
        )
        for note in answer.notifications:
            if horizon is not None and _moment(note.indexed_at, "") < horizon:
                return
            yield note
        page = answer.cursor
        if not page:
            return


def _moment(said: str | None, otherwise: str) -> datetime:
    """Return when something was said: strangers write the date, and a clock ahead of ours is not believed."""
    now = datetime.now(UTC)
    return min(_as_moment(said) or _as_moment(otherwise) or now, now)


def _as_moment(text: str | None) -> datetime | None:
    try:
        read = datetime.fromisoformat(text or "")
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _facets(client: Client, text: str) -> list[Any]:
    return list(client.detect_facets(text) if detect_mentions(text) else detect_facets(text))


def _embed(outgoing: Outgoing, prepared: tuple[str, ...]) -> Any:
    if not outgoing.media:
        return None
    pictures = [
        models.AppBskyEmbedImages.Image(
            alt=media.alt_text,
            image=BlobRef.model_validate_json(token),
            aspect_ratio=models.AppBskyEmbedDefs.AspectRatio(width=media.width, height=media.height),
        )
        for media, token in zip(outgoing.media, prepared, strict=True)
    ]
    return models.AppBskyEmbedImages.Main(images=pictures)


def _reply(outgoing: Outgoing) -> Any:
    if outgoing.reply_to is None:
        return None
    root = outgoing.reply_root or outgoing.reply_to

    def strong(reference: Reference) -> Any:
        return models.ComAtprotoRepoStrongRef.Main(uri=reference.uri, cid=reference.version)

    return models.AppBskyFeedPost.ReplyRef(root=strong(root), parent=strong(outgoing.reply_to))


_BY_CODE = {
    "ExpiredToken": Trouble.AUTH,
    "InvalidToken": Trouble.AUTH,
    "AuthenticationRequired": Trouble.AUTH,
    "AccountTakedown": Trouble.AUTH,
    "AccountDeactivated": Trouble.AUTH,
    "AuthFactorTokenRequired": Trouble.AUTH,
    "BlobTooLarge": Trouble.MEDIA,
    "InvalidMimeType": Trouble.MEDIA,
}
_BY_STATUS = {
    400: Trouble.CONTENT,
    401: Trouble.AUTH,
    403: Trouble.PERMISSION,
    413: Trouble.MEDIA,
    429: Trouble.LIMIT,
}


def _trouble(error: Exception, *, sent: bool) -> Exception:
    if isinstance(error, ChannelError):
        return error
    detail = f"{type(error).__name__}: {error}"
    response = error.response if isinstance(error, RequestErrorBase) else None
    status = response.status_code if response else 0
    if status in _BY_STATUS:
        return ChannelError(_BY_CODE.get(_code(error), _BY_STATUS[status]), detail, retry_after=_wait(response))
    if sent and not _never_left(error):
        return UnknownAfterSend(detail)
    return ChannelError(Trouble.BEFORE_SEND, detail)


def _code(error: Exception) -> str:
    content = getattr(getattr(error, "response", None), "content", None)
    return str(getattr(content, "error", ""))


def _wait(response: Any) -> timedelta | None:
    return asked_wait(response.headers, datetime.now(UTC)) if response else None


def _answered_with_an_error(error: BaseException | None) -> bool:
    return isinstance(error, RequestErrorBase) and error.response is not None


def _still_in_doubt(error: UnknownAfterSend) -> Reference:
    raise error


def _never_left(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | AddressRefused):
            return True
        error = error.__cause__ or error.__context__
    return False
