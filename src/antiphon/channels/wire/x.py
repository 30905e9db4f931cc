"""X's interface, version 2: posts, accounts and uploads as they travel, and what its errors mean."""

import html
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import requests
from msgspec import Struct, field

from antiphon.channels.connector import Act, Figure, Profile, Reference, Said
from antiphon.lib.errors import Trouble
from antiphon.lib.retry_after import asked_wait

#: What is asked for of a post, beside its number and its words.
POST_FIELDS = "author_id,created_at,conversation_id,lang,referenced_tweets,attachments"
USER_FIELDS = "name,username,profile_image_url"
MEDIA_FIELDS = "url,alt_text"
#: The names of our figures by X's own.
_FIGURES = {
    "like_count": "likes",
    "retweet_count": "shares",
    "reply_count": "replies",
    "quote_count": "quotes",
    "bookmark_count": "saves",
    "impression_count": "views",
}


class Metrics(Struct):
    """Counts of a person."""

    followers_count: int = 0


class User(Struct):
    """Somebody. `subscription_type` is told of oneself alone."""

    id: str
    username: str
    name: str = ""
    profile_image_url: str = ""
    subscription_type: str = ""
    public_metrics: Metrics = field(default_factory=Metrics)


class Referenced(Struct):
    """What a post hangs on: `replied_to`, `quoted` or `retweeted`."""

    type: str
    id: str


class Attachments(Struct):
    """What a post shows."""

    media_keys: list[str] = field(default_factory=list)


class Post(Struct):
    """A post as others read it; its words have their markup escaped."""

    id: str
    text: str = ""
    author_id: str = ""
    created_at: str = ""
    conversation_id: str = ""
    lang: str = ""
    referenced_tweets: list[Referenced] = field(default_factory=list)
    attachments: Attachments = field(default_factory=Attachments)
    public_metrics: dict[str, int] = field(default_factory=dict)


class Shown(Struct):
    """A picture or film of a post."""

    media_key: str
    url: str = ""
    alt_text: str = ""


class Includes(Struct):
    """What posts of a page refer to."""

    users: list[User] = field(default_factory=list)
    media: list[Shown] = field(default_factory=list)


class Meta(Struct):
    """Where a page begins and how it goes on."""

    newest_id: str = ""
    next_token: str = ""


class Page(Struct):
    """Some posts, the newest first."""

    data: list[Post] = field(default_factory=list)
    includes: Includes = field(default_factory=Includes)
    meta: Meta = field(default_factory=Meta)


class OnePost(Struct):
    """One post; what was deleted comes as an error without data."""

    data: Post | None = None


class OneUser(Struct):
    """One account."""

    data: User


class Processing(Struct):
    """How far X is with a film."""

    state: str
    check_after_secs: float = 1
    error: dict[str, str | int] = field(default_factory=dict)


class Uploaded(Struct):
    """A file that is being sent."""

    id: str
    processing_info: Processing | None = None


class Upload(Struct):
    """The answer to every step of an upload."""

    data: Uploaded


def profile(user: User) -> Profile:
    """Return who somebody is: the number never changes, the name may."""
    return Profile(
        stable_id=f"https://x.com/i/user/{user.id}",
        handle=user.username,
        name=user.name,
        url=f"https://x.com/{user.username}",
        avatar_url=user.profile_image_url,
    )


def address(number: str) -> str:
    """Return the address of a post that holds under whatever name its author has."""
    return f"https://x.com/i/status/{number}"


def reference(number: str, handle: str) -> Reference:
    """Return where a post stands."""
    return Reference(uri=address(number), id=number, url=f"https://x.com/{handle}/status/{number}")


def said(post: Post, includes: Includes) -> Said:
    """Return the words of a post."""
    author = next((user for user in includes.users if user.id == post.author_id), User(post.author_id, ""))
    shown = {one.media_key: one for one in includes.media}
    parent = next((one.id for one in post.referenced_tweets if one.type == "replied_to"), "")
    quotes = any(one.type == "quoted" for one in post.referenced_tweets)
    return Said(
        act=Act.REPLY if parent else Act.QUOTE if quotes else Act.MENTION,
        reference=reference(post.id, author.username or "i"),
        actor=profile(author),
        at=moment(post.created_at),
        text=html.unescape(post.text),
        language="" if post.lang == "und" else post.lang,
        parent_uri=address(parent) if parent else "",
        root_uri=address(post.conversation_id) if parent and post.conversation_id else "",
        pictures=tuple(
            (shown[key].url, shown[key].alt_text)
            for key in post.attachments.media_keys
            if key in shown and shown[key].url
        ),
    )


def figures(post: Post) -> tuple[Figure, ...]:
    """Return the counts that X tells of a post."""
    told = post.public_metrics
    return tuple(Figure(ours, told[theirs]) for theirs, ours in _FIGURES.items() if theirs in told)


def moment(text: str) -> datetime:
    """Return a moment as X writes it; a clock that runs ahead of ours is not believed."""
    now = datetime.now(UTC)
    return min(datetime.fromisoformat(text), now) if text else now


def explain(answer: requests.Response) -> Trouble | None:
    """Return what X means where its status alone says less."""
    told = answer.text.lower()
    if answer.status_code == HTTPStatus.PAYMENT_REQUIRED:
        return Trouble.PERMISSION
    if answer.status_code == HTTPStatus.FORBIDDEN and "duplicate content" in told:
        return Trouble.DUPLICATE
    if "post a video longer" in told or "media ids are invalid" in told:
        return Trouble.MEDIA
    return None


def asks_to_wait(answer: requests.Response) -> timedelta | None:
    """Return how long until X's window ends, or the day of the application."""
    for name in ("x-rate-limit-reset", "x-app-limit-24hour-reset"):
        left = answer.headers.get(name.replace("reset", "remaining"), "0")
        if name in answer.headers and left == "0":
            told = {"ratelimit-reset": answer.headers[name], "date": answer.headers.get("date", "")}
            return asked_wait(told, datetime.now(UTC))
    return None
