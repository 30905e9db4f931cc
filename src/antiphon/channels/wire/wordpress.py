"""WordPress's REST interface (wp/v2): comments as they travel, posts as blocks, and what its errors mean."""

import hashlib
import html
import json
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.channels.wire.blog import Stored, figure, link, paragraphs
from antiphon.lib.errors import Trouble
from antiphon.lib.markup import plain_text

_BY_CODE = {
    "rest_comment_closed": Trouble.CONTENT,
    "rest_comment_on_trash": Trouble.CONTENT,
    "rest_comment_draft_post": Trouble.CONTENT,
    "rest_upload_sideload_error": Trouble.MEDIA,
    "rest_upload_file_too_big": Trouble.MEDIA,
    "rest_upload_limited_space": Trouble.MEDIA,
    "rest_upload_no_data": Trouble.MEDIA,
    "rest_upload_unknown_error": Trouble.MEDIA,
}


class Rendered(msgspec.Struct):
    """A text of WordPress: as it is shown, and (to those who may edit) as it was written."""

    rendered: str
    raw: str = ""


class User(msgspec.Struct):
    """The account that an application password belongs to; `capabilities` may be told as an empty list."""

    id: int
    name: str
    slug: str
    link: str
    avatar_urls: Any = None
    capabilities: Any = None

    def may(self, capability: str) -> bool:
        """Whether the account's role carries this."""
        return isinstance(self.capabilities, dict) and bool(self.capabilities.get(capability))


class Post(msgspec.Struct):
    """A post as far as we look at it."""

    id: int
    link: str = ""
    status: str = ""


class File(msgspec.Struct):
    """An uploaded file."""

    id: int
    source_url: str
    alt_text: str = ""


class Comment(msgspec.Struct):
    """A comment; `author` is 0 for somebody without an account, `parent` 0 for one that answers the post."""

    id: int
    post: int
    parent: int
    author: int
    author_name: str
    author_url: str
    date_gmt: str
    content: Rendered
    author_email: str = ""
    author_avatar_urls: Any = None
    link: str = ""


class Term(msgspec.Struct):
    """A category or a tag."""

    id: int
    name: str


class Pages:
    """The addresses of one site: short and lasting, whatever its permalinks look like."""

    def __init__(self, site: str) -> None:
        self.site = site.rstrip("/")

    def post(self, post: Post) -> Reference:
        """Return where a post stands."""
        return Reference(uri=f"{self.site}/?p={post.id}", id=str(post.id), url=post.link)

    def comment(self, comment: Comment) -> Reference:
        """Return where a comment stands; its id names its post too."""
        uri = self._comment_uri(comment.post, comment.id)
        return Reference(uri=uri, id=f"{comment.post}/{comment.id}", url=comment.link or uri)

    def _comment_uri(self, post: int, comment: int) -> str:
        return f"{self.site}/?p={post}#comment-{comment}"

    def said(self, comment: Comment) -> Said:
        """Return the words of a comment."""
        root = f"{self.site}/?p={comment.post}"
        return Said(
            act=Act.REPLY,
            reference=self.comment(comment),
            actor=self._author(comment),
            at=_moment(comment.date_gmt),
            text=plain_text(comment.content.rendered),
            html=comment.content.rendered,
            parent_uri=self._comment_uri(comment.post, comment.parent) if comment.parent else root,
            root_uri=root,
        )

    def user(self, number: int) -> str:
        """Return the lasting address of an account."""
        return f"{self.site}/?author={number}"

    def _author(self, comment: Comment) -> Profile:
        """Return who wrote a comment: without an account they are told apart by mail address, else by name."""
        name = html.unescape(comment.author_name)
        known_by = (comment.author_email or name).strip().lower()
        guest = f"guest-{hashlib.sha256(known_by.encode()).hexdigest()[:16]}"
        who = f"author-{comment.author}" if comment.author else guest
        return Profile(
            stable_id=self.user(comment.author) if comment.author else f"{self.site}/#{guest}",
            handle=f"{who}@{urlsplit(self.site).netloc}",
            name=name,
            url=comment.author_url,
            avatar_url=largest(comment.author_avatar_urls),
        )


def largest(avatars: Any) -> str:
    """Return the address of the largest of the pictures of somebody."""
    pictures = avatars if isinstance(avatars, dict) else {}
    return str(pictures[max(pictures, key=lambda size: int(size) if size.isdigit() else 0)]) if pictures else ""


def content(text: str, below: Iterable[Stored], language: str) -> str:
    """Return plain text and the files below it as blocks, which its editor can take up again."""
    blocks = [_block("paragraph", {}, one) for one in paragraphs(text)]
    return "\n\n".join([*blocks, *(_file_block(one, language) for one in below)])


def _file_block(stored: Stored, language: str) -> str:
    known = {"id": int(stored.id)}
    if stored.media.is_document:
        words = f'<div class="wp-block-file">{link(stored)}</div>'
        return _block("file", known | {"href": stored.address}, words)
    kind = "video" if stored.media.is_video else "image"
    return _block(kind, known, f'<figure class="wp-block-{kind}">{figure(stored, language)}</figure>')


def _block(kind: str, known: dict[str, Any], inner: str) -> str:
    # "--" would end the comment that a block is written as.
    told = json.dumps(known, separators=(",", ":")).replace("--", "\\u002d\\u002d") + " " if known else ""
    return f"<!-- wp:{kind} {told}-->\n{inner}\n<!-- /wp:{kind} -->"


def plain_alt(words: str) -> str:
    """Return an alternative text as it survives WordPress, which strips what looks like a tag."""
    return words.replace("<", "&lt;").replace(">", "&gt;") if "<" in words else words


def essence(text: str) -> str:
    """Return the marks of a text without what WordPress makes typographic: quotes, dashes, white space."""
    return "".join(one for one in text if not one.isspace() and not unicodedata.category(one).startswith("P"))


def explain(answer: requests.Response) -> Trouble | None:
    """Name the trouble of an answer by WordPress's own word for it."""
    try:
        said = answer.json()
    except ValueError:
        return None
    return _BY_CODE.get(str(said.get("code"))) if isinstance(said, dict) else None


def _moment(said: str) -> datetime:
    """Return when a comment was written; a clock that runs ahead of ours is not believed."""
    read = datetime.fromisoformat(said)
    return min(read if read.tzinfo else read.replace(tzinfo=UTC), datetime.now(UTC))
