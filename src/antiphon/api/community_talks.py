"""One's own talks, for programs: nobody else's are there, for hosts neither."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked, user_of
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.community.actions import sparing, talking, telling
from antiphon.community.models import Participant, TalkMember, TalkMessage
from antiphon.community.permissions import Viewer, require_part
from antiphon.community.queries.knowing import people_named, spareable
from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.community.queries.talks import TalkRow, messages_for, others_in, seat_of, talk_rows
from antiphon.lib.errors import Refusal

router = Router(tags=["community"])


class SeatedJson(Json, frozen=True, kw_only=True):
    """Somebody else in a talk, since when they read it; not accepted: they have not answered."""

    handle: str
    name: str
    since: datetime
    accepted: bool


class TalkJson(Json, frozen=True, kw_only=True):
    """A talk as the token's user has it: `request` while it waits for them, `unread` how many messages are new.

    `muted`: they want no news of it.
    """

    id: int
    people: list[SeatedJson]
    request: bool
    muted: bool
    unread: int
    last_at: datetime


class SaidJson(Json, frozen=True, kw_only=True):
    """What was said in a talk: `source` is Markdown; `handle` is null where its author is gone."""

    id: int
    handle: str | None
    source: str
    html: str
    at: datetime


class TalkShownJson(Json, frozen=True, kw_only=True):
    """A talk with what was said in it, the latest first; `before` asks for older ones, null at the end."""

    id: int
    people: list[SeatedJson]
    request: bool
    muted: bool
    messages: list[SaidJson]
    before: int | None


class TalkReportJson(Json, frozen=True, kw_only=True):
    """What a host will read: one message, and how many before it."""

    id: int
    message: int
    copied: int


class SourceBody(Schema):
    """What is said, in Markdown."""

    source: str


class NewTalkBody(SourceBody):
    """A first message, and to whom: handles."""

    to: list[str]


class HandleBody(Schema):
    """Who is taken in."""

    handle: str


class ReadBody(Schema):
    """Up to which message it was read."""

    message: int


class MuteBody(Schema):
    """Whether one wants no news of a talk."""

    muted: bool = True


class SpareBody(Schema):
    """What holds from now on; what is left out stays as it is."""

    muted: bool | None = None
    blocked: bool | None = None


class WhyBody(Schema):
    """What is wrong with a message."""

    why: str


class TalksAsked(Schema):
    """Which talks are listed: `silenced` those with nobody but people one muted or blocked."""

    silenced: bool = False
    limit: int = 30
    cursor: str = ""


class TurnsAsked(Schema):
    """Which messages are shown: those before a message, at most so many."""

    before: int = 0
    limit: int = 60


@router.get("/communities/{brand}/talks")
def list_talks(request: Asked, brand: str, asked: Annotated[TalksAsked, Query()]) -> Page[TalkJson]:
    """List one's talks, those with something new first."""
    mine = require_part(_viewer(request, brand))
    offset, limit = seen_of(asked.cursor), min(max(1, asked.limit), 100)
    rows = talk_rows(mine, limit + 1, offset, silenced=asked.silenced)
    more = cursor(offset + limit) if len(rows) > limit else None
    return Page(items=[_talk(row) for row in rows[:limit]], next=more)


@router.post("/communities/{brand}/talks")
def create_talk(request: Asked, brand: str, body: NewTalkBody) -> Created[TalkShownJson]:
    """Write to one or a few; two who have a talk of their own go on in it."""
    viewer = _viewer(request, brand)
    made = talking.start_talk(viewer, _people(viewer, body.to), body.source)
    return Created(_shown(_seat(viewer, made.talk_id), TurnsAsked()))


@router.get("/communities/{brand}/talks/{talk_id}")
def show_talk(request: Asked, brand: str, talk_id: int, asked: Annotated[TurnsAsked, Query()]) -> TalkShownJson:
    """Read one; it is not read by that, see `read`."""
    return _shown(_seat(_viewer(request, brand), talk_id), asked)


@router.post("/communities/{brand}/talks/{talk_id}/messages")
def create_talk_message(request: Asked, brand: str, talk_id: int, body: SourceBody) -> Created[SaidJson]:
    """Say something in it."""
    viewer = _viewer(request, brand)
    return Created(_said(talking.write_in_talk(viewer, _seat(viewer, talk_id), body.source)))


@router.post("/communities/{brand}/talks/{talk_id}/accept")
def accept_talk(request: Asked, brand: str, talk_id: int) -> TalkShownJson:
    """Accept a request."""
    viewer = _viewer(request, brand)
    talking.accept_talk(viewer, _seat(viewer, talk_id))
    return _shown(_seat(viewer, talk_id), TurnsAsked())


@router.post("/communities/{brand}/talks/{talk_id}/refuse")
def refuse_talk(request: Asked, brand: str, talk_id: int) -> dict[str, bool]:
    """Refuse a request; nobody is told."""
    viewer = _viewer(request, brand)
    talking.refuse_talk(viewer, _seat(viewer, talk_id))
    return {"refused": True}


