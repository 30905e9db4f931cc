"""What Reddit's records say: people, words, numbers."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from antiphon.channels.connector import Act, Figure, Profile, Reference, Said
from antiphon.channels.wire.reddit.records import (
    DELETED,
    PAGES,
    Account,
    Comment,
    Listing,
    Post,
    Thing,
    comment,
    submission,
)
from antiphon.lib.markup import plain_text


def profile(account: Account) -> Profile:
    """Return who an account is."""
    return person(f"t2_{account.id}", account.name, account.icon_img or "")


def person(fullname: str | None, name: str | None, icon: str = "") -> Profile:
    """Return who somebody is; names on Reddit never change."""
    name = name or DELETED
    return Profile(
        stable_id=fullname or f"{PAGES}/user/{name}",
        handle=name,
        name=name,
        url=f"{PAGES}/user/{name}",
        avatar_url=icon.split("?", maxsplit=1)[0],
    )


def said(thing: Thing, act: Act) -> Said:
    """Return the words of a comment or a message."""
    one = msgspec.convert(thing.data, Comment)
    message = thing.kind == "t4"
    parent = one.parent_id or ""
    if parent.startswith("t3_"):
        parent_uri = submission(parent).uri
    else:
        parent_uri = comment(parent, one.thread).uri if parent.startswith("t1_") else ""
    return Said(
        act=Act.DIRECT if message else act,
        reference=_letter(one) if message else comment(one.id, one.thread, _plain(one)),
        actor=person(one.author_fullname, one.author),
        at=moment(one.created_utc),
        text=plain_text(one.body_html) if one.body_html else one.body,
        html=one.body_html or "",
        parent_uri="" if message else parent_uri,
        root_uri="" if message or not one.thread else submission(one.thread).uri,
    )


def _letter(one: Comment) -> Reference:
    uri = f"{PAGES}/message/messages/{one.id}"
    return Reference(uri=uri, id=f"t4_{one.id}", url=uri)


def _plain(one: Comment) -> str:
    return (one.permalink or one.context or "").split("?", maxsplit=1)[0]


def below(listing: Listing) -> Iterator[Thing]:
    """Walk comments and their answers without recursion; what Reddit leaves out is left out."""
    waiting = list(listing.data.children)
    while waiting:
        one = waiting.pop(0)
        if one.kind == "t1":
            yield one
            replies = one.data.get("replies")
            waiting += msgspec.convert(replies, Listing).data.children if replies else []


def figures(post: Post) -> tuple[Figure, ...]:
    """Return the numbers of a submission: points for likes, our own vote among them."""
    return (
        Figure("likes", post.score),
        Figure("replies", post.num_comments),
        Figure("shares", post.num_crossposts),
    )


def moment(seconds: float) -> datetime:
    """Return a moment; a clock that runs ahead of ours is not believed."""
    now = datetime.now(UTC)
    return min(datetime.fromtimestamp(seconds, UTC), now) if seconds else now
