"""Bluesky and other AT Protocol servers, through atproto: the record's key is ours, so a post is made once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import httpx
from atproto import Client, Request, models
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

_POST = "app.bsky.feed.post"
_PAGES, _PAGE, _DEPTH = 10, 50, 100
_SAID = {"reply": Act.REPLY, "mention": Act.MENTION, "quote": Act.QUOTE}
_DID = {"like": Act.LIKE, "repost": Act.SHARE, "follow": Act.FOLLOW}


class BlueskyCredentials(Credentials, frozen=True, kw_only=True):
    """An app password of the account: it can be withdrawn alone."""

    service: Annotated[str, Field("Server", "Where the account lives.", placeholder="https://bsky.social")]
    handle: Annotated[str, Field("Handle", placeholder="name.bsky.social")]
    app_password: Annotated[
        str, Field("App password", "On Bluesky: Settings → Privacy and security → App passwords.", secret=True)
    ]
    pages: Annotated[str, Field("Reader", "The web address at which people read posts.")] = "https://bsky.app"


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
            client = self._client()
            session = client._session  # noqa: SLF001  the library offers the session nowhere else
            return Profile(stable_id=session.did, handle=session.handle, url=self._page(session.did))

    def limits(self, table: Limits) -> Limits:
        """Return the table's limits, the size of a file lowered to what this server takes."""
        return table

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the pictures; a blob that no record names is seen by nobody and goes away by itself."""
        with self._named(sent=False):
            client = self._client() if outgoing.media else None
            blobs = [client.upload_blob(media.path.read_bytes()).blob for media in outgoing.media] if client else []
            return tuple(blob.model_dump_json(by_alias=True) for blob in blobs)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Make the record under the operation's key, or find that it stands there already."""
        with self._named(sent=False):
            client = self._client()
            record = self._record(client, outgoing, prepared)
        fence.open()
        try:
            with self._named(sent=True):
                made = client.com.atproto.repo.create_record(
                    models.ComAtprotoRepoCreateRecord.Data(
                        repo=self._did(client), collection=_POST, rkey=outgoing.operation, record=record
                    )
                )
        except ChannelError as error:
            if error.trouble != Trouble.DUPLICATE:
                raise
            return self._standing(client, outgoing) or self._not_there(error)
        return self._reference(client, outgoing, made.cid)

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look whether the operation's record is there."""
        with self._named(sent=False):
            return self._standing(self._client(), outgoing)

    def listen(self, cursor: str) -> Heard:
        """Return what was said and done to us since the cursor: the moment the last of it was indexed."""
        with self._named(sent=False):
            client = self._client()
            notes = list(_since(client, cursor))
        said = tuple(self._said(_SAID[note.reason], note) for note in notes if note.reason in _SAID)
        did = tuple(self._act(note) for note in notes if note.reason in _DID)
        return Heard(said, did, max((note.indexed_at for note in notes), default=cursor))

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return all that was said under one of our posts, as far as the network shows it."""
        with self._named(sent=False):
            params = models.AppBskyFeedGetPostThread.Params(uri=root.uri, depth=_DEPTH, parent_height=0)
            found = self._client().app.bsky.feed.get_post_thread(params).thread
        return tuple(self._below(found))

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the counts the network shows. It tells no reach."""
        with self._named(sent=False):
            found = (
                self._client().app.bsky.feed.get_posts(models.AppBskyFeedGetPosts.Params(uris=[reference.uri])).posts
            )
        if not found:
            return ()
        counts = {"likes": found[0].like_count, "shares": found[0].repost_count, "replies": found[0].reply_count}
        return tuple(Figure(name, count) for name, count in counts.items() if count is not None)

    def _client(self) -> Client:
        """Return a client with the kept session; signing in anew is rare, since servers allow few sign-ins."""
        request = Request(
            transport=guarded_transport(self._door.bounds),
            trust_env=False,
            timeout=httpx.Timeout(self._door.bounds.total_seconds),
        )
        client = Client(self._credentials.service, request=request)
        client.on_session_change(lambda _event, session: self._door.keep(session.encode()))
        if self._door.kept:
            try:
                client.login(session_string=self._door.kept, fetch_bsky_profile=False)
                client.com.atproto.server.get_session()
            except (BadRequestError, UnauthorizedError, ValueError):
                pass
            else:
                return client
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

    def _not_there(self, error: ChannelError) -> Reference:
        raise UnknownAfterSend(f"the key is taken but the record was not found: {error.detail}")

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
            at=_moment(record.created_at),
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
            at=_moment(note.indexed_at),
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


def _since(client: Client, cursor: str) -> Iterator[Any]:
    page: str | None = None
    for _ in range(_PAGES):
        answer = client.app.bsky.notification.list_notifications(
            models.AppBskyNotificationListNotifications.Params(limit=_PAGE, cursor=page)
        )
        for note in answer.notifications:
            if cursor and note.indexed_at <= cursor:
                return
            yield note
        page = answer.cursor
        if not page:
            return


def _moment(text: str) -> datetime:
    """Return a moment; a clock that runs ahead of ours is not believed."""
    return min(datetime.fromisoformat(text).astimezone(UTC), datetime.now(UTC))


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
    if "already a value at key" in detail:
        return ChannelError(Trouble.DUPLICATE, detail)
    if status in _BY_STATUS:
        return ChannelError(_BY_CODE.get(_code(error), _BY_STATUS[status]), detail, retry_after=_wait(response))
    if sent and not _never_left(error):
        return UnknownAfterSend(detail)
    return ChannelError(Trouble.BEFORE_SEND, detail)


def _code(error: Exception) -> str:
    content = getattr(getattr(error, "response", None), "content", None)
    return str(getattr(content, "error", ""))


def _wait(response: Any) -> timedelta | None:
    asked = str(response.headers.get("retry-after", "")) if response else ""
    return timedelta(seconds=min(int(asked), 86_400)) if asked.isdigit() else None


def _never_left(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | AddressRefused):
            return True
        error = error.__cause__ or error.__context__
    return False
