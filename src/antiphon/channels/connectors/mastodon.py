"""Mastodon, and what speaks its client protocol (GoToSocial, Akkoma, Pixelfed, …), through Mastodon.py."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlsplit

import mastodon as library
import requests

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
    Media,
    OAuth,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Revocation,
    Said,
)
from antiphon.channels.wire.mastodon import (
    SPEAKS,
    ahead,
    essence,
    make_status,
    moment,
    newest_first,
    newest_name,
    pace,
    poll,
    public_since,
    reference,
    same_accounts,
    searching,
    told_limits,
    trouble,
    verified_pages,
)
from antiphon.channels.wire.rest import CLOCKS_DIFFER
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.http import guarded_session
from antiphon.lib.markup import plain_text
from antiphon.lib.words import gettext_noop

_PAGE = 40
_ACTS = {"favourite": Act.LIKE, "reblog": Act.SHARE, "follow": Act.FOLLOW}
#: How long a file may be processed by the server before we come back to it later, and how often we ask.
_PICTURE_SECONDS, _VIDEO_SECONDS, _ASK_EVERY = 45.0, 600.0, 0.5


class MastodonCredentials(Credentials, frozen=True, kw_only=True):
    """Where the account lives; without signing in, an access token made there."""

    server: Annotated[
        str,
        Field(
            gettext_noop("Server"),
            gettext_noop("Where the account lives."),
            placeholder="https://mastodon.example",
            https=True,
        ),
    ]
    access_token: Annotated[
        str,
        Field(
            gettext_noop("Access token"),
            gettext_noop(
                "On your server: Preferences → Development → New application, with the rights read and write."
            ),
            secret=True,
        ),
    ] = ""


class Mastodon(Connector[MastodonCredentials]):
    """A Mastodon-compatible account."""

    kind = "mastodon"
    name = "Mastodon"
    icon = "M4 3h16l2 2v10l-2 2h-8l-6 5v-5H4l-2-2V5Zm3 10h2V9l3 3 3-3v4h2V6l-5 5-5-5Z"
    credentials = MastodonCredentials
    withdrawn = gettext_noop(
        "On your server: Preferences → Account → Authorized apps; one that you made stands under Development."
    )
    retry_safety = RetrySafety.IDEMPOTENT
    removal = gettext_noop("The post is deleted, and other servers are asked to do the same. Answers of others stay.")
    hears = frozenset({Act.REPLY, Act.MENTION, Act.DIRECT, Act.LIKE, Act.SHARE, Act.FOLLOW})
    idempotency_lasts = timedelta(hours=1)
    continues = True
    told_of_parts = frozenset({"likes", "shares", "replies"})
    _answered: requests.Response | None = None
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize="{server}/oauth/authorize",
        token="{server}/oauth/token",  # noqa: S106  an address
        scopes=("read", "write"),
        console="{server}/settings/applications",
        registers="{server}/api/v1/apps",
        describes="{server}/.well-known/oauth-authorization-server",
        refreshes=False,
        revokes=Revocation("{server}/oauth/revoke", hints=False),
        steps=(
            gettext_noop("Type the address of the server on which the account lives."),
            gettext_noop("You are led there: sign in as the account that shall speak, and allow it."),
            gettext_noop("You come back here, and the account is connected."),
        ),
        traps=(
            gettext_noop("If you are signed in there as yourself, sign out first or use a private window."),
            gettext_noop("The token lasts until it is withdrawn there, under Account → Authorized apps."),
        ),
    )

    @classmethod
    def wording(cls, outgoing: Outgoing) -> str:
        """Return the text with the one it answers named first: without the name they are not told."""
        handle = outgoing.reply_handle
        if not handle or handle.lower() in outgoing.text.lower():
            return outgoing.text
        return f"@{handle.lstrip('@')} {outgoing.text}"

    def verify(self) -> Profile:
        """Return whose token this is."""
        with self._certain():
            return self._profile(self._api.account_verify_credentials())

    def limits(self, table: Limits) -> Limits:
        """Return what this server says of itself, over the table."""
        with self._certain():
            told = self._api.instance_v2().configuration
            return told_limits(told, table, self._credentials.server)

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the files with their words and wait until the server has made them ready."""
        with self._certain():
            return tuple(self._upload(media) for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Post under the operation's key: for an hour the server answers a repeated key with the same post."""
        api, self._answered = self._api, None
        fence.open()
        with self._doubtful():
            return make_status(
                api,
                outgoing.operation,
                status=self.wording(outgoing),
                in_reply_to_id=outgoing.reply_to.id if outgoing.reply_to else None,
                media_ids=list(prepared) or None,
                language=outgoing.language or None,
                poll=poll(outgoing.poll),
            )

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our own posts since the operation was due for one that says the same to the same."""
        wanted = self._likeness(self.wording(outgoing), len(outgoing.media), outgoing.reply_to)
        with self._certain():
            for status in self._own_since(outgoing.at - CLOCKS_DIFFER):
                answered = Reference("", str(status.in_reply_to_id)) if status.in_reply_to_id else None
                if self._likeness(plain_text(status.content), len(status.media_attachments), answered) == wanted:
                    return reference(status)
        return None

    def _own_since(self, since: datetime) -> Iterator[Any]:
        """Yield our own posts, the newest first, back to a moment of our clock."""
        who, last = self._api.account_verify_credentials().id, None
        its_since = since + ahead(self._answered)
        while page := self._api.account_statuses(who, exclude_reblogs=True, max_id=last, limit=_PAGE):
            for status in page:
                if status.created_at < its_since:
                    return
                yield status
            last = str(page[-1].id)

    @staticmethod
    def _likeness(text: str, pictures: int, answers: Reference | None) -> tuple[str, int, str]:
        return essence(text), pictures, answers.id if answers else ""

    def listen(self, cursor: str) -> Heard:
        """Return mentions, likes, shares and follows since the cursor: the last notification that was read."""
        said: list[Said] = []
        did: list[Did] = []
        with self._certain():
            api = self._api
            found = newest_first(api.notifications, cursor)
            for note in found:
                if note.type == "mention" and note.status:
                    said += self._with_ancestors(api, note.status)
                elif note.type in _ACTS:
                    did.append(self._act(note))
        newest = max((str(note.id) for note in found), key=lambda name: (len(name), name), default=cursor)
        return Heard(tuple(said), tuple(did), newest)

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return all that was said under one of our posts, as far as our server knows; nothing if it is gone."""
        with self._certain(), suppress(library.MastodonNotFoundError):
            below = self._api.status_context(root.id).descendants
            uris = {root.id: root.uri} | {str(status.id): status.uri for status in below}
            return tuple(self._said(status, uris, root.uri) for status in below)
        return ()

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the counts the server shows, none if the post is gone. It tells no reach."""
        with self._certain(), suppress(library.MastodonNotFoundError):
            status = self._api.status(reference.id)
            return (
                Figure("likes", int(status.favourites_count)),
                Figure("shares", int(status.reblogs_count)),
                Figure("replies", int(status.replies_count)),
            )
        return ()

    def remove(self, reference: Reference) -> None:
        """Delete a post of ours."""
        with self._certain(), suppress(library.MastodonNotFoundError):
            self._api.status_delete(reference.id)

    def search(self, query: str, cursor: str) -> Heard:
        """Return public statuses with a tag, or those that hold words, as far as our server knows and lets find.

        A server without full-text search finds words in nothing.
        """
        api = self._api
        with self._certain():
            found = public_since(searching(api, query), cursor)
            said = tuple(self._said(status, {}, "") for status in found)
        return Heard(said, (), newest_name(found, cursor))

    def followers(self) -> int:
        """Return how many follow the account, as its server counts."""
        with self._certain():
            return int(self._api.account_verify_credentials().followers_count)

    @cached_property
    def _api(self) -> Any:
        session = guarded_session(self._door.bounds)
        session.hooks["response"].append(self._note_answer)
        return library.Mastodon(
            access_token=self._door.token or self._credentials.access_token,
            api_base_url=self._credentials.server,
            session=session,
            ratelimit_method="throw",
            # Not asked for: the library asks again and again without end where a server does not tell.
            mastodon_version=SPEAKS,
            version_check_mode="created",
        )

    def _note_answer(self, response: requests.Response, **_: Any) -> None:
        self._answered = response
        told = pace(response)
        if told:
            self._door.pace(told)

    def _upload(self, media: Media) -> str:
        api = self._api
        with media.path.open("rb") as file:
            sent = api.media_post(file, mime_type=media.media_type, description=media.alt_text or None)
        until = time.monotonic() + (_VIDEO_SECONDS if media.is_video else _PICTURE_SECONDS)
        while not sent.url:
            if time.monotonic() > until:
                raise ChannelError(Trouble.BEFORE_SEND, "the server is still processing a file")
            time.sleep(_ASK_EVERY)
            sent = api.media(sent.id)
        return str(sent.id)

    def _with_ancestors(self, api: Any, status: Any) -> list[Said]:
        if not status.in_reply_to_id:
            return [self._said(status, {}, "")]
        line = [*self._ancestors(api, status), status]
        uris = {str(one.id): one.uri for one in line}
        return [self._said(one, uris, line[0].uri) for one in line]

    def _ancestors(self, api: Any, status: Any) -> list[Any]:
        try:
            return list(api.status_context(status.id).ancestors)
        except library.MastodonNotFoundError:
            return []

    def _said(self, status: Any, uris: dict[str, str], root_uri: str) -> Said:
        parent = uris.get(str(status.in_reply_to_id), "") if status.in_reply_to_id else ""
        unanswered = Act.MENTION if any(self._is_us(one) for one in status.mentions) else Act.POST
        return Said(
            act=Act.DIRECT if status.visibility == "direct" else Act.REPLY if parent else unanswered,
            reference=reference(status),
            actor=self._profile(status.account),
            at=moment(status.created_at),
            text=plain_text(status.content),
            html=status.content,
            language=status.language or "",
            parent_uri=parent,
            root_uri=root_uri,
            pictures=tuple((one.url or "", one.description or "") for one in status.media_attachments),
        )

    def _act(self, note: Any) -> Did:
        return Did(
            act=_ACTS[note.type],
            actor=self._profile(note.account),
            at=moment(note.created_at),
            source=f"notification:{urlsplit(self._credentials.server).netloc}:{note.id}",
            subject_uri=note.status.uri if getattr(note, "status", None) else "",
        )

    def _profile(self, account: Any) -> Profile:
        host = urlsplit(self._credentials.server).netloc
        handle = account.acct if "@" in account.acct else f"{account.acct}@{host}"
        return Profile(
            stable_id=getattr(account, "uri", None) or account.url,
            handle=handle,
            name=account.display_name or "",
            url=account.url,
            avatar_url=account.avatar or "",
            automated=bool(account.bot),
            pages=verified_pages(account),
            aliases=same_accounts(account),
        )

    def _is_us(self, mention: Any) -> bool:
        return self._account is not None and mention.url == self._account.url

    @contextmanager
    def _certain(self) -> Iterator[None]:
        """Name what goes wrong while nothing that anybody sees is being changed."""
        try:
            yield
        except Exception as error:
            raise trouble(error, self._answered, sent=False) from error

    @contextmanager
    def _doubtful(self) -> Iterator[None]:
        """Name what goes wrong while a post is being made: without a clear no, it may be live."""
        try:
            yield
        except Exception as error:
            raise trouble(error, self._answered, sent=True) from error
