"""Reddit's records as they travel, and where each stands."""

import re
from typing import Any

from msgspec import Struct, field

from antiphon.channels.connector import Reference

PAGES = "https://www.reddit.com"
DELETED = "[deleted]"
_THREAD = re.compile(r"/comments/(\w+)")


class Community(Struct):
    """The community that is an account's own."""

    subscribers: int = 0


class Account(Struct):
    """Somebody; `subreddit` is told of oneself."""

    id: str
    name: str
    icon_img: str | None = ""
    subreddit: Community | None = None


class Post(Struct):
    """A submission, with what is read of it."""

    id: str
    title: str = ""
    selftext: str = ""
    author: str | None = ""
    subreddit: str = ""
    created_utc: float = 0
    permalink: str = ""
    url: str | None = ""
    score: int = 0
    num_comments: int = 0
    num_crossposts: int = 0
    media_metadata: dict[str, Any] | None = None

    @property
    def gone(self) -> bool:
        """Whether its author took it down."""
        return self.author in {None, DELETED}

    @property
    def reference(self) -> Reference:
        """Where it stands."""
        return submission(self.id, PAGES + self.permalink if self.permalink else "")


class Comment(Struct):
    """A comment, or a message of the inbox; `replies` is a listing, or an empty text."""

    id: str
    name: str = ""
    body: str = ""
    body_html: str | None = ""
    author: str | None = ""
    author_fullname: str | None = ""
    created_utc: float = 0
    parent_id: str | None = ""
    link_id: str | None = ""
    permalink: str | None = ""
    context: str | None = ""
    type: str | None = ""
    distinguished: str | None = None
    replies: Any = ""

    @property
    def thread(self) -> str:
        """The submission that it stands under."""
        found = _THREAD.search(f"{self.permalink or ''}{self.context or ''}")
        return (self.link_id or "").removeprefix("t3_") or (found[1] if found else "")


class Thing(Struct):
    """Something of a listing: `t1` a comment, `t3` a submission, `t4` a private message, `more` what is left out."""

    kind: str
    data: Any


class Children(Struct):
    """What is in a listing, and where the next page begins."""

    children: list[Thing] = field(default_factory=list)
    after: str | None = None


class Listing(Struct):
    """A page of things."""

    data: Children


class Made(Struct):
    """What was made: the number of a submission, or the comment; nothing while a picture is worked on."""

    id: str = ""
    url: str = ""
    things: list[Thing] = field(default_factory=list)


class Answered(Struct):
    """What was said of a request: errors by name, or what was made."""

    errors: list[list[str | None]] = field(default_factory=list)
    ratelimit: float = 0
    data: Made | None = None


class Answer(Struct):
    """The answer to whatever changes something."""

    json: Answered


class LeaseField(Struct):
    """A field of the form in which a file is sent."""

    name: str
    value: str


class Lease(Struct):
    """Where a file is to be sent."""

    action: str
    fields: list[LeaseField]


class Asset(Struct):
    """The name that a file will have."""

    asset_id: str


class Place(Struct):
    """A place for a file."""

    args: Lease
    asset: Asset


class Flair(Struct):
    """A label that a community knows."""

    id: str
    text: str = ""


def submission(number: str, url: str = "") -> Reference:
    """Return where a submission stands."""
    number = number.removeprefix("t3_")
    uri = f"{PAGES}/comments/{number}/"
    return Reference(uri=uri, id=f"t3_{number}", url=url or uri)


def comment(number: str, thread: str, permalink: str | None = "") -> Reference:
    """Return where a comment stands."""
    number = number.removeprefix("t1_")
    uri = f"{PAGES}/comments/{thread}/comment/{number}/"
    return Reference(uri=uri, id=f"t1_{number}", url=PAGES + permalink if permalink else uri)