@router.post("/communities/{brand}/talks/{talk_id}/read")
def read_talk(request: Asked, brand: str, talk_id: int, body: ReadBody) -> TalkShownJson:
    """Say up to which message it was read; nobody else is told."""
    seat = _seat(_viewer(request, brand), talk_id)
    message = get_object_or_404(messages_for(seat), pk=body.message)
    talking.note_talk_read(seat, message.pk)
    return _shown(seat, TurnsAsked())


@router.post("/communities/{brand}/talks/{talk_id}/people")
def add_to_talk(request: Asked, brand: str, talk_id: int, body: HandleBody) -> TalkShownJson:
    """Take somebody in, who reads from now on."""
    viewer = _viewer(request, brand)
    seat = _seat(viewer, talk_id)
    talking.add_to_talk(viewer, seat, _people(viewer, [body.handle])[0])
    return _shown(seat, TurnsAsked())


@router.post("/communities/{brand}/talks/{talk_id}/mute")
def mute_talk(request: Asked, brand: str, talk_id: int, body: MuteBody) -> TalkShownJson:
    """Hear no news of it, or, with `muted` false, hear them again; nobody is told."""
    viewer = _viewer(request, brand)
    talking.mute_talk(viewer, _seat(viewer, talk_id), muted=body.muted)
    return _shown(_seat(viewer, talk_id), TurnsAsked())


@router.post("/communities/{brand}/talks/{talk_id}/leave")
def leave_talk(request: Asked, brand: str, talk_id: int) -> dict[str, bool]:
    """Leave for good."""
    viewer = _viewer(request, brand)
    talking.leave_talk(viewer, _seat(viewer, talk_id))
    return {"left": True}


@router.post("/communities/{brand}/talks/{talk_id}/messages/{said_id}/report")
def report_talk_message(
    request: Asked, brand: str, talk_id: int, said_id: int, body: WhyBody
) -> Created[TalkReportJson]:
    """Show the hosts a message, with the three before it."""
    viewer = _viewer(request, brand)
    seat = _seat(viewer, talk_id)
    made = telling.report_message(viewer, seat, get_object_or_404(messages_for(seat), pk=said_id), body.why)
    return Created(TalkReportJson(id=made.pk, message=said_id, copied=len(made.words)))


@router.post("/communities/{brand}/members/{handle}/spare")
def spare_participant(request: Asked, brand: str, handle: str, body: SpareBody) -> dict[str, bool | None]:
    """Mute or block somebody, or take it back; they are not told."""
    viewer = _viewer(request, brand)
    require_part(viewer)
    other = get_object_or_404(spareable(viewer), handle=handle)
    if body.muted is not None:
        sparing.mute_participant(viewer, other, muted=body.muted)
    if body.blocked is not None:
        sparing.block_participant(viewer, other, blocked=body.blocked)
    return {"muted": body.muted, "blocked": body.blocked}


def _viewer(request: Asked, brand: str) -> Viewer:
    """Return who asks; for whoever does not take part there is nothing."""
    community = community_of(brand)
    viewer = viewer_of(community, user_of(request)) if community else None
    if viewer is None or not viewer.takes_part:
        raise Http404
    return viewer


def _seat(viewer: Viewer, talk_id: int) -> TalkMember:
    seat = seat_of(require_part(viewer), talk_id)
    if seat is None:
        raise Http404
    return seat


def _people(viewer: Viewer, handles: list[str]) -> list[Participant]:
    wanted = list(dict.fromkeys(one.lstrip("@").lower() for one in handles[:20]))
    people, nobody = people_named(viewer, wanted)
    if nobody:
        raise Refusal(_("Nobody here is called @%(handle)s.") % {"handle": nobody[0]}, field="to")
    return people


def _seated(seats: list[TalkMember]) -> list[SeatedJson]:
    return [
        SeatedJson(
            handle=one.participant.handle,
            name=one.participant.name,
            since=one.since,
            accepted=one.accepted_at is not None,
        )
        for one in seats
    ]


def _talk(row: TalkRow) -> TalkJson:
    return TalkJson(
        id=row.seat.talk_id,
        people=_seated(row.others),
        request=row.waits,
        muted=row.muted,
        unread=row.unread,
        last_at=row.seat.talk.last_at,
    )


def _shown(seat: TalkMember, asked: TurnsAsked) -> TalkShownJson:
    limit = min(max(1, asked.limit), 100)
    found = messages_for(seat).select_related("author").order_by("-pk")
    rows = list((found.filter(pk__lt=asked.before) if asked.before else found)[: limit + 1])
    others = others_in([seat.talk_id], seat.participant).get(seat.talk_id, [])
    return TalkShownJson(
        id=seat.talk_id,
        people=_seated(others),
        request=seat.accepted_at is None,
        muted=seat.muted_at is not None,
        messages=[_said(one) for one in rows[:limit]],
        before=rows[limit - 1].pk if len(rows) > limit else None,
    )


def _said(one: TalkMessage) -> SaidJson:
    handle = one.author.handle if one.author else None
    return SaidJson(id=one.pk, handle=handle, source=one.source, html=one.html, at=one.at)
