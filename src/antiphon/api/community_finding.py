"""Search and the home feed of a community, for programs of those who take part and of the team."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Json, Page, cursor, page_of, place_of, seen_of
from antiphon.api.community import viewer_in
from antiphon.api.errors import TooMany
from antiphon.api.rates import seconds_to_wait_for_search
from antiphon.community.actions.following import follow_hashtag, follow_person
from antiphon.community.models import Group, GroupDocument, Participant
from antiphon.community.queries.feed import Item, home_feed, tagged
from antiphon.community.queries.finding import FINDERS, Hit
from antiphon.community.queries.participants import participants_seen
from antiphon.community.rules.asking import question

router = Router(tags=["community"])


class Part(StrEnum):
    """What is looked for."""

    TOPICS = "topics"
    PEOPLE = "people"
    GROUPS = "groups"
    DOCUMENTS = "documents"


class FoundJson(Json, frozen=True, kw_only=True):
    """Something that was found: `kind` is topics, people, groups or documents.

    `name` is a title or a name, `text` the words around what was looked for, `found` which of them it was. `topic`
    and `message` are ids, null unless a topic was found, and by one of its messages; `handle` names a person,
    `group` a group, of a topic the one it is in.
    """

    kind: str
    name: str
    text: str
    found: list[str]
    topic: int | None
    message: int | None
    handle: str | None
    group: str | None


class FeedItemJson(Json, frozen=True, kw_only=True):
    """A message of a feed; `opens` if it opened its topic. `warning` is what its author warns readers of."""

    message: int
    topic: int
    title: str
    group: str
    author: str
    text: str
    warning: str
    opens: bool
    written_at: datetime


class FollowBody(Schema):
    """Whether one follows."""

    follows: bool = True


class FollowJson(Json, frozen=True, kw_only=True):
    """Whether one follows now."""

    follows: bool


_Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/communities/{brand}/search")
def search_community(
    request: Asked, brand: str, q: str, part: Part = Part.TOPICS, after: str = "", limit: _Limit = 20
) -> Page[FoundJson]:
    """Find topics, people, groups or documents by words, "words in a row" and -words that must not be there."""
    viewer, asked, seen = viewer_in(request, brand), question(q), seen_of(after)
    wait = seconds_to_wait_for_search(request.auth.pk)
    if wait:
        raise TooMany(wait)
    found = FINDERS[part](viewer, asked, limit + 1, seen) if asked else []
    more = cursor(seen + limit) if len(found) > limit else None
    return Page(items=[_found(one) for one in found[:limit]], next=more)


@router.get("/communities/{brand}/feed")
def home_feed_of_user(request: Asked, brand: str, after: str = "", limit: _Limit = 30) -> Page[FeedItemJson]:
    """List what the token’s user follows, the latest first: people, their groups, hashtags."""
    rows = home_feed(viewer_in(request, brand), limit + 1, place_of(after) if after else None)
    return page_of(rows, limit, lambda item: item.place, _items)


@router.get("/communities/{brand}/tags/{word}")
def list_tagged(request: Asked, brand: str, word: str, after: str = "", limit: _Limit = 30) -> Page[FeedItemJson]:
    """List the latest messages under a hashtag that one may read."""
    rows = tagged(viewer_in(request, brand), word.lower(), limit + 1, place_of(after) if after else None)
    return page_of(rows, limit, lambda item: item.place, _items)


@router.post("/communities/{brand}/members/{handle}/follow")
def follow_member(request: Asked, brand: str, handle: str, body: FollowBody) -> FollowJson:
    """Follow somebody who takes part, or no longer."""
    viewer = viewer_in(request, brand)
    follow_person(viewer, get_object_or_404(participants_seen(viewer), handle=handle), follows=body.follows)
    return FollowJson(follows=body.follows)


@router.post("/communities/{brand}/tags/{word}/follow")
def follow_word(request: Asked, brand: str, word: str, body: FollowBody) -> FollowJson:
    """Follow a hashtag, or no longer."""
    follow_hashtag(viewer_in(request, brand), word, follows=body.follows)
    return FollowJson(follows=body.follows)


def _items(items: list[Item]) -> list[FeedItemJson]:
    return [
        FeedItemJson(
            message=item.message.pk,
            topic=item.topic.pk,
            title=item.topic.title,
            group=item.topic.group.slug,
            author=item.message.author.name,
            text=item.message.text,
            warning=item.writing.warning if item.writing else "",
            opens=item.opens,
            written_at=item.message.sent_at,
        )
        for item in items
    ]


def _found(one: Hit | Participant | Group | GroupDocument) -> FoundJson:
    if isinstance(one, Participant):
        return FoundJson(
            kind="people", name=one.name, text=one.words, found=[], topic=None, message=None, handle=one.handle,
            group=None,
        )  # fmt: skip
    if isinstance(one, Group):
        return FoundJson(
            kind="groups", name=one.name, text=one.purpose, found=[], topic=None, message=None, handle=None,
            group=one.slug,
        )  # fmt: skip
    if isinstance(one, GroupDocument):
        return FoundJson(
            kind="documents", name=one.title, text=one.words, found=[], topic=None, message=None, handle=None,
            group=one.group.slug,
        )  # fmt: skip
    pieces = [*one.title, *one.pieces]
    return FoundJson(
        kind="topics",
        name=one.topic.title,
        text="".join(piece.text for piece in one.pieces),
        found=list(dict.fromkeys(piece.text for piece in pieces if piece.found)),
        topic=one.topic.pk,
        message=one.message.pk if one.message else None,
        handle=None,
        group=one.topic.group.slug,
    )
