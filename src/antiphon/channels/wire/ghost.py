"""Ghost's Admin API: its keys, comments as they travel, posts as HTML, and what its errors mean."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.channels.wire.blog import Stored, figure, link, paragraphs
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.markup import plain_text

#: How long a token is good for, in seconds: the most that Ghost takes.
_GOOD_FOR = 300
_BY_KIND = {
    "UnauthorizedError": Trouble.AUTH,
    "NoPermissionError": Trouble.PERMISSION,
    "HostLimitError": Trouble.PERMISSION,
    "UnsupportedMediaTypeError": Trouble.MEDIA,
    "TooManyRequestsError": Trouble.LIMIT,
    "MaintenanceError": Trouble.BEFORE_SEND,
}
_BAD_KEY = frozenset({"INVALID_JWT", "UNKNOWN_ADMIN_API_KEY", "INVALID_AUTH_HEADER", "MISSING_ADMIN_API_KID"})


class Site(msgspec.Struct):
    """The publication."""

    title: str
    url: str
    icon: str | None = None


class Post(msgspec.Struct):
    """A post as far as we look at it."""

    id: str
    uuid: str = ""
    url: str = ""
    status: str = ""
    updated_at: str = ""
    count: dict[str, Any] | None = None


class Author(msgspec.Struct):
    """A reader with a membership."""

    id: str
    uuid: str
    name: str | None = None
    avatar_image: str | None = None


class Comment(msgspec.Struct):
    """A comment; `in_reply_to_id` names the answer that it answers, `parent_id` the comment they are all under."""

    id: str
    created_at: str
    status: str
    html: str | None = None
    parent_id: str | None = None
    in_reply_to_id: str | None = None
    member: Author | None = None
    post: Post | None = None


class Address(msgspec.Struct):
    """Where an uploaded file is found."""

    url: str


def token(key: str, now: datetime) -> str:
    """Return a token (JWT, HS256) of an Admin API key, which is an id and a secret in hexadecimal.

    Raise ChannelError for what cannot be a key. Source: docs.ghost.org/admin-api, token authentication.
    """
    name, _, secret = key.partition(":")
    try:
        mark = bytes.fromhex(secret)
    except ValueError:
        mark = b""
    if not (name and mark):
        raise ChannelError(Trouble.AUTH, "this is no Admin API key")
    moment = int(now.timestamp())
    said = [{"alg": "HS256", "typ": "JWT", "kid": name}, {"iat": moment, "exp": moment + _GOOD_FOR, "aud": "/admin/"}]
    signed = ".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in said)
    return f"{signed}.{_base64(hmac.digest(mark, signed.encode(), hashlib.sha256))}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Pages:
    """The addresses of one publication that last, whatever becomes of slugs and routes."""

    def __init__(self, site: str) -> None:
        self.site = site.rstrip("/")

    def post(self, post: Post) -> Reference:
        """Return where a post stands; its address by uuid leads to the one that people read."""
        return Reference(uri=self._uri(post), id=post.id, url=post.url)

    def _uri(self, post: Post) -> str:
        return f"{self.site}/p/{post.uuid}/"

    def said(self, comment: Comment) -> Said:
        """Return the words of a comment. Raise AttributeError if its post is not told."""
        post = comment.post
        if post is None:
            raise AttributeError("post")
        above = comment.in_reply_to_id or comment.parent_id
        words = comment.html or ""
        return Said(
            act=Act.REPLY,
            reference=Reference(
                uri=self._comment(post, comment.id), id=comment.id, url=f"{post.url}#ghost-comments-{comment.id}"
            ),
            actor=self._author(comment),
            at=_moment(comment.created_at),
            text=plain_text(words),
            html=words,
            parent_uri=self._comment(post, above) if above else self._uri(post),
            root_uri=self._uri(post),
        )

    def _comment(self, post: Post, comment: str) -> str:
        return f"{self._uri(post)}#ghost-comments-{comment}"

    def _author(self, comment: Comment) -> Profile:
        """Return who wrote a comment; of a member who left, nothing is told."""
        member, host = comment.member, urlsplit(self.site).netloc
        if member is None:
            return Profile(f"{self.site}/#left-{comment.id}", f"left@{host}")
        return Profile(
            stable_id=f"{self.site}/#member-{member.uuid}",
            handle=f"member-{member.uuid[:8]}@{host}",
            name=member.name or "",
            avatar_url=member.avatar_image or "",
        )


def content(text: str, below: Iterable[Stored], language: str) -> str:
    """Return plain text and the files below it as HTML, which Ghost turns into its own form."""
    return "\n".join([*paragraphs(text), *(_file(one, language) for one in below)])


def _file(stored: Stored, language: str) -> str:
    if stored.media.is_document:
        return f"<p>{link(stored)}</p>"
    if stored.media.is_video:
        # Ghost would drop the words for it and the captions: it is kept as it is written.
        return f"<!--kg-card-begin: html-->\n<figure>{figure(stored, language)}</figure>\n<!--kg-card-end: html-->"
    return f"<figure>{figure(stored)}</figure>"


def explain(answer: requests.Response) -> Trouble | None:
    """Name the trouble of an answer by Ghost's own words for it."""
    try:
        errors = answer.json()["errors"]
        kind, code = str(errors[0].get("type")), str(errors[0].get("code"))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
    return Trouble.AUTH if code in _BAD_KEY else _BY_KIND.get(kind)


def _moment(said: str) -> datetime:
    """Return when a comment was written; a clock that runs ahead of ours is not believed."""
    read = datetime.fromisoformat(said)
    return min(read if read.tzinfo else read.replace(tzinfo=UTC), datetime.now(UTC))
