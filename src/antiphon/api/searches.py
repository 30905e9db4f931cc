"""Saved searches: what a brand goes on looking for, what was found, and what becomes of it."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.lib.errors import Refusal
from antiphon.listening.actions import searching, taking_up
from antiphon.listening.actions.searching import Wanted
from antiphon.listening.models import Found, FoundState, SavedSearch, SearchPlace
from antiphon.listening.queries.searches import found_by, heard_by, searches_of
from antiphon.organizations.models import Member

router = Router(tags=["listening"])


class SearchJson(Json, frozen=True, kw_only=True):
    """A search; `trouble` is what its network last said no to, `looked_at` when it was last asked."""

    id: int
    name: str
    words: str
    place: str
    channel: int | None
    subject: int | None
    every_minutes: int
    made_by: str
    looked_at: datetime | None
    trouble: str


class FoundPostJson(Json, frozen=True, kw_only=True):
    """A public post that was found; once it is taken up its words stand in `conversation`."""

    id: int
    url: str
    author: str
    handle: str
    text: str
    language: str
    said_at: datetime
    state: str
    conversation: int | None


class HitJson(Json, frozen=True, kw_only=True):
    """A message that a search finds in what was said to the brand."""

    id: int
    conversation: int
    author: str
    text: str
    said_at: datetime


class SearchBody(Schema):
    """What is looked for: `place` is `heard` or `public`, `every_minutes` 15, 60, 360 or 1440."""

    words: str = ""
    name: str = ""
    place: str = SearchPlace.HEARD.value
    channel: int | None = None
    subject: int | None = None
    every_minutes: int = 60


class FoundNeedBody(Schema):
    """The need in a few words of ours."""

    kind: str
    subject: str


@router.get("/brands/{brand}/searches")
def list_searches(request: Asked, brand: str) -> list[SearchJson]:
    """List the searches in force by name."""
    return [_search(one) for one in searches_of(member_of(request, brand))]


@router.post("/brands/{brand}/searches")
def make_search(request: Asked, brand: str, body: SearchBody) -> Created[SearchJson]:
    """Go on looking for words, a tag or a subject."""
    member = member_of(request, brand)
    return Created(_search(searching.save_search(member, _wanted(member, body))))


@router.put("/searches/{search_id}")
def change_search(request: Asked, search_id: int, body: SearchBody) -> SearchJson:
    """Let a search look for something else."""
    member, search = _found_search(request, search_id)
    return _search(searching.save_search(member, _wanted(member, body), search))


@router.post("/searches/{search_id}/stop")
def stop_search(request: Asked, search_id: int) -> SearchJson:
    """Stop a search."""
    member, search = _found_search(request, search_id)
    searching.stop_search(member, search)
    return _search(search)


@router.get("/searches/{search_id}/found")
def list_found(
    request: Asked, search_id: int, state: str = FoundState.NEW, after: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Page[FoundPostJson]:  # fmt: skip
    """List the public posts that a search came upon, the latest first."""
    member, search = _found_search(request, search_id)
    if state not in set(FoundState):
        raise Refusal(_("Choose new, taken_up or aside."), field="state")
    seen = seen_of(after)
    rows = list(found_by(member, search, state)[seen : seen + limit + 1])
    return Page(items=[_found(one) for one in rows[:limit]], next=cursor(seen + limit) if len(rows) > limit else None)


@router.get("/searches/{search_id}/messages")
def list_search_messages(
    request: Asked, search_id: int, after: str = "", limit: Annotated[int, Query(ge=1, le=100)] = 30
) -> Page[HitJson]:
    """List the messages that a search finds in what was said to the brand, the latest first."""
    member, search = _found_search(request, search_id)
    seen = seen_of(after)
    rows = list(heard_by(member, search)[seen : seen + limit + 1])
    items = [
        HitJson(
            id=one.pk, conversation=one.conversation_id, author=str(one.author), text=one.text, said_at=one.sent_at
        )
        for one in rows[:limit]
    ]
    return Page(items=items, next=cursor(seen + limit) if len(rows) > limit else None)


@router.post("/found/{found_id}/take-up")
def take_up_found(request: Asked, found_id: int) -> FoundPostJson:
    """Receive what was found as a message, so that it can be answered."""
    member, found = _found_one(request, found_id)
    taking_up.take_up(member, found)
    return _found(found)


@router.post("/found/{found_id}/need")
def keep_found_as_need(request: Asked, found_id: int, body: FoundNeedBody) -> FoundPostJson:
    """Take it up, and keep what it asks for as a need."""
    member, found = _found_one(request, found_id)
    taking_up.keep_as_need(member, found, body.kind, body.subject)
    return _found(found)


@router.post("/found/{found_id}/aside")
def put_found_aside(request: Asked, found_id: int) -> FoundPostJson:
    """Say that it is not for the brand."""
    return _found(taking_up.put_found_aside(*_found_one(request, found_id)))


@router.post("/found/{found_id}/back")
def bring_found_back(request: Asked, found_id: int) -> FoundPostJson:
    """Take back that it is not for the brand."""
    return _found(taking_up.bring_back(*_found_one(request, found_id)))


def _found_search(request: Asked, pk: int) -> tuple[Member, SavedSearch]:
    rows = SavedSearch.objects.in_force().select_related("made_by__user")
    search = get_object_or_404(rows, brand__in=brands_of(request), pk=pk)
    return member_in(request, search.brand_id), search


def _found_one(request: Asked, pk: int) -> tuple[Member, Found]:
    found = get_object_or_404(Found, brand__in=brands_of(request), pk=pk)
    return member_in(request, found.brand_id), found


def _wanted(member: Member, body: SearchBody) -> Wanted:
    channel = member.brand.channels.filter(pk=body.channel).first() if body.channel else None
    subject = member.brand.subjects.filter(pk=body.subject).first() if body.subject else None
    if body.channel and channel is None:
        raise Refusal(_("The brand has no channel of this id."), field="channel")
    if body.subject and subject is None:
        raise Refusal(_("The brand has no subject of this id."), field="subject")
    return Wanted(body.name, body.words, body.place, channel, subject, body.every_minutes)


def _search(search: SavedSearch) -> SearchJson:
    return SearchJson(
        id=search.pk, name=search.name, words=search.words, place=search.place, channel=search.channel_id,
        subject=search.subject_id, every_minutes=search.every_minutes, looked_at=search.looked_at,
        made_by=str(search.made_by.user) if search.made_by else "", trouble=search.trouble,
    )  # fmt: skip


def _found(found: Found) -> FoundPostJson:
    message = found.message
    return FoundPostJson(
        id=found.pk, url=found.url, author=str(message.author) if message else found.author_name,
        handle=message.author.handle if message else found.author_handle,
        text=message.text if message else found.text, language=found.language, said_at=found.said_at,
        state=found.state, conversation=message.conversation_id if message else None,
    )  # fmt: skip
