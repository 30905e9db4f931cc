"""X, through version 2 of its interface. Nothing there tells a second request from the first: never sent again."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

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
    OAuth,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Revocation,
    Said,
    Settings,
)
from antiphon.channels.wire import x as wire
from antiphon.channels.wire.rest import Gone, Rest, shaped
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.words import gettext_noop

_API = "https://api.x.com"
#: How much of a file goes along with one request.
_PIECE = 4 * 1024 * 1024
#: How long a film may be processed before we come back to it later.
_PROCESSING_SECONDS = 300.0
_PAGES, _PAGE = 8, 100
#: What fits for those who pay X: text by weight, bytes and seconds of a video.
_SUBSCRIBED: dict[str, Any] = {
    "text": {"x_weight": 25_000},
    "video_bytes": 16 * 1024**3,
    "video_seconds": (0.5, 7_500.0),
}


class XCredentials(Credentials, frozen=True, kw_only=True):
    """The application that was made in X's developer console."""

    client_id: Annotated[
        str, Field(gettext_noop("Client ID"), gettext_noop("Of the OAuth 2.0 keys, not the API key of OAuth 1."))
    ]
    client_secret: Annotated[
        str, Field(gettext_noop("Client secret"), gettext_noop("Shown once, beside the client ID."), secret=True)
    ]


class XSettings(Settings, frozen=True, kw_only=True):
    """What X wants to know of a post beside its words."""

    reply_settings: Annotated[
        str,
        Field(
            gettext_noop("Who may answer"),
            choices=(
                ("", gettext_noop("Everybody")),
                ("following", gettext_noop("Accounts you follow")),
                ("mentionedUsers", gettext_noop("Accounts named in the post")),
                ("subscribers", gettext_noop("Your subscribers")),
                ("verified", gettext_noop("Verified accounts")),
            ),
        ),
    ] = ""
    paid_partnership: Annotated[bool, Field(gettext_noop("Paid partnership"))] = False
    made_with_ai: Annotated[bool, Field(gettext_noop("Shows pictures or film made by a machine"))] = False


