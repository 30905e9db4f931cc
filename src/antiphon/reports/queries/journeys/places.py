"""Where the rows behind the touches of a journey are shown, as far as a member may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from antiphon.community.models import LiveSession
from antiphon.conversations.models import Message
from antiphon.organizations.models import Member
from antiphon.publishing.models import Delivery
from antiphon.reports.queries.journeys.touches import Met


class ShownOn(StrEnum):
    """What shows a touch."""

    POST = "post"
    CONVERSATION = "conversation"
    SESSION = "session"
    VISITS = "visits"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a touch is shown: on what, of which row; `message` is its place in a conversation."""

    on: ShownOn
    row: int
    message: int | None = None


def places_of(member: Member, met: Sequence[Met]) -> dict[Met, Place]:
    """Return where touches are shown, of those that are anywhere a member may look. Three queries."""
    uris = {one.uri for one in met if one.kind == "act" and one.uri}
    posts = dict(Delivery.objects.filter(post__brand=member.brand, uri__in=uris).values_list("uri", "post"))
    said = _said(member, uris - posts.keys())
    sessions = _sessions([place.row for place in said.values()])
    found = {}
    for one in met:
        if one.kind != "act":
            found[one] = Place(ShownOn.VISITS if one.kind == "visit" else ShownOn.LINK, one.row)
        elif one.uri in posts:
            found[one] = Place(ShownOn.POST, posts[one.uri])
        elif (place := said.get(one.uri)) is not None:
            found[one] = Place(ShownOn.SESSION, sessions[place.row]) if place.row in sessions else place
    return found


def _said(member: Member, uris: set[str]) -> dict[str, Place]:
    readable = member.brand.conversations.told_to(member)
    found = Message.objects.filter(brand=member.brand, uri__in=uris, conversation__in=readable)
    rows = found.values_list("uri", "conversation", "pk")
    return {uri: Place(ShownOn.CONVERSATION, conversation, pk) for uri, conversation, pk in rows}


def _sessions(conversations: Sequence[int]) -> dict[int, int]:
    found = LiveSession.objects.filter(topic__conversation__in=conversations)
    return dict(found.values_list("topic__conversation", "pk"))
