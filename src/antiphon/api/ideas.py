"""Ideas and the feeds that bring some."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.lib.errors import Refusal
from antiphon.publishing.actions.following import follow, unfollow
from antiphon.publishing.actions.gathering import note_idea, put_aside, take_back, write_of
from antiphon.publishing.models import Feed, Idea, IdeaSource, IdeaState
from antiphon.publishing.queries.gathering import feeds_of, ideas_of
from antiphon.publishing.sentences import FEED_TROUBLES

router = Router(tags=["plan"])


class IdeaJson(Json, frozen=True, kw_only=True):
    """Something that could become a post. `source` is own, need or feed; `state` new, used or dismissed."""

    id: int
    source: str
    state: str
    text: str
    link: str
    conversation: int | None
    feed: int | None
    post: int | None
    added_at: datetime


class FeedJson(Json, frozen=True, kw_only=True):
    """A feed of others. `happened` says in words why it could not be read, if so."""

    id: int
    address: str
    title: str
    ideas: int
    fetched_at: datetime | None
    due_at: datetime
    ended_at: datetime | None
    trouble: str
    happened: str


class IdeaBody(Schema):
    """An idea of our own."""

    text: str
    link: str = ""


class FeedBody(Schema):
    """Where a feed is."""

    address: str


@router.get("/brands/{brand}/ideas")
def list_ideas(
    request: Asked,
    brand: str,
    state: str = IdeaState.NEW,
    source: str = "",
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Page[IdeaJson]:
    """List ideas in a state, the latest first."""
    house, seen = member_of(request, brand).brand, seen_of(after)
    if state not in set(IdeaState) or (source and source not in set(IdeaSource)):
        raise Refusal(_("Choose a state out of new, used and dismissed, a source out of own, need and feed."))
    found, more = ideas_of(house, state, source, limit=limit, offset=seen)
    return Page(items=[_idea(one) for one in found], next=cursor(seen + limit) if more else None)


@router.post("/brands/{brand}/ideas")
def create_idea(request: Asked, brand: str, body: IdeaBody) -> Created[IdeaJson]:
    """Keep an idea of our own."""
    return Created(_idea(note_idea(member_of(request, brand), body.text, body.link)))


@router.post("/ideas/{idea_id}/write")
def write_idea(request: Asked, idea_id: int) -> IdeaJson:
    """Begin a post of an idea: a draft with its words on every channel; `post` is its id."""
    found = _found(request, idea_id)
    write_of(member_in(request, found.brand_id), found)
    return _idea(found)


@router.post("/ideas/{idea_id}/put-aside")
def dismiss_idea(request: Asked, idea_id: int) -> IdeaJson:
    """Decide that nothing is made of an idea."""
    found = _found(request, idea_id)
    put_aside(member_in(request, found.brand_id), found)
    return _idea(found)


@router.post("/ideas/{idea_id}/take-back")
def restore_idea(request: Asked, idea_id: int) -> IdeaJson:
    """Let an idea that was put aside be new again."""
    found = _found(request, idea_id)
    take_back(member_in(request, found.brand_id), found)
    return _idea(found)


@router.get("/brands/{brand}/feeds")
def list_feeds(request: Asked, brand: str) -> list[FeedJson]:
    """List the feeds that are or were followed."""
    return [_feed(one) for one in feeds_of(member_of(request, brand).brand)]


@router.post("/brands/{brand}/feeds")
def create_feed(request: Asked, brand: str, body: FeedBody) -> Created[FeedJson]:
    """Follow a feed; it is read at once, and refused if it cannot be."""
    by = member_of(request, brand)
    made = follow(by, body.address)
    return Created(_feed(feeds_of(by.brand).get(pk=made.pk)))


@router.post("/feeds/{feed_id}/end")
def end_feed(request: Asked, feed_id: int) -> FeedJson:
    """Follow a feed no longer; the ideas that it brought stay."""
    found = get_object_or_404(Feed.objects.select_related("brand"), brand__in=brands_of(request), pk=feed_id)
    unfollow(member_in(request, found.brand_id), found)
    return _feed(feeds_of(found.brand).get(pk=found.pk))


def _found(request: Asked, pk: int) -> Idea:
    return get_object_or_404(Idea.objects.select_related("message"), brand__in=brands_of(request), pk=pk)


def _idea(idea: Idea) -> IdeaJson:
    return IdeaJson(
        id=idea.pk,
        source=idea.source,
        state=idea.state,
        text=idea.text,
        link=idea.link,
        conversation=idea.message.conversation_id if idea.message else None,
        feed=idea.feed_id,
        post=idea.post_id,
        added_at=idea.added_at,
    )


def _feed(feed: Feed) -> FeedJson:
    return FeedJson(
        id=feed.pk,
        address=feed.address,
        title=feed.title,
        ideas=feed.brought,  # type: ignore[attr-defined]
        fetched_at=feed.fetched_at,
        due_at=feed.due_at,
        ended_at=feed.ended_at,
        trouble=feed.trouble,
        happened=str(FEED_TROUBLES.get(feed.trouble, "")),
    )