class X(Connector[XCredentials]):
    """An account on X."""

    kind = "x"
    name = "X"
    icon = "M4 3h4l5 7 6-7h2l-7 8 7 10h-4l-5-7-6 7H4l7-8L4 3Z"
    credentials = XCredentials
    withdrawn = gettext_noop("On X: Settings → Security and account access → Apps and sessions → Connected apps.")
    settings = XSettings
    retry_safety = RetrySafety.NEVER_REPLAY
    hears = frozenset({Act.REPLY, Act.MENTION, Act.QUOTE})
    continues = True
    told_of_parts = frozenset({"likes", "shares", "replies", "quotes", "saves"})
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"
    oauth = OAuth(
        authorize="https://x.com/i/oauth2/authorize",
        token="https://api.x.com/2/oauth2/token",  # noqa: S106  an address
        scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
        secret_in_header=True,
        revokes=Revocation("https://api.x.com/2/oauth2/revoke"),
        over=("Value passed for the token was invalid",),
        console="https://console.x.com",
        steps=(
            gettext_noop("Open X’s developer console, sign in and create an app in a project."),
            gettext_noop("Buy some credits: X asks a price for each post that is written and each that is read."),
            gettext_noop(
                "Under “User authentication settings” choose “Web App, Automated App or Bot”, Read and write."
            ),
            gettext_noop("Enter the callback address shown here, letter by letter, and save."),
            gettext_noop("Copy the OAuth 2.0 Client ID and Client Secret, not the keys of OAuth 1."),
        ),
        traps=(
            gettext_noop("Without credits X answers every request with an error, listening included."),
            gettext_noop("Change rights first, sign in after: a token keeps the rights it was given."),
            gettext_noop("The same words twice in a short time are refused as a duplicate."),
        ),
    )

    def verify(self) -> Profile:
        """Return whose token this is."""
        return wire.profile(self._me())

    def limits(self, table: Limits) -> Limits:
        """Return the table, with more room for an account that pays X for it."""
        subscribed = self._me().subscription_type not in {"", "None"}
        return replace(table, **_SUBSCRIBED) if subscribed else table

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload the files with their words and wait until X has made them ready."""
        alone = len(outgoing.media) == 1
        return tuple(self._upload(media, alone=alone) for media in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Post. A duplicate that X refuses may be this very post: it is said, and a person looks."""
        body = self._body(outgoing, prepared)
        fence.open()
        answer = shaped(self._rest.post("/2/tweets", body, sent=True), wire.OnePost, sent=True)
        if answer.data is None:
            raise UnknownAfterSend("X names no post in its answer")
        return wire.reference(answer.data.id, self._handle)

    def listen(self, cursor: str) -> Heard:
        """Return mentions and answers since the cursor: the number of the last one that was read."""
        path = f"/2/users/{self._number}/mentions"
        asked = {"since_id": cursor} if cursor else {}
        said: list[Said] = []
        newest = cursor
        for page in self._pages(path, most=_PAGES if cursor else 1, **asked):
            said += [wire.said(post, page.includes) for post in page.data if post.author_id != self._number]
            newest = max(newest, page.meta.newest_id, key=lambda number: (len(number), number))
        return Heard(tuple(reversed(said)), (), newest)

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return what was said under one of our posts within X's last seven days, the oldest first."""
        pages = self._pages("/2/tweets/search/recent", most=_PAGES, query=f"conversation_id:{root.id}")
        found = [wire.said(post, page.includes) for page in pages for post in page.data if post.id != root.id]
        return tuple(reversed(found))

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the public counts, none if the post is gone."""
        with suppress(Gone):
            path = f"/2/tweets/{reference.id}"
            found = shaped(self._rest.get(path, **{"tweet.fields": "public_metrics"}), wire.OnePost)
            return wire.figures(found.data) if found.data else ()
        return ()

    def remove(self, reference: Reference) -> None:
        """Delete a post."""
        with suppress(Gone):
            self._rest.ask("DELETE", f"/2/tweets/{reference.id}")

    def followers(self) -> int:
        """Return how many follow the account."""
        return self._me("public_metrics").public_metrics.followers_count

    def _me(self, more: str = "subscription_type") -> wire.User:
        fields = f"{wire.USER_FIELDS},{more}"
        return shaped(self._rest.get("/2/users/me", **{"user.fields": fields}), wire.OneUser).data

    @property
    def _number(self) -> str:
        return self._account.stable_id.rpartition("/")[2] if self._account else self._me().id

    @property
    def _handle(self) -> str:
        return self._account.handle if self._account else "i"

    def _body(self, outgoing: Outgoing, prepared: tuple[str, ...]) -> dict[str, Any]:
        body: dict[str, Any] = {"text": self.wording(outgoing)}
        if prepared:
            body["media"] = {"media_ids": list(prepared)}
        if outgoing.reply_to:
            body["reply"] = {"in_reply_to_tweet_id": outgoing.reply_to.id}
        if outgoing.poll:
            body["poll"] = {"options": list(outgoing.poll.options), "duration_minutes": outgoing.poll.hours * 60}
        chosen = outgoing.settings
        if isinstance(chosen, XSettings):
            asked = {name: getattr(chosen, name) for name in ("reply_settings", "paid_partnership", "made_with_ai")}
            body |= {name: value for name, value in asked.items() if value}
        return body

    def _pages(self, path: str, most: int, **asked: str) -> Iterator[wire.Page]:
        fields = {
            "max_results": str(_PAGE),
            "tweet.fields": wire.POST_FIELDS,
            "user.fields": wire.USER_FIELDS,
            "media.fields": wire.MEDIA_FIELDS,
            "expansions": "author_id,attachments.media_keys",
        }
        for _ in range(most):
            page = shaped(self._rest.get(path, **fields, **asked), wire.Page)
            yield page
            if not page.meta.next_token:
                return
            asked["pagination_token"] = page.meta.next_token

    @cached_property
    def _rest(self) -> Rest:
        head = {"Authorization": f"Bearer {self._door.token}"}
        return Rest(self._door, _API, head, wire.explain, wire.asks_to_wait)

    # Files ------------------------------------------------------------------------------------------

    def _upload(self, media: Media, *, alone: bool) -> str:
        gif = media.media_type == "image/gif" and alone
        category = "tweet_video" if media.is_video else "tweet_gif" if gif else "tweet_image"
        number = self._sent(media.path, media.media_type, category)
        if media.alt_text and not media.is_video:
            said = {"alt_text": {"text": media.alt_text}}
            self._rest.post("/2/media/metadata", {"id": number, "metadata": said})
        for captions in media.captions:
            self._caption(number, captions.path, captions.language)
        return number

    def _caption(self, number: str, path: Path, language: str) -> None:
        code = language[:2].upper()
        told = {"id": self._sent(path, "text/vtt", "subtitles"), "language_code": code, "display_name": code}
        body = {"id": number, "media_category": "TweetVideo", "subtitles": told}
        self._rest.post("/2/media/subtitles", body)

    def _sent(self, path: Path, media_type: str, category: str) -> str:
        begin = {"media_type": media_type, "media_category": category, "total_bytes": path.stat().st_size}
        number = shaped(self._rest.post("/2/media/upload/initialize", begin), wire.Upload).data.id
        with path.open("rb") as file:
            for index, piece in enumerate(iter(lambda: file.read(_PIECE), b"")):
                part = {"media": (path.name, piece, "application/octet-stream")}
                whereto = f"/2/media/upload/{number}/append"
                self._rest.ask("POST", whereto, data={"segment_index": str(index)}, files=part)
        self._await(shaped(self._rest.post(f"/2/media/upload/{number}/finalize"), wire.Upload).data)
        return number

    def _await(self, uploaded: wire.Uploaded) -> None:
        until = time.monotonic() + _PROCESSING_SECONDS
        while (at_work := uploaded.processing_info) and at_work.state in {"pending", "in_progress"}:
            if time.monotonic() > until:
                raise ChannelError(Trouble.BEFORE_SEND, "X is still processing a film")
            time.sleep(min(max(at_work.check_after_secs, 0), 30))
            asked = self._rest.get("/2/media/upload", command="STATUS", media_id=uploaded.id)
            uploaded = shaped(asked, wire.Upload).data
        if at_work and at_work.state == "failed":
            raise ChannelError(Trouble.MEDIA, f"X could not process a file: {at_work.error}")
